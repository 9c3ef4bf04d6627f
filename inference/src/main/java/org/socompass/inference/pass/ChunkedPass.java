package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.hardware.ProcessorKind;
import org.socompass.inference.cut.Piece;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Placement;
import org.socompass.inference.engine.Scheduling;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.schedule.Dispatch;
import org.socompass.inference.schedule.FluidSimulation;
import org.socompass.inference.schedule.Lane;
import org.socompass.inference.schedule.Task;
import org.socompass.inference.schedule.Timeline;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.GraphBuilder;
import org.socompass.llm.OperatorNode;
import org.socompass.mapper.OperatorMapper;

/**
 * A prompt in chunks of one prepared length: products on the NPU, float operators beside it.
 *
 * <pre>{@code
 * layer of a chunk:  float stage -> NPU stage -> float stage (attention) -> NPU stage -> ...
 *                                \> shadow: outlier columns in float, on the float processor
 * within a chunk     a stage waits for the stage before, and for its shadow
 * across chunks      attention of chunk c waits for the keys and values of all chunks before
 * }</pre>
 *
 * <p>Products share one graph a layer between all chunks, as their shape is the chunk's; attention
 * has its own for each chunk, as its context grows. The last chunk is padded. Subgraphs run as soon
 * as they can: the NPU takes its longest, the float processor the one that unlocks most work of the
 * NPU; or all in the order of the prompt.
 *
 * <p><b>Source.</b> llm.npu, ASPLOS 2025: chunk-sharing graphs, shadow outlier execution,
 * out-of-order subgraphs.
 */
final class ChunkedPass {
  private static final int NPU_LANE = 0;
  private static final int FLOAT_LANE = 1;

  private final Scheduling.Chunks chunks;
  private final OperatorMapper mapper;
  private final Background background;
  private final String npu;
  private final String floats;
  private final double handOverSeconds;
  private final ChunkPieces costs;

  private final List<Task> tasks = new ArrayList<>();
  private final ChunkUsage usage = new ChunkUsage();
  private final Map<String, List<Integer>> valuesOfLayer = new LinkedHashMap<>();

  ChunkedPass(
      EngineProfile engine,
      OperatorMapper mapper,
      List<String> processorIds,
      Background background) {
    this.chunks = engine.scheduling().chunks().orElseThrow();
    this.mapper = mapper;
    this.background = background;
    this.npu =
        processorIds.stream()
            .filter(id -> mapper.device().processor(id).kind() == ProcessorKind.NPU)
            .findFirst()
            .orElseThrow();
    this.floats = floatProcessor(mapper.device(), processorIds);
    this.handOverSeconds =
        mapper
            .device()
            .synchronization()
            .map(s -> s.seconds(engine.slowSynchronization()))
            .orElse(0.0);
    this.costs =
        new ChunkPieces(
            chunks, mapper, npu, floats, lane(floats, Dispatch.IN_ORDER).bytesPerSecond());
  }

  /** Returns the processor that runs float operators: the CPU if it may be used. */
  static String floatProcessor(Device device, List<String> processorIds) {
    List<String> others =
        processorIds.stream()
            .filter(id -> device.processor(id).kind() != ProcessorKind.NPU)
            .toList();
    return others.stream()
        .filter(id -> device.processor(id).kind() == ProcessorKind.CPU)
        .findFirst()
        .orElseGet(() -> others.get(0));
  }

  PhaseResult prefill(GraphBuilder builder, ForwardPass pass) {
    long length = chunks.tokens();
    long count = (pass.queryLength() - 1) / length + 1;
    for (long c = 0; c < count; c++) {
      var chunk =
          new ForwardPass(
              pass.phase(), pass.batch(), length, (c + 1) * length, pass.tensorParallel());
      chunk(builder.wholeModel(chunk).nodes(), c, c == count - 1);
    }
    Timeline timeline =
        FluidSimulation.run(
            lanes(),
            tasks,
            mapper.device().memory().achievableBytesPerSecond(),
            background.bytesPerSecond());
    long handOvers =
        tasks.stream()
            .flatMap(t -> t.waits().stream())
            .filter(w -> w.handOverSeconds() > 0)
            .count();
    return new PhaseResult(
        pass.phase(),
        pass.contextLength(),
        usage.times(),
        timeline.seconds(),
        handOvers,
        Optional.of(timeline),
        List.of());
  }

  private List<Lane> lanes() {
    return List.of(
        lane(npu, chunks.inOrder() ? Dispatch.IN_ORDER : Dispatch.LONGEST),
        lane(floats, chunks.inOrder() ? Dispatch.IN_ORDER : Dispatch.MOST_UNLOCKED));
  }

  private Lane lane(String id, Dispatch dispatch) {
    Lane lane =
        ChainSchedule.SharedMemory.of(mapper.device(), List.of(id), false, background).lane(id);
    return new Lane(id, lane.bytesPerSecond(), lane.share(), false, dispatch);
  }

  /** Consecutive operators of one layer on one processor. */
  private record Stage(boolean isNpu, boolean isAttention, List<OperatorNode> nodes) {}

  private void chunk(List<OperatorNode> nodes, long chunk, boolean isLast) {
    List<Integer> before = List.of();
    long first = 0;
    for (List<OperatorNode> kind : KindsOfLayers.of(nodes)) {
      long layers = KindsOfLayers.count(kind);
      before = layers(kind, chunk, first, layers, before, isLast);
      first += layers;
    }
  }

  /** Adds the layers of one kind, with what stands before the first and behind the last. */
  private List<Integer> layers(
      List<OperatorNode> nodes,
      long chunk,
      long first,
      long layers,
      List<Integer> previous,
      boolean isLast) {
    Placement.Ring ring = Placement.Ring.of(nodes, layers);
    List<Stage> stages = stages(nodes.subList(ring.first(), ring.last() + 1));
    List<Integer> before = previous;
    if (ring.first() > 0) {
      before =
          List.of(
              add(
                  "chunk " + chunk,
                  new Stage(false, false, nodes.subList(0, ring.first())),
                  before));
    }
    for (long layer = first; layer < first + layers; layer++) {
      for (Stage stage : stages) {
        before = stage(stage, chunk, layer, before);
      }
    }
    List<OperatorNode> tail = tail(nodes, ring);
    if (isLast && !tail.isEmpty()) {
      add("chunk " + chunk, new Stage(false, false, tail), before);
    }
    return before;
  }

  private static List<OperatorNode> tail(List<OperatorNode> nodes, Placement.Ring ring) {
    return nodes.subList(ring.last() + 1, nodes.size());
  }

  private static List<Stage> stages(List<OperatorNode> layer) {
    List<Stage> result = new ArrayList<>();
    List<OperatorNode> open = new ArrayList<>();
    boolean isNpu = layer.get(0).readsWeights();
    boolean afterValues = false;
    for (OperatorNode node : layer) {
      if (node.readsWeights() != isNpu && !open.isEmpty()) {
        result.add(new Stage(isNpu, afterValues, List.copyOf(open)));
        // Keys and values come out of the first products of a layer; attention follows them.
        afterValues = isNpu && result.stream().filter(Stage::isNpu).count() == 1;
        open.clear();
      }
      isNpu = node.readsWeights();
      open.add(node);
    }
    result.add(new Stage(isNpu, afterValues, List.copyOf(open)));
    return result;
  }

  private List<Integer> stage(Stage stage, long chunk, long layer, List<Integer> before) {
    String name = "chunk " + chunk + " layer " + layer;
    if (!stage.isNpu()) {
      List<Integer> waits = new ArrayList<>(before);
      if (stage.isAttention()) {
        // The values of this chunk are among those it waits for anyway.
        List<Integer> values = valuesOfLayer.computeIfAbsent("" + layer, l -> new ArrayList<>());
        waits.addAll(values);
        values.add(before.get(0));
      }
      return List.of(add(name, stage, waits));
    }
    List<Integer> result = new ArrayList<>();
    result.add(add(name, stage, chunk == 0 ? firstUse(name, stage, before) : before));
    if (chunks.outlierShare() > 0) {
      result.add(shadow(name, stage, before));
    }
    return result;
  }

  private int add(String name, Stage stage, List<Integer> before) {
    int lane = stage.isNpu() ? NPU_LANE : FLOAT_LANE;
    List<Piece> pieces = new ArrayList<>();
    for (OperatorNode node : stage.nodes()) {
      Piece piece = stage.isNpu() ? costs.onNpu(node) : costs.onFloats(node);
      pieces.add(piece);
      usage.add(node, piece);
    }
    return task(name + ": " + stage.nodes().get(0).name(), lane, pieces, before);
  }

  /** The first chunk brings the weights of a layer into reach of the NPU. */
  private List<Integer> firstUse(String name, Stage stage, List<Integer> before) {
    OperatorNode node = stage.nodes().get(0);
    Piece load = costs.firstUse(stage.nodes());
    usage.add(new OperatorNode(node.name() + "_first_use", node.operator(), 1), load);
    return List.of(task(name + ": first use", NPU_LANE, List.of(load), before));
  }

  /** Outlier columns of the activations times their rows of the weights, in float. */
  private int shadow(String name, Stage stage, List<Integer> before) {
    List<Piece> pieces = new ArrayList<>();
    for (OperatorNode node : stage.nodes()) {
      OperatorNode outliers = costs.outliers(node);
      Piece piece = costs.outlierPiece(outliers);
      pieces.add(piece);
      usage.add(outliers, piece);
    }
    return task(name + ": outliers", FLOAT_LANE, pieces, before);
  }

  private int task(String name, int lane, List<Piece> pieces, List<Integer> before) {
    double seconds = 0;
    double submit = 0;
    double bytes = 0;
    for (Piece piece : pieces) {
      seconds += piece.seconds();
      submit += piece.submitSeconds();
      bytes += piece.bytes();
    }
    List<Task.Wait> waits =
        before.stream()
            .map(t -> new Task.Wait(t, tasks.get(t).lane() == lane ? 0 : handOverSeconds))
            .toList();
    tasks.add(new Task(name, lane, seconds, bytes, submit, waits));
    return tasks.size() - 1;
  }
}
