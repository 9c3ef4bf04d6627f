package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.socompass.hardware.Synchronization;
import org.socompass.inference.cut.Choice;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Placement;
import org.socompass.inference.engine.Scheduling;
import org.socompass.inference.engine.Strategy;
import org.socompass.inference.result.CutReport;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.schedule.Timeline;
import org.socompass.llm.ActivationPool;
import org.socompass.llm.ActivationTensor;
import org.socompass.llm.ActivationTensors;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.GraphBuilder;
import org.socompass.llm.GraphOptions;
import org.socompass.llm.KvType;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelGraph;
import org.socompass.llm.OperatorNode;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Bound;
import org.socompass.operator.Operator;

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
  /** Buffers that processors share are mapped by pages of the operating system [B]. */
  private static final long BUFFER_ALIGNMENT = 4096;

  private final EngineProfile engine;
  private final OperatorMapper mapper;
  private final List<String> processorIds;
  private final Background background;
  private final boolean isDetailed;
  private final Optional<KvType> kvType;
  private final ChainSchedule.SharedMemory planned;
  private final ChainSchedule.SharedMemory actual;
  private final ChainTimes.Steps plannedSteps;
  private final ChainTimes.Steps actualSteps;
  private final OperatorChoices options;

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
    this(engine, mapper, processorIds, background, isDetailed, Optional.empty());
  }

  /**
   * Creates the model of an engine on a device.
   *
   * @param kvType type of keys and values in the cache; that of the quantization if empty
   */
  public PassModel(
      EngineProfile engine,
      OperatorMapper mapper,
      List<String> processorIds,
      Background background,
      boolean isDetailed,
      Optional<KvType> kvType) {
    this.kvType = kvType;
    this.engine = engine;
    this.mapper = mapper;
    this.processorIds = List.copyOf(processorIds);
    this.background = background;
    this.isDetailed = isDetailed;
    this.planned = memory(plansSlow());
    this.actual = memory(engine.slowSynchronization());
    this.plannedSteps = new ChainTimes.Steps(planned);
    this.actualSteps = new ChainTimes.Steps(actual);
    this.options =
        new OperatorChoices(
            engine, mapper, this.processorIds, planned, handOverSeconds(plansSlow()));
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
    if (isChunking() && forward.phase() == Phase.PREFILL) {
      return new ChunkedPass(engine, mapper, processorIds, background)
          .prefill(builder(model, quantization), sized(forward));
    }
    return chain(model, forward, parts(model, quantization, forward));
  }

  /** Returns the time of {@link #pass}, which is found faster alone [s]. */
  public double seconds(LanguageModel model, Quantization quantization, ForwardPass forward) {
    if (isChunking() && forward.phase() == Phase.PREFILL) {
      return pass(model, quantization, forward).seconds();
    }
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
    seconds += layerTime(model, forward.phase()).map(OperatorTime::totalSeconds).orElse(0.0);
    return seconds + handOvers(parts) * handOver;
  }

  /**
   * The operators of one kind of layer and how they are placed. Kinds run one after another, as if
   * the layers of a kind stood together in the model.
   */
  private record Part(List<OperatorNode> nodes, Placement placement) {}

  private List<Part> parts(LanguageModel model, Quantization quantization, ForwardPass forward) {
    List<Part> parts = new ArrayList<>();
    for (List<OperatorNode> kind : KindsOfLayers.of(nodes(model, quantization, forward))) {
      parts.add(new Part(kind, placement(kind)));
    }
    return parts;
  }

  private Placement placement(List<OperatorNode> nodes) {
    List<List<Choice>> choices =
        nodes.stream().map(isChunking() ? this::floatOptions : options::of).toList();
    return fastest(nodes, choices, KindsOfLayers.count(nodes), handOverSeconds(plansSlow()));
  }

  private boolean isChunking() {
    return engine.scheduling().chunks().isPresent() && processorIds.size() > 1;
  }

  /**
   * Returns what the tensors between operators take, buffers being used again, on all devices
   * together [B]. Of a prompt in chunks out of order each chunk may be on its way and has its own.
   */
  public double activationBytes(
      LanguageModel model, Quantization quantization, ForwardPass forward) {
    ForwardPass part = forward;
    long parts = 1;
    if (isChunking() && forward.phase() == Phase.PREFILL) {
      Scheduling.Chunks chunks = engine.scheduling().chunks().orElseThrow();
      parts = (forward.queryLength() - 1) / chunks.tokens() + 1;
      part =
          new ForwardPass(
              forward.phase(), forward.batch(), chunks.tokens(), parts * chunks.tokens(), 1);
      parts = chunks.inOrder() ? 1 : parts;
    }
    List<ActivationTensor> tensors = ActivationTensors.of(all(model, quantization, part));
    double bytes = ActivationPool.of(tensors, BUFFER_ALIGNMENT).bytes();
    return bytes * parts * mapper.device().deviceCount();
  }

  private List<OperatorNode> nodes(
      LanguageModel model, Quantization quantization, ForwardPass forward) {
    return all(model, quantization, forward).stream()
        .filter(node -> !isHidden(node.operator()))
        .toList();
  }

  private GraphBuilder builder(LanguageModel model, Quantization quantization) {
    return new GraphBuilder(
        model, quantization, options(), kvType.map(KvType::type).orElse(quantization.kvCache()));
  }

  private List<OperatorNode> all(
      LanguageModel model, Quantization quantization, ForwardPass forward) {
    ModelGraph graph = builder(model, quantization).wholeModel(sized(forward));
    return graph.nodes().stream().map(node -> onAllTokens(node, forward)).toList();
  }

  /** Engines that chunk prompts decode where they run float operators. */
  private List<Choice> floatOptions(OperatorNode node) {
    return List.of(options.whole(node, ChunkedPass.floatProcessor(mapper.device(), processorIds)));
  }

  private PhaseResult chain(LanguageModel model, ForwardPass forward, List<Part> parts) {
    double handOver = handOverSeconds(engine.slowSynchronization());
    List<OperatorTime> result = new ArrayList<>();
    List<Timeline> timelines = new ArrayList<>();
    List<CutReport> cuts = new ArrayList<>();
    graphGeneration(forward.phase(), parts).ifPresent(result::add);
    for (Part part : parts) {
      double[] each = eachSeconds(part, handOver);
      for (int i = 0; i < each.length; i++) {
        result.add(time(part.nodes().get(i), part.placement().choices().get(i), each[i]));
      }
      if (isDetailed) {
        timelines.add(timeline(part.nodes(), part.placement(), handOver));
        cuts.addAll(options.reports(part.nodes(), part.placement(), handOverSeconds(plansSlow())));
      }
    }
    layerTime(model, forward.phase()).ifPresent(result::add);
    long handOvers = handOvers(parts);
    if (handOvers > 0) {
      result.add(
          OperatorTime.idle(
              "hand_over",
              "synchronization",
              String.join("+", processorIds),
              handOvers,
              handOver,
              Bound.SYNCHRONIZATION));
    }
    return new PhaseResult(
        forward.phase(),
        forward.contextLength(),
        result,
        result.stream().mapToDouble(OperatorTime::totalSeconds).sum(),
        handOvers,
        isDetailed ? Optional.of(Timeline.joined(timelines)) : Optional.empty(),
        cuts);
  }

  /** A cut at the end hands its results over, to nobody that a placement knows. */
  private static long handOvers(List<Part> parts) {
    long sum = 0;
    for (Part part : parts) {
      sum += part.placement().handOvers() + (endsCut(part.placement()) ? 1 : 0);
    }
    return sum;
  }

  private static boolean endsCut(Placement placement) {
    return placement.choices().get(placement.choices().size() - 1).isCut();
  }

  /** Returns the fastest of the best placements with cuts, without, and each for one processor. */
  private Placement fastest(
      List<OperatorNode> nodes, List<List<Choice>> choices, long layers, double handOverSeconds) {
    List<Placement> candidates = new ArrayList<>();
    candidates.add(Placement.best(nodes, choices, layers, handOverSeconds));
    if (processorIds.size() > 1) {
      List<List<Choice>> uncut = only(choices, c -> !c.isCut());
      candidates.add(Placement.best(nodes, uncut, layers, handOverSeconds));
      for (String id : processorIds) {
        candidates.add(Placement.best(nodes, preferring(uncut, id), layers, handOverSeconds));
      }
    }
    Placement best = candidates.get(0);
    double least = Double.MAX_VALUE;
    for (int i = 0; i < candidates.size() && candidates.size() > 1; i++) {
      Placement candidate = candidates.get(i);
      if (isAmong(candidates.subList(0, i), candidate)) {
        continue;
      }
      double seconds =
          ChainTimes.of(candidate, plannedSteps, handOverSeconds).endSeconds()
              + (endsCut(candidate) ? handOverSeconds : 0);
      if (seconds < least) {
        least = seconds;
        best = candidate;
      }
    }
    return best;
  }

  /** Returns whether a placement makes the same choices as one of others. */
  private static boolean isAmong(List<Placement> others, Placement placement) {
    return others.stream().anyMatch(o -> o.choices().equals(placement.choices()));
  }

  /** Leaves operators that can run on a processor no other. */
  private static List<List<Choice>> preferring(List<List<Choice>> choices, String id) {
    List<List<Choice>> there = only(choices, c -> c.isOnly(id));
    List<List<Choice>> result = new ArrayList<>();
    for (int i = 0; i < choices.size(); i++) {
      result.add(there.get(i).isEmpty() ? choices.get(i) : there.get(i));
    }
    return result;
  }

  private static List<List<Choice>> only(List<List<Choice>> choices, Predicate<Choice> wanted) {
    List<List<Choice>> result = new ArrayList<>(choices.size());
    for (List<Choice> some : choices) {
      List<Choice> kept = new ArrayList<>(some.size());
      for (Choice choice : some) {
        if (wanted.test(choice)) {
          kept.add(choice);
        }
      }
      result.add(kept);
    }
    return result;
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
    ChainTimes times = ChainTimes.of(placement, actualSteps, handOver);
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
        String.join("+", choice.processors()),
        node.count(),
        seconds,
        choice.longest().boundBy(),
        choice.rooflineSeconds(),
        node.operator().operations(),
        choice.bytes(),
        choice.energies());
  }

  private ForwardPass sized(ForwardPass forward) {
    int devices = mapper.device().deviceCount();
    return devices > 1 ? forward.withTensorParallel(devices) : forward;
  }

  /** Attention is fused only where every processor that may run it has the kernel. */
  private GraphOptions options() {
    GraphOptions g = engine.graph();
    boolean available =
        !engine.attention().modelled()
            || processorIds.stream()
                .allMatch(id -> mapper.device().processor(id).kernels().attention().isPresent());
    return new GraphOptions(
        g.fusedAttention() && available, g.fusedAddNorm(), g.fusedQkv(), g.fusedGateUp());
  }

  private boolean isHidden(Operator operator) {
    return engine.hidden().contains(operator.operatorClass());
  }

  private OperatorNode onAllTokens(OperatorNode node, ForwardPass forward) {
    if (!engine.headOnAllTokens()
        || !node.name().equals("lm_head")
        || !(node.operator() instanceof org.socompass.operator.Matmul head)) {
      return node;
    }
    var all =
        new org.socompass.operator.Matmul(
            head.batch(),
            forward.batch() * forward.queryLength(),
            head.k(),
            head.n(),
            head.activation(),
            head.weight(),
            head.output());
    return new OperatorNode(node.name(), all, node.count());
  }

  private Optional<OperatorTime> layerTime(LanguageModel model, Phase phase) {
    String first = processorIds.get(0);
    double seconds =
        engine.layerSeconds().getOrDefault(phase, 0.0)
            + engine.layerCycles().getOrDefault(phase, 0.0)
                / mapper.device().processor(first).clockHz();
    return seconds == 0
        ? Optional.empty()
        : Optional.of(
            OperatorTime.idle(
                "layer_fixed_time", "engine", first, model.layers(), seconds, Bound.LAUNCH));
  }

  private double handOverSeconds(boolean slow) {
    Optional<Synchronization> found = mapper.device().synchronization();
    if (processorIds.size() == 1 || found.isEmpty()) {
      return 0;
    }
    Synchronization s = found.get();
    return slow ? s.slowSeconds() + s.resubmitSeconds() : s.fastSeconds();
  }
}
