package org.socompass.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Synchronization;
import org.socompass.input.InputException;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.GraphBuilder;
import org.socompass.llm.GraphOptions;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelGraph;
import org.socompass.llm.OperatorNode;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;
import org.socompass.mapper.MapResult;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Attention;
import org.socompass.operator.Bound;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.Operator;

/**
 * Time of one pass of a model under an engine.
 *
 * <pre>{@code
 * t = sum over operators of count * t(operator, its processor) + layers * t_layer + hand-overs
 * }</pre>
 *
 * <p>One operator runs at a time. Which processor runs which is decided by {@link Placement}.
 */
final class PassModel {
  private final EngineProfile engine;
  private final OperatorMapper mapper;
  private final List<String> processorIds;

  /**
   * Creates the model of an engine on a device.
   *
   * @param processorIds processors that may be used, at least one
   */
  PassModel(EngineProfile engine, OperatorMapper mapper, List<String> processorIds) {
    this.engine = engine;
    this.mapper = mapper;
    this.processorIds = List.copyOf(processorIds);
  }

  PhaseResult pass(LanguageModel model, Quantization quantization, ForwardPass forward) {
    ModelGraph graph = new GraphBuilder(model, quantization, options()).wholeModel(sized(forward));
    List<OperatorNode> nodes = new ArrayList<>();
    for (OperatorNode node : graph.nodes()) {
      if (!isHidden(node.operator())) {
        nodes.add(onAllTokens(node, forward));
      }
    }
    List<List<OperatorTime>> choices = new ArrayList<>();
    for (OperatorNode node : nodes) {
      List<OperatorTime> times = new ArrayList<>();
      for (String processorId : processorIds) {
        times.add(time(node, processorId));
      }
      choices.add(times);
    }
    Placement placement = Placement.best(nodes, choices, model.layers(), handOverSeconds());
    List<OperatorTime> result = new ArrayList<>(placement.operators());
    layerTime(model, forward.phase()).ifPresent(result::add);
    if (placement.handOvers() > 0) {
      result.add(
          new OperatorTime(
              "hand_over",
              "synchronization",
              "",
              String.join("+", processorIds),
              placement.handOvers(),
              handOverSeconds(),
              Bound.SYNCHRONIZATION,
              0,
              0));
    }
    return new PhaseResult(forward.phase(), forward.contextLength(), result);
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
            new OperatorTime(
                "layer_fixed_time",
                "engine",
                "",
                first,
                model.layers(),
                seconds,
                Bound.LAUNCH,
                0,
                0));
  }

  private double handOverSeconds() {
    Optional<Synchronization> found = mapper.device().synchronization();
    if (processorIds.size() == 1 || found.isEmpty()) {
      return 0;
    }
    Synchronization s = found.get();
    return engine.slowSynchronization() ? s.slowSeconds() + s.resubmitSeconds() : s.fastSeconds();
  }

  private OperatorTime time(OperatorNode node, String processorId) {
    Operator operator = node.operator();
    if (operator instanceof Attention attention && !engine.attention().modelled()) {
      return streamedAttention(node, attention, mapper.device().processor(processorId));
    }
    MapResult result = mapper.map(operator, processorId);
    if (result instanceof MapResult.Infeasible infeasible) {
      throw new InputException(
          "%s of %s: %s".formatted(node.name(), mapper.device().id(), infeasible.reason()));
    }
    var mapped = (MappedOperator) result;
    return new OperatorTime(
        node.name(),
        operator.id(),
        operator.shape(),
        processorId,
        node.count(),
        mapped.cost().latencySeconds(),
        mapped.cost().boundBy(),
        mapped.cost().rooflineSeconds(),
        mapped.cost().traffic(MemoryLevel.MAIN_MEMORY));
  }

  /** The cache streams past; heads and new tokens cost what the engine's profile says. */
  private OperatorTime streamedAttention(
      OperatorNode node, Attention attention, Processor processor) {
    Device device = mapper.device();
    EngineProfile.AttentionTiming timing = engine.attention();
    double bandwidth =
        Math.min(
            device.memory().peakBytesPerSecond() * processor.dram().efficiency(),
            processor.dram().capBytesPerSecond().orElse(Double.MAX_VALUE));
    double roofline =
        org.socompass.operator.Roofline.seconds(attention, processor, device.memory());
    double fixed =
        attention.queryLength() > 1
            ? timing.secondsPerHeadAndToken()
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
    return new OperatorTime(
        node.name(),
        attention.id(),
        attention.shape(),
        processor.id(),
        node.count(),
        Math.max(roofline, stream + fixed + wide),
        fixed + wide > stream ? Bound.VECTOR : Bound.MEMORY,
        roofline,
        attention.compulsoryBytes());
  }
}
