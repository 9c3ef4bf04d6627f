package org.socompass.llm;

import java.util.List;
import java.util.Optional;
import org.socompass.operator.Matmul;

/**
 * The operators of a forward pass on one device, in the order of computation.
 *
 * @param model the model
 * @param quantization how it is stored
 * @param pass what passes through it
 * @param nodes the operators
 */
public record ModelGraph(
    LanguageModel model, Quantization quantization, ForwardPass pass, List<OperatorNode> nodes) {
  /** Copies the nodes. */
  public ModelGraph {
    nodes = List.copyOf(nodes);
  }

  /** Returns the node of a name. */
  public Optional<OperatorNode> node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
  }

  /** Returns the operations [op]. */
  public double operations() {
    return nodes.stream().mapToDouble(OperatorNode::operations).sum();
  }

  /** Returns the operations of the products with weight matrices [op]. */
  public double weightOperations() {
    return nodes.stream()
        .filter(OperatorNode::readsWeights)
        .mapToDouble(OperatorNode::operations)
        .sum();
  }

  /** Returns the bytes of the weight matrices, each once [B]. */
  public double weightBytes() {
    double bytes = 0;
    for (OperatorNode node : nodes) {
      if (node.readsWeights() && node.operator() instanceof Matmul matmul) {
        bytes += node.count() * matmul.weightBytes();
      }
    }
    return bytes;
  }

  /** Returns the least traffic of operators that run one after another [B]. */
  public double compulsoryBytes() {
    return nodes.stream()
        .mapToDouble(node -> node.count() * node.operator().compulsoryBytes())
        .sum();
  }
}
