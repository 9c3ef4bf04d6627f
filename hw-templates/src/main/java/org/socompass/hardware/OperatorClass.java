package org.socompass.hardware;

/** Classes of operators that share a launch cost. */
public enum OperatorClass {
  /** Matrix products of floating-point operands of one width. */
  MATMUL,
  /** Matrix products of integer operands. */
  INTEGER_MATMUL,
  /** Matrix products whose weights are converted on the way. */
  MIXED_MATMUL,
  /** Fused attention. */
  ATTENTION,
  /** Softmax over rows. */
  SOFTMAX,
  /** LayerNorm, RMSNorm and their fusions. */
  NORMALIZATION,
  /** Element-wise operators and data movement. */
  ELEMENTWISE
}
