package org.socompass.inference.pass;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.socompass.hardware.Device;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Scheduling;
import org.socompass.inference.plan.Parallelism;
import org.socompass.inference.rates.EngineRates;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.GraphBuilder;
import org.socompass.llm.GraphOptions;
import org.socompass.llm.KvType;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelGraph;
import org.socompass.llm.OperatorNode;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;
import org.socompass.llm.activation.ActivationPool;
import org.socompass.llm.activation.ActivationTensor;
import org.socompass.llm.activation.ActivationTensors;
import org.socompass.mapper.OperatorCache;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;

/** The operators of a pass as an engine runs them on the processors that it may use. */
final class PassGraph {
  /** Buffers that processors share are mapped by pages of the operating system [B]. */
  private static final long BUFFER_ALIGNMENT = 4096;

  private static final String SCORES = "scores";

  /** What only the last piece of a prompt needs. */
  static final Set<String> AT_THE_END = Set.of("final_norm", "lm_head");

  private final EngineProfile engine;
  private final Device device;
  private final List<String> processorIds;
  private final Optional<KvType> kvType;
  private final Parallelism parallelism;
  private final KnownGraphs known;
  private @Nullable Asked last;

  /** Whose graphs were asked for last: most passes are of one model. */
  private record Asked(
      LanguageModel model, Quantization quantization, KnownGraphs.OfModel graphs) {}

  PassGraph(
      EngineProfile engine,
      Device device,
      List<String> processorIds,
      Optional<KvType> kvType,
      Parallelism parallelism,
      OperatorCache cache) {
    this.known = cache.companion(KnownGraphs.class, KnownGraphs::new);
    this.kvType = kvType;
    this.parallelism = parallelism;
    this.engine = engine;
    this.device = device;
    this.processorIds = processorIds;
  }

  /** Returns whether prompts run in chunks. */
  boolean isChunking() {
    return engine.scheduling().chunks().isPresent() && processorIds.size() > 1;
  }

  /** Returns what decides about the graphs of a model, with what is known of them. */
  @SuppressWarnings("ReferenceEquality") // the same objects come again
  private KnownGraphs.OfModel known(LanguageModel model, Quantization quantization) {
    if (last == null || last.model != model || last.quantization != quantization) {
      last = new Asked(model, quantization, known.of(key(model, quantization)));
    }
    return last.graphs;
  }

  private KnownGraphs.Key key(LanguageModel model, Quantization quantization) {
    return new KnownGraphs.Key(
        model,
        quantization,
        kvType.map(KvType::type),
        options(),
        parallelism,
        device.deviceCount(),
        engine.prompts(),
        prompts(),
        engine.hidden(),
        engine.headOnAllTokens(),
        isChunking() ? engine.scheduling().chunks() : Optional.empty());
  }

  /** Returns the operators that the engine runs, by the kind of layer that they belong to. */
  List<List<OperatorNode>> kinds(
      LanguageModel model, Quantization quantization, ForwardPass forward) {
    return known(model, quantization)
        .kinds(forward, pass -> KindsOfLayers.of(nodes(model, quantization, pass)));
  }

  /** Returns the operators that the engine runs. */
  List<OperatorNode> nodes(LanguageModel model, Quantization quantization, ForwardPass forward) {
    long passes = passes(forward);
    return all(model, quantization, onePass(model, forward, passes)).stream()
        .filter(node -> !isHidden(node.operator()))
        .map(
            n ->
                passes == 1 || AT_THE_END.contains(n.role())
                    ? n
                    : new OperatorNode(n.name(), n.operator(), n.count() * passes))
        .toList();
  }

  /** Returns how often the engine runs its graph: whole chunks of a prompt, once in decode. */
  long passes(ForwardPass forward) {
    return forward.phase() == Phase.DECODE
        ? 1
        : (forward.queryLength() - 1) / prompts().chunkTokens() + 1;
  }

  /** A pass of the mean: of chunks the one in the middle, of a static graph all that it holds. */
  private ForwardPass onePass(LanguageModel model, ForwardPass forward, long passes) {
    EngineRates.Prompts prompts = prompts();
    long queries =
        prompts.chunkTokens() == Long.MAX_VALUE || forward.phase() == Phase.DECODE
            ? forward.queryLength()
            : prompts.chunkTokens();
    long held = passes == 1 ? forward.contextLength() : (passes + 1) * queries / 2;
    long context = Math.max(queries, prompts.attended(model.id(), held));
    return queries == forward.queryLength() && context == forward.contextLength()
        ? forward
        : forward.sized(queries, context);
  }

  private EngineRates.Prompts prompts() {
    return engine.rates().map(EngineRates::prompts).orElse(EngineRates.Prompts.WHOLE);
  }

  /** Returns what builds the graphs of a model. */
  GraphBuilder builder(LanguageModel model, Quantization quantization) {
    return new GraphBuilder(
        model, quantization, options(), kvType.map(KvType::type).orElse(quantization.kvCache()));
  }

  private List<OperatorNode> all(
      LanguageModel model, Quantization quantization, ForwardPass forward) {
    ModelGraph graph = builder(model, quantization).wholeModel(sized(forward));
    return graph.nodes().stream().map(node -> onAllTokens(node, forward)).toList();
  }

  /**
   * Returns what the tensors between operators take, buffers being used again, on all devices
   * together [B]. Of a prompt in chunks out of order each that is on its way has its own, but for
   * scores, which one attention at a time computes.
   */
  double activationBytes(LanguageModel model, Quantization quantization, ForwardPass forward) {
    return known(model, quantization)
        .activationBytes(forward, pass -> computedBytes(model, quantization, pass));
  }

  private double computedBytes(
      LanguageModel model, Quantization quantization, ForwardPass forward) {
    boolean inChunks = isChunking() && forward.phase() == Phase.PREFILL;
    ForwardPass part = inChunks ? lastChunk(forward) : piece(forward);
    List<OperatorNode> nodes = all(model, quantization, part);
    double held = Math.min(1, (double) engine.prompts().scoreRows() / part.queryLength());
    List<ActivationTensor> tensors =
        ActivationTensors.of(nodes).stream()
            .map(t -> t.name().equals(SCORES) ? share(t, held) : t)
            .toList();
    double bytes = ActivationPool.of(tensors, BUFFER_ALIGNMENT).bytes();
    if (inChunks) {
      List<ActivationTensor> others =
          tensors.stream().filter(t -> !t.name().equals(SCORES)).toList();
      long further = chunksAtOnce(nodes, forward) - 1;
      bytes += further * ActivationPool.of(others, BUFFER_ALIGNMENT).bytes();
    }
    return bytes * device.deviceCount() / parallelism.stages();
  }

  private Scheduling.Chunks chunks() {
    return engine.scheduling().chunks().orElseThrow();
  }

  private ForwardPass lastChunk(ForwardPass forward) {
    long tokens = chunks().tokens();
    long count = (forward.queryLength() - 1) / tokens + 1;
    return new ForwardPass(forward.phase(), forward.batch(), tokens, count * tokens, 1);
  }

  private ForwardPass piece(ForwardPass forward) {
    long tokens = Math.min(engine.prompts().chunkTokens(), forward.queryLength());
    return new ForwardPass(forward.phase(), forward.batch(), tokens, forward.contextLength(), 1);
  }

  /**
   * Returns the chunks that are on their way: all that the first one leads by less than a model.
   */
  private long chunksAtOnce(List<OperatorNode> nodes, ForwardPass forward) {
    long count = (forward.queryLength() - 1) / chunks().tokens() + 1;
    long lead = chunks().leads().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    return Math.min(count, (ChunkWork.stages(nodes) - 1) / lead + 1);
  }

  /** Returns the rows of a tensor that exist at a time. */
  private static ActivationTensor share(ActivationTensor tensor, double share) {
    return new ActivationTensor(
        tensor.name(),
        (long) Math.ceil(tensor.bytes() * share),
        tensor.firstNode(),
        tensor.lastNode());
  }

  /** Returns a pass with the devices of the system. */
  ForwardPass sized(ForwardPass forward) {
    int devices = device.deviceCount();
    return devices > 1 || !parallelism.isTensor()
        ? forward
            .withTensorParallel(parallelism.tensor(devices))
            .withExpertGroups(parallelism.groups())
        : forward;
  }

  /** Attention is fused only where every processor that may run it has the kernel. */
  GraphOptions options() {
    GraphOptions g = engine.graph();
    boolean available =
        engine.rates().isPresent()
            || !engine.attention().modelled()
            || processorIds.stream()
                .allMatch(id -> device.processor(id).kernels().attention().isPresent());
    return new GraphOptions(
        g.fusedAttention() && available, g.fusedAddNorm(), g.fusedQkv(), g.fusedGateUp());
  }

  private boolean isHidden(Operator operator) {
    return engine.hidden().contains(operator.operatorClass());
  }

  private OperatorNode onAllTokens(OperatorNode node, ForwardPass forward) {
    if (!engine.headOnAllTokens()
        || !node.name().equals("lm_head")
        || !(node.operator() instanceof Matmul head)) {
      return node;
    }
    return new OperatorNode(
        node.name(), head.withRows(forward.batch() * forward.queryLength()), node.count());
  }
}
