package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.inference.cut.Piece;
import org.socompass.inference.engine.Placement;
import org.socompass.llm.OperatorNode;

/**
 * What the operators of one chunk cost, by the stages that layers of a kind share.
 *
 * @param head float operators before the layers
 * @param kinds layers of each kind, one kind after another
 * @param tail float operators behind the layers, run for the last chunk only
 */
record ChunkWork(Optional<Item> head, List<Layers> kinds, Optional<Item> tail) {
  /** Equal layers and the stages of one. */
  record Layers(long count, List<Stage> stages) {}

  /** An operator and what it costs. */
  record Run(OperatorNode node, Piece piece) {}

  /**
   * Consecutive operators on one processor: a task.
   *
   * @param name of the first operator, or what is done with it
   * @param isNpu whether they run on the NPU
   */
  record Item(String name, boolean isNpu, List<Run> runs) {
    double seconds() {
      return runs.stream().mapToDouble(r -> r.piece().seconds()).sum();
    }

    double submitSeconds() {
      return runs.stream().mapToDouble(r -> r.piece().submitSeconds()).sum();
    }

    double bytes() {
      return runs.stream().mapToDouble(r -> r.piece().bytes()).sum();
    }
  }

  /**
   * Consecutive operators of one layer on one processor.
   *
   * @param main the operators
   * @param isAttention whether they wait for the keys and values of all chunks before
   * @param shadow outlier columns of products on the NPU; empty if there are none
   * @param firstUse reading of the weights by the first chunk; empty beside the NPU
   */
  record Stage(Item main, boolean isAttention, Optional<Item> shadow, Optional<Item> firstUse) {}

  /**
   * Returns the work of a chunk.
   *
   * @param nodes operators of the chunk
   * @param hasOutliers whether products have outlier columns in float
   */
  static ChunkWork of(List<OperatorNode> nodes, ChunkPieces costs, boolean hasOutliers) {
    List<Layers> kinds = new ArrayList<>();
    List<OperatorNode> head = List.of();
    List<OperatorNode> tail = List.of();
    for (List<OperatorNode> kind : KindsOfLayers.of(nodes)) {
      Placement.Ring ring = Placement.Ring.of(kind, KindsOfLayers.count(kind));
      if (kinds.isEmpty()) {
        head = kind.subList(0, ring.first());
      }
      int end = layersEnd(kind);
      tail = kind.subList(end, kind.size());
      List<OperatorNode> layer = kind.subList(ring.first(), end);
      kinds.add(new Layers(ring.layers(), stages(layer, costs, hasOutliers)));
    }
    return new ChunkWork(floats(head, costs), List.copyOf(kinds), floats(tail, costs));
  }

  /** Returns where the operators behind the layers begin, which a single layer runs as often. */
  private static int layersEnd(List<OperatorNode> kind) {
    int end = kind.size();
    while (PromptChunks.ENDS.contains(kind.get(end - 1).name())) {
      end--;
    }
    return end;
  }

  /** Returns the stages of all layers. */
  static long stages(List<OperatorNode> nodes) {
    long stages = 0;
    for (List<OperatorNode> kind : KindsOfLayers.of(nodes)) {
      Placement.Ring ring = Placement.Ring.of(kind, KindsOfLayers.count(kind));
      long changes = 1;
      for (int i = ring.first() + 1; i < layersEnd(kind); i++) {
        changes += kind.get(i).readsWeights() == kind.get(i - 1).readsWeights() ? 0 : 1;
      }
      stages += ring.layers() * changes;
    }
    return stages;
  }

  private static Optional<Item> floats(List<OperatorNode> nodes, ChunkPieces costs) {
    return nodes.isEmpty() ? Optional.empty() : Optional.of(item(nodes, false, costs));
  }

  private static List<Stage> stages(
      List<OperatorNode> layer, ChunkPieces costs, boolean hasOutliers) {
    List<Stage> stages = new ArrayList<>();
    List<OperatorNode> open = new ArrayList<>();
    boolean isNpu = layer.get(0).readsWeights();
    boolean afterValues = false;
    for (OperatorNode node : layer) {
      if (node.readsWeights() != isNpu && !open.isEmpty()) {
        stages.add(stage(List.copyOf(open), isNpu, afterValues, costs, hasOutliers));
        // Keys and values come out of the first products of a layer; attention follows them.
        afterValues = isNpu && stages.stream().filter(s -> s.main().isNpu()).count() == 1;
        open.clear();
      }
      isNpu = node.readsWeights();
      open.add(node);
    }
    stages.add(stage(List.copyOf(open), isNpu, afterValues, costs, hasOutliers));
    return List.copyOf(stages);
  }

  private static Stage stage(
      List<OperatorNode> nodes,
      boolean isNpu,
      boolean isAttention,
      ChunkPieces costs,
      boolean hasOutliers) {
    Item main = item(nodes, isNpu, costs);
    if (!isNpu) {
      return new Stage(main, isAttention, Optional.empty(), Optional.empty());
    }
    OperatorNode first = nodes.get(0);
    var load = new OperatorNode(first.name() + "_first_use", first.operator(), 1);
    var firstUse = new Item("first use", true, List.of(new Run(load, costs.firstUse(nodes))));
    List<Run> shadow = new ArrayList<>();
    for (OperatorNode node : nodes) {
      if (hasOutliers) {
        OperatorNode outliers = costs.outliers(node);
        shadow.add(new Run(outliers, costs.outlierPiece(outliers)));
      }
    }
    return new Stage(
        main,
        false,
        hasOutliers ? Optional.of(new Item("outliers", false, shadow)) : Optional.empty(),
        Optional.of(firstUse));
  }

  private static Item item(List<OperatorNode> nodes, boolean isNpu, ChunkPieces costs) {
    List<Run> runs = new ArrayList<>();
    for (OperatorNode node : nodes) {
      runs.add(new Run(node, isNpu ? costs.onNpu(node) : costs.onFloats(node)));
    }
    return new Item(nodes.get(0).name(), isNpu, List.copyOf(runs));
  }

  /** Counts the operators of so many such chunks. */
  void count(ChunkUsage usage, long times, boolean isFirst, boolean isLast) {
    head.ifPresent(h -> count(usage, h, times));
    for (Layers kind : kinds) {
      for (Stage stage : kind.stages()) {
        if (isFirst && stage.firstUse().isPresent()) {
          for (Run run : stage.firstUse().get().runs()) {
            usage.addTransfer(run.node(), run.piece(), times * kind.count());
          }
        }
        count(usage, stage.main(), times * kind.count());
        stage.shadow().ifPresent(s -> count(usage, s, times * kind.count()));
      }
    }
    if (isLast) {
      tail.ifPresent(t -> count(usage, t, times));
    }
  }

  private static void count(ChunkUsage usage, Item item, long times) {
    for (Run run : item.runs()) {
      usage.add(run.node(), run.piece(), times);
    }
  }
}
