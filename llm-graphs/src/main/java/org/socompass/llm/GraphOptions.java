package org.socompass.llm;

/**
 * Which operators an engine fuses.
 *
 * @param fusedAttention attention is one operator, scores stay on the chip; else a product, a
 *     softmax and a product
 * @param fusedAddNorm a residual addition is computed with the RMSNorm after it (that of the
 *     feed-forward network with the first norm of the next layer); without effect on LayerNorm
 * @param fusedQkv queries, keys and values are one product
 * @param fusedGateUp gate and up projection are one product
 */
public record GraphOptions(
    boolean fusedAttention, boolean fusedAddNorm, boolean fusedQkv, boolean fusedGateUp) {
  /** Returns the default: everything fused. */
  public static GraphOptions fused() {
    return new GraphOptions(true, true, true, true);
  }

  /** Returns the graph of an eager framework: nothing fused. */
  public static GraphOptions unfused() {
    return new GraphOptions(false, false, false, false);
  }
}
