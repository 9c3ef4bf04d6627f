package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.inference.cut.Choice;
import org.socompass.inference.cut.CutSolver;
import org.socompass.inference.cut.EnergyUse;
import org.socompass.inference.cut.InMemory;
import org.socompass.inference.cut.Kind;
import org.socompass.inference.cut.Piece;
import org.socompass.inference.cut.Pieces;
import org.socompass.inference.cut.PreparedLengths;
import org.socompass.inference.cut.Solution;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Placement;
import org.socompass.inference.engine.Scheduling;
import org.socompass.inference.engine.Strategy;
import org.socompass.inference.rates.EngineRates;
import org.socompass.inference.rates.RateLaw;
import org.socompass.inference.result.CutReport;
import org.socompass.inference.result.OperatorTime;
import org.socompass.input.InputException;
import org.socompass.llm.OperatorNode;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Attention;
import org.socompass.operator.Bound;
import org.socompass.operator.MainMemoryStream;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.Roofline;

/**
 * The ways in which an engine may run an operator: on which processors, in which pieces. Passes ask
 * for most operators again, and get the same objects. Not thread-safe.
 */
public final class OperatorChoices {
  private static final String ROUTER = "router";
  private static final String EXPERTS = "experts_";

  private final EngineProfile engine;
  private final Pieces pieces;
  private final OperatorMapper mapper;
  private final List<String> processorIds;
  private final ChainSchedule.SharedMemory memory;
  private final Optional<GraphChoices> graphs;
  private final Optional<CutSolver> solver;
  private final Map<Asked, List<Choice>> known = new HashMap<>();

  /** What was asked for last: passes that follow each other differ in few operators. */
  private List<Asked> lastAsked = List.of();

  private List<List<Choice>> lastChoices = List.of();

  /**
   * An operator, the tokens of the pass if it is a product of experts, else 0, and the share of the
   * weights that lies in banks of main memory with units.
   */
  private record Asked(OperatorNode node, long expertTokens, double inMemoryShare) {
    @Override
    public int hashCode() {
      return node.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Asked o
          && expertTokens == o.expertTokens
          && inMemoryShare == o.inMemoryShare
          && node.equals(o.node);
    }

    /** Returns whether it is of one node; another that says the same may be told apart. */
    @SuppressWarnings("ReferenceEquality") // passes share nodes
    private boolean isFor(OperatorNode one, long tokens, double share) {
      return node == one && expertTokens == tokens && inMemoryShare == share;
    }

    Asked of(Operator operator) {
      return new Asked(
          new OperatorNode(node.name(), operator, node.count()), expertTokens, inMemoryShare);
    }
  }

  /**
   * Creates the options of an engine.
   *
   * @param processorIds processors that may be used, at least one
   * @param memory the processors and their memory
   * @param handOverSeconds cost of a hand-over as the engine plans with it [s]
   */
  public OperatorChoices(
      EngineProfile engine,
      Pieces pieces,
      List<String> processorIds,
      ChainSchedule.SharedMemory memory,
      double handOverSeconds) {
    this.engine = engine;
    this.pieces = pieces;
    this.mapper = pieces.mapper();
    this.processorIds = processorIds;
    this.memory = memory;
    boolean isMixed = processorIds.stream().anyMatch(id -> !isNpu(id));
    Optional<PreparedLengths> prepared =
        isMixed
            ? engine.scheduling().graphs().map(Scheduling.StaticGraphs::lengths)
            : Optional.empty();
    this.graphs = prepared.map(lengths -> new GraphChoices(engine, pieces, memory, lengths));
    Optional<String> gpu = first(ProcessorKind.GPU);
    Optional<String> npu = first(ProcessorKind.NPU);
    this.solver =
        engine.strategy() == Strategy.TENSOR && gpu.isPresent() && npu.isPresent()
            ? Optional.of(
                new CutSolver(
                    pieces,
                    memory.lane(gpu.get()),
                    memory.lane(npu.get()),
                    prepared.orElse(PreparedLengths.any()),
                    handOverSeconds,
                    memory.bytesPerSecond(),
                    memory.backgroundBytesPerSecond()))
            : Optional.empty();
  }

  private Optional<String> first(ProcessorKind kind) {
    return processorIds.stream()
        .filter(id -> mapper.device().processor(id).kind() == kind)
        .findFirst();
  }

  private boolean isNpu(String id) {
    return mapper.device().processor(id).kind() == ProcessorKind.NPU;
  }

  /**
   * Returns the ways to run an operator.
   *
   * @throws InputException if there is none
   */
  public List<Choice> of(OperatorNode node) {
    return of(new Asked(node, 0, 0));
  }

  /**
   * Returns the ways to run each operator of a layer.
   *
   * @param inMemoryShare share of the weights that lies in banks with units
   * @throws InputException if there is none
   */
  List<List<Choice>> ofAll(List<OperatorNode> nodes, double inMemoryShare) {
    List<Asked> asked = new ArrayList<>(nodes.size());
    List<List<Choice>> result = new ArrayList<>(nodes.size());
    long tokens = routedTokens(nodes);
    for (int i = 0; i < nodes.size(); i++) {
      OperatorNode node = nodes.get(i);
      long expertTokens = isExperts(node) ? tokens : 0;
      if (i < lastAsked.size() && lastAsked.get(i).isFor(node, expertTokens, inMemoryShare)) {
        asked.add(lastAsked.get(i));
        result.add(lastChoices.get(i));
      } else {
        var added = new Asked(node, expertTokens, inMemoryShare);
        asked.add(added);
        result.add(of(added));
      }
    }
    lastAsked = asked;
    lastChoices = result;
    return result;
  }

  /** Returns the tokens that a router of a layer sees, 0 if it has none. */
  static long routedTokens(List<OperatorNode> nodes) {
    long most = 0;
    for (OperatorNode node : nodes) {
      if (node.name().startsWith(ROUTER)
          && node.role().equals(ROUTER)
          && node.operator() instanceof Matmul router) {
        most = Math.max(most, router.m());
      }
    }
    return most;
  }

  /** Returns whether a node is a product of experts. */
  static boolean isExperts(OperatorNode node) {
    return node.name().startsWith(EXPERTS) && node.operator() instanceof Matmul;
  }

  private List<Choice> of(Asked asked) {
    List<Choice> found = known.get(asked);
    if (found == null) {
      found = find(asked);
      known.put(asked, found);
    }
    return found;
  }

  private List<Choice> find(Asked asked) {
    OperatorNode node = asked.node();
    List<Choice> result = new ArrayList<>();
    String reason = "no processor runs it";
    for (String id : processorIds) {
      if (isNpu(id) && graphs.isPresent()) {
        if (node.readsWeights() && node.operator() instanceof Matmul product) {
          Optional<Choice> fastest = graphs.get().fastest(product, id);
          if (fastest.isPresent() && graphs.get().mustBeUsed(product)) {
            return List.of(fastest.get());
          }
          fastest.ifPresent(result::add);
        }
        continue;
      }
      try {
        result.addAll(on(asked, id));
      } catch (InputException infeasible) {
        reason = String.valueOf(infeasible.getMessage());
      }
    }
    if (node.readsWeights() && node.operator() instanceof Matmul product) {
      solver.flatMap(s -> s.solve(product).best()).ifPresent(result::add);
    }
    if (result.isEmpty()) {
      throw new InputException(reason);
    }
    return List.copyOf(result);
  }

  /** Returns the operator on one processor in its own size. */
  Choice whole(OperatorNode node, String processorId) {
    return whole(new Asked(node, 0, 0), processorId);
  }

  /** Returns the ways to run each operator of a layer on one processor. */
  List<List<Choice>> ofAllOn(List<OperatorNode> nodes, String processorId, double inMemoryShare) {
    return nodes.stream().map(node -> on(new Asked(node, 0, inMemoryShare), processorId)).toList();
  }

  /** In its own size, or with the weights that lie in banks with units multiplied there. */
  private List<Choice> on(Asked asked, String processorId) {
    Choice whole = whole(asked, processorId);
    return inMemory(asked, whole.pieces().get(0))
        .map(inMemory -> List.of(whole, inMemory))
        .orElse(List.of(whole));
  }

  /** Output features are split between banks with units and the processor, which reads the rest. */
  private Optional<Choice> inMemory(Asked asked, Piece onProcessor) {
    if (asked.inMemoryShare() == 0
        || !asked.node().readsWeights()
        || !(asked.node().operator() instanceof Matmul product)) {
      return Optional.empty();
    }
    long columns = (long) Math.floor(product.n() * asked.inMemoryShare());
    if (columns == 0) {
      return Optional.empty();
    }
    Optional<Piece> inside =
        InMemory.piece(columns(product, columns), onProcessor, mapper.device());
    if (inside.isEmpty()) {
      return Optional.empty();
    }
    List<Piece> all = new ArrayList<>(List.of(inside.get()));
    if (columns < product.n()) {
      Asked rest = asked.of(columns(product, product.n() - columns));
      all.addAll(whole(rest, onProcessor.processor()).pieces());
    }
    boolean ahead = memory.lane(onProcessor.processor()).submitsAhead();
    return Optional.of(new Choice(Kind.IN_MEMORY, all, Choice.visibleSeconds(all, ahead)));
  }

  private static Matmul columns(Matmul product, long columns) {
    if (columns == product.n()) {
      return product;
    }
    Matmul resized = product.resized(product.batch(), product.m(), product.k(), columns);
    return product.groups().map(resized::grouped).orElse(resized);
  }

  private Choice whole(Asked asked, String processorId) {
    OperatorNode node = asked.node();
    if (engine.rates().isPresent() && RateLaw.knows(node.operator())) {
      return whole(List.of(rated(asked, engine.rates().get(), processorId)));
    }
    if (node.operator() instanceof Attention attention && !engine.attention().modelled()) {
      return whole(List.of(streamedAttention(attention, processorId)));
    }
    Optional<Piece> piece = pieces.find(node.operator(), processorId);
    if (piece.isEmpty()) {
      throw new InputException(
          "%s of %s: %s"
              .formatted(
                  node.name(), mapper.device().id(), pieces.reason(node.operator(), processorId)));
    }
    return whole(List.of(piece.get()));
  }

  private Choice whole(List<Piece> some) {
    boolean ahead = memory.lane(some.get(0).processor()).submitsAhead();
    return new Choice(Kind.WHOLE, some, Choice.visibleSeconds(some, ahead));
  }

  /** Returns how products were spread, for strategies that choose. */
  List<CutReport> reports(List<OperatorNode> nodes, Placement placement, double handOverSeconds) {
    List<CutReport> result = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      OperatorNode node = nodes.get(i);
      if (processorIds.size() > 1
          && node.readsWeights()
          && node.operator() instanceof Matmul product) {
        result.add(report(node, product, placement.choices().get(i), handOverSeconds));
      }
    }
    return result;
  }

  private CutReport report(
      OperatorNode node, Matmul product, Choice chosen, double handOverSeconds) {
    Map<String, Double> alternatives = new LinkedHashMap<>();
    for (Choice option : of(node)) {
      alternatives.merge(id(option), seconds(option, handOverSeconds), Math::min);
    }
    if (chosen.kind() == Kind.IN_MEMORY) {
      alternatives.put(id(chosen), seconds(chosen, handOverSeconds));
    }
    Optional<Solution> solution = solver.map(s -> s.solve(product));
    solution.ifPresent(
        s -> s.alternatives().forEach((k, t) -> alternatives.merge(k.id(), t, Math::min)));
    boolean isCut = chosen.isCut();
    List<Long> lengths = isCut ? solution.orElseThrow().npuLengths() : List.of();
    double share = isNpu(chosen.processors().get(0)) ? 0 : 1;
    return new CutReport(
        node.name(),
        id(chosen),
        isCut ? (double) solution.orElseThrow().gpuColumns() / product.n() : share,
        lengths,
        seconds(chosen, handOverSeconds),
        alternatives);
  }

  private static double seconds(Choice choice, double handOverSeconds) {
    return choice.seconds() + (choice.isCut() ? 2 * handOverSeconds : 0);
  }

  private static String id(Choice choice) {
    return choice.kind() == Kind.WHOLE ? choice.processors().get(0) : choice.kind().id();
  }

  /** Returns the time to make the graphs that a prompt of an unprepared length needs. */
  Optional<OperatorTime> graphGeneration(List<OperatorNode> nodes, List<Choice> choices) {
    Optional<String> npu = first(ProcessorKind.NPU);
    return npu.isEmpty()
        ? Optional.empty()
        : graphs.flatMap(g -> g.generation(nodes, choices, npu.get()));
  }

  /** What the engine reaches of the peaks of the processor. */
  private Piece rated(Asked asked, EngineRates rates, String processorId) {
    Operator operator = asked.node().operator();
    Device device = mapper.device();
    Processor processor = device.processor(processorId);
    double roofline = RateLaw.rooflineSeconds(operator, rates, processor, device.memory());
    RateLaw.Timed timed =
        RateLaw.of(operator, asked.expertTokens(), rates, processor, device.memory());
    double seconds = timed.seconds();
    double bytes = operator.compulsoryBytes();
    return new Piece(
        processorId,
        operator,
        seconds,
        bytes,
        0,
        timed.boundBy(),
        roofline,
        new EnergyUse.Run(operator, processorId, seconds, bytes, bytes));
  }

  /** The cache streams past; heads and new tokens cost what the engine's profile says. */
  private Piece streamedAttention(Attention attention, String processorId) {
    Device device = mapper.device();
    Processor processor = device.processor(processorId);
    EngineProfile.AttentionTiming timing = engine.attention();
    double bandwidth =
        MainMemoryStream.bandwidth(processor, device.memory(), processor.dram().efficiency());
    double roofline = Roofline.seconds(attention, processor, device.memory());
    double fixed =
        attention.queryLength() > 1
            ? timing.secondsPerHeadAndToken()
                * engine.host().arithmetic(device)
                * attention.batch()
                * attention.kvHeads()
                * attention.queryLength()
            : 0;
    double wide =
        attention.headDim() > timing.wideHeadDim()
            ? Math.ceil((double) attention.queryHeads() / processor.cores())
                * timing.wideCyclesPerWave()
                / processor.clockHz()
            : 0;
    double stream = attention.compulsoryBytes() / bandwidth;
    double seconds = Math.max(roofline, stream + fixed + wide);
    double bytes = attention.compulsoryBytes();
    return new Piece(
        processorId,
        attention,
        seconds,
        bytes,
        0,
        fixed + wide > stream ? Bound.VECTOR : Bound.MEMORY,
        roofline,
        new EnergyUse.Run(attention, processorId, seconds, bytes, bytes));
  }
}
