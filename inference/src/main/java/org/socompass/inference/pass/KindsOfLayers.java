package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.List;
import org.socompass.llm.OperatorNode;

/** The operators of a graph by the kind of layer that they belong to. */
final class KindsOfLayers {
  private KindsOfLayers() {}

  /**
   * Returns the operators of each kind, in the order of the graph. What stands before the layers
   * belongs to the first kind, what stands behind them to the last.
   */
  static List<List<OperatorNode>> of(List<OperatorNode> nodes) {
    List<List<OperatorNode>> kinds = new ArrayList<>();
    List<OperatorNode> open = new ArrayList<>();
    String kind = "";
    for (OperatorNode node : nodes) {
      if (!node.kind().isEmpty() && !node.kind().equals(kind)) {
        if (!kind.isEmpty()) {
          kinds.add(List.copyOf(open));
          open.clear();
        }
        kind = node.kind();
      }
      open.add(node);
    }
    kinds.add(List.copyOf(open));
    return kinds;
  }

  /** Returns the layers of a kind. */
  static long count(List<OperatorNode> kind) {
    long most = 1;
    for (OperatorNode node : kind) {
      most = Math.max(most, node.count());
    }
    return most;
  }
}
