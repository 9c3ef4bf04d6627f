package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.socompass.inference.cut.Choice;
import org.socompass.inference.cut.InMemory;
import org.socompass.inference.cut.Pieces;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.HandOvers;
import org.socompass.inference.engine.Placement;
import org.socompass.inference.engine.Strategy;
import org.socompass.inference.plan.Parallelism;
import org.socompass.inference.result.CutReport;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PassDetails;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.schedule.Timeline;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.KvType;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.OperatorNode;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Bound;

/**
 * Time of one pass of a model under an engine.
 *
 * <pre>{@code
 * t = sum over operators of count * t(operator, its processors) + layers * t_layer + hand-overs
 * }</pre>
 *
 * <p>Operators run one after another; one that is cut runs on several processors at once. Which
 * runs where is decided by {@link Placement}, how long it takes by {@link ChainSchedule}. Prompts
 * in chunks are another matter: {@link ChunkedPass}. Not thread-safe: passes share what operators
 * take.
 */
public final class PassModel {

  private final EngineProfile engine;
  private final OperatorMapper mapper;
  private final List<String> processorIds;
  private final Background background;
  private final boolean isDetailed;
  private final ChainSchedule.SharedMemory actual;
  private final ChainTimes.Steps actualSteps;
  private final OperatorChoices options;
  private final PassGraph graph;
  private final PlacementSearch search;
  private final Pieces pieces;
  private final Optional<KvType> kvType;
  private final Parallelism parallelism;
  private @Nullable Known last;

  /**
   * Creates the model of an engine on a device.
   *
   * @param processorIds processors that may be used, at least one
   * @param background what else runs
   * @param isDetailed whether passes say what ran when and how products were cut
   */
  public PassModel(
      EngineProfile engine,
      OperatorMapper mapper,
      List<String> processorIds,
      Background background,
      boolean isDetailed) {
    this(
        engine, mapper, processorIds, background, isDetailed, Optional.empty(), Parallelism.TENSOR);
  }

  /**
   * Creates the model of an engine on a device.
   *
   * @param kvType type of keys and values in the cache; that of the quantization if empty
   * @param parallelism how devices share the layers of a pass; of stages each runs all layers here
   */
  public PassModel(
      EngineProfile engine,
      OperatorMapper mapper,
      List<String> processorIds,
      Background background,
      boolean isDetailed,
      Optional<KvType> kvType,
      Parallelism parallelism) {
    this.engine = engine;
    this.mapper = mapper;
    this.processorIds = List.copyOf(processorIds);
    this.background = background;
    this.isDetailed = isDetailed;
    this.kvType = kvType;
    this.parallelism = parallelism;
    this.pieces = new Pieces(mapper);
    ChainSchedule.SharedMemory planned = memory(plansSlow());
    this.actual = memory(engine.slowSynchronization());
    this.actualSteps = new ChainTimes.Steps(actual);
    this.graph =
        new PassGraph(
            engine, mapper.device(), this.processorIds, kvType, parallelism, mapper.cache());
    this.search = new PlacementSearch(this.processorIds, new ChainTimes.Steps(planned));
    this.options =
        new OperatorChoices(
            engine, pieces, this.processorIds, planned, handOverSeconds(plansSlow()));
  }

  private boolean plansSlow() {
    return engine.slowSynchronization() && !engine.scheduling().plansFast();
  }

  /** Waiting for the driver drains the queues, so that nothing can be submitted ahead. */
  private ChainSchedule.SharedMemory memory(boolean slow) {
    boolean ahead = engine.scheduling().submitsAhead() && !slow;
    return ChainSchedule.SharedMemory.of(mapper.device(), processorIds, ahead, background);
  }

  public PhaseResult pass(LanguageModel model, Quantization quantization, ForwardPass forward) {
    if (graph.isChunking() && forward.phase() == Phase.PREFILL) {
      return new ChunkedPass(engine, pieces, processorIds, background)
          .prefill(graph.builder(model, quantization), graph.sized(forward));
    }
    if (forward.phase() == Phase.PREFILL
        && forward.queryLength() > engine.prompts().chunkTokens()) {
      return PromptChunks.prefill(
          forward,
          engine.prompts().chunkTokens(),
          engine.headOnAllTokens(),
          chunk -> pass(model, quantization, chunk));
    }
    var placed = new AtomicReference<@Nullable List<Part>>();
    PhaseResult result =
        known(model, quantization)
            .chain(
                forward,
                cacheBytes(),
                () -> {
                  List<Part> parts = parts(model, quantization, forward);
                  placed.set(parts);
                  return chain(model, forward, parts);
                },
                pieces::cacheRange)
            .result(forward, mapper.device());
    return isDetailed
        ? result.with(PassDetails.of(() -> details(model, quantization, forward, placed.get())))
        : result;
  }

  /** Whose times were asked for last: most passes are of one model. */
  private record Known(LanguageModel model, Quantization quantization, KnownTimes.OfKey times) {}

  @SuppressWarnings("ReferenceEquality") // the same objects come again
  private KnownTimes.OfKey known(LanguageModel model, Quantization quantization) {
    if (last == null || last.model != model || last.quantization != quantization) {
      var key =
          new KnownTimes.Key(
              engine,
              processorIds,
              background,
              kvType,
              parallelism,
              model,
              quantization,
              mapper.device());
      KnownTimes all = mapper.cache().companion(KnownTimes.class, KnownTimes::new);
      last = new Known(model, quantization, all.of(key));
    }
    return last.times;
  }

  private double cacheBytes() {
    return mapper.device().systemCache().map(c -> (double) c.capacityBytes()).orElse(0.0);
  }

  /** Returns the operators of a pass in the order of computation, before they are cut. */
  public List<OperatorNode> nodes(
      LanguageModel model, Quantization quantization, ForwardPass forward) {
    return graph.nodes(model, quantization, graph.sized(forward));
  }

  /**
   * Returns a pass whose time is known, with the energies of this device.
   *
   * @param timed the pass on a device that differs in its energies at most
   */
  public PhaseResult priced(
      LanguageModel model, Quantization quantization, ForwardPass forward, PhaseResult timed) {
    if (graph.isChunking() && forward.phase() == Phase.PREFILL) {
      return new ChunkedPass(engine, pieces, processorIds, background)
          .priced(graph.builder(model, quantization), graph.sized(forward), timed);
    }
    return pass(model, quantization, forward);
  }

  /** Returns the time of {@link #pass}, which is found faster alone [s]. */
  public double seconds(LanguageModel model, Quantization quantization, ForwardPass forward) {
    if (forward.phase() == Phase.PREFILL) {
      return pass(model, quantization, forward).seconds();
    }
    return known(model, quantization)
        .seconds(
            forward,
            cacheBytes(),
            () -> decodeSeconds(model, quantization, forward),
            pieces::cacheRange);
  }

  private double decodeSeconds(
      LanguageModel model, Quantization quantization, ForwardPass forward) {
    List<Part> parts = parts(model, quantization, forward);
    double handOver = handOverSeconds(engine.slowSynchronization());
    double seconds =
        graphGeneration(forward.phase(), parts).map(OperatorTime::totalSeconds).orElse(0.0);
    for (Part part : parts) {
      double[] each = eachSeconds(part, handOver);
      for (int i = 0; i < each.length; i++) {
        seconds += each[i] * part.nodes().get(i).count();
      }
    }
    seconds +=
        LayerTime.of(
                engine, mapper.device(), processorIds.get(0), model, forward, graph.passes(forward))
            .map(OperatorTime::totalSeconds)
            .orElse(0.0);
    return seconds + handOvers(parts) * handOver;
  }

  private List<Part> parts(LanguageModel model, Quantization quantization, ForwardPass forward) {
    List<Part> parts = new ArrayList<>();
    var stored = new ModelStorage(model, quantization);
    int devices = mapper.device().deviceCount();
    double share = InMemory.share(mapper.device(), () -> stored.weightsBytes(devices));
    for (List<OperatorNode> kind : graph.kinds(model, quantization, forward)) {
      parts.add(new Part(kind, placement(kind, share)));
    }
    return parts;
  }

  /**
   * Returns what the tensors between operators take, buffers being used again, on all devices
   * together [B]. Of a prompt in chunks out of order each chunk may be on its way and has its own.
   */
  public double activationBytes(
      LanguageModel model, Quantization quantization, ForwardPass forward) {
    return graph.activationBytes(model, quantization, forward);
  }

  /** Returns the time of an operator that runs alone, on the first processor. */
  public OperatorTime alone(OperatorNode node) {
    Choice choice = options.whole(node, processorIds.get(0));
    return time(node, choice, choice.seconds()).withEnergies(choice.energies(mapper.device()));
  }

  private PlacementSearch.Timed placement(List<OperatorNode> nodes, double share) {
    // Engines that chunk prompts decode where they run float operators.
    List<List<Choice>> choices =
        graph.isChunking()
            ? options.ofAllOn(
                nodes, ChunkedPass.floatProcessor(mapper.device(), processorIds), share)
            : options.ofAll(nodes, share);
    return search.fastest(nodes, choices, KindsOfLayers.count(nodes), handOverSeconds(plansSlow()));
  }

  /**
   * Returns what ran when, and how products were cut, also long after the pass was timed.
   *
   * @param known how it was placed; null if others timed it
   */
  private synchronized PassDetails.Values details(
      LanguageModel model,
      Quantization quantization,
      ForwardPass forward,
      @Nullable List<Part> known) {
    List<Part> parts = known == null ? parts(model, quantization, forward) : known;
    double handOver = handOverSeconds(engine.slowSynchronization());
    List<Timeline> timelines = new ArrayList<>();
    List<CutReport> cuts = new ArrayList<>();
    for (Part part : parts) {
      timelines.add(timeline(part.nodes(), part.placement(), handOver));
      cuts.addAll(options.reports(part.nodes(), part.placement(), handOverSeconds(plansSlow())));
    }
    return new PassDetails.Values(Optional.of(Timeline.joined(timelines)), cuts);
  }

  private TimedChain chain(LanguageModel model, ForwardPass forward, List<Part> parts) {
    double handOver = handOverSeconds(engine.slowSynchronization());
    List<TimedChain.Row> rows = new ArrayList<>();
    graphGeneration(forward.phase(), parts).ifPresent(t -> rows.add(idle(t)));
    for (Part part : parts) {
      double[] each = eachSeconds(part, handOver);
      for (int i = 0; i < each.length; i++) {
        Choice choice = part.placement().choices().get(i);
        rows.add(
            new TimedChain.Row(time(part.nodes().get(i), choice, each[i]), Optional.of(choice)));
      }
    }
    LayerTime.of(
            engine, mapper.device(), processorIds.get(0), model, forward, graph.passes(forward))
        .ifPresent(t -> rows.add(idle(t)));
    long handOvers = handOvers(parts);
    if (handOvers > 0) {
      rows.add(
          idle(
              OperatorTime.idle(
                  "hand_over",
                  "synchronization",
                  String.join("+", processorIds),
                  handOvers,
                  handOver,
                  Bound.SYNCHRONIZATION)));
    }
    return new TimedChain(rows, handOvers);
  }

  private static TimedChain.Row idle(OperatorTime time) {
    return new TimedChain.Row(time, Optional.empty());
  }

  /** A cut at the end hands its results over, to nobody that a placement knows. */
  private static long handOvers(List<Part> parts) {
    long sum = 0;
    for (Part part : parts) {
      sum += part.placement().handOvers() + (PlacementSearch.endsCut(part.placement()) ? 1 : 0);
    }
    return sum;
  }

  /** Graphs are made for a prompt; all steps of decode share theirs, made once, not counted. */
  private Optional<OperatorTime> graphGeneration(Phase phase, List<Part> parts) {
    if (engine.strategy() != Strategy.ONLINE_PREPARE || phase == Phase.DECODE) {
      return Optional.empty();
    }
    List<OperatorNode> nodes = new ArrayList<>();
    List<Choice> choices = new ArrayList<>();
    for (Part part : parts) {
      nodes.addAll(part.nodes());
      choices.addAll(part.placement().choices());
    }
    return options.graphGeneration(nodes, choices);
  }

  private Timeline timeline(List<OperatorNode> nodes, Placement placement, double handOver) {
    List<String> names = nodes.stream().map(OperatorNode::name).toList();
    return ChainSchedule.of(names, placement, actual, handOver).timeline();
  }

  /** Returns the time of one run of each operator [s]. */
  private double[] eachSeconds(Part part, double handOver) {
    List<OperatorNode> nodes = part.nodes();
    Placement placement = part.placement();
    double[] each = new double[nodes.size()];
    if (isAlone()) {
      for (int i = 0; i < each.length; i++) {
        each[i] = placement.choices().get(i).seconds();
      }
      return each;
    }
    // What was planned with the engine's own synchronization is what happens.
    ChainTimes planned = plansSlow() == engine.slowSynchronization() ? part.timed().times() : null;
    ChainTimes times = planned == null ? ChainTimes.of(placement, actualSteps, handOver) : planned;
    for (int i = 0; i < each.length; i++) {
      each[i] = Math.max(0, times.seconds(i)) / nodes.get(i).count();
    }
    return each;
  }

  /** One processor alone does as its operators say; only a schedule knows about the others. */
  private boolean isAlone() {
    return processorIds.size() == 1 && background.isNone() && !engine.scheduling().submitsAhead();
  }

  private static OperatorTime time(OperatorNode node, Choice choice, double seconds) {
    return new OperatorTime(
        node.name(),
        node.operator().id(),
        node.operator().shape(),
        choice.isCut() ? String.join("+", choice.processors()) : choice.processors().get(0),
        node.count(),
        seconds,
        choice.longest().boundBy(),
        choice.rooflineSeconds(),
        node.operator().operations(),
        choice.bytes(),
        Optional.empty(),
        choice.inMemoryBytes());
  }

  private double handOverSeconds(boolean slow) {
    return processorIds.size() == 1 ? 0 : HandOvers.of(mapper.device()).seconds(slow);
  }
}
