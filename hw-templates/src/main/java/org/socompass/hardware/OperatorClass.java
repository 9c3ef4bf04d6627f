package org.socompass.hardware;

/** Classes of operators that share a launch cost. */
public enum OperatorClass {
  /** Matrix products. */
  MATMUL,
  /** Fused attention. */
  ATTENTION,
  /** Softmax over rows. */
  SOFTMAX,
  /** LayerNorm, RMSNorm and their fusions. */
  NORMALIZATION,
  /** Element-wise operators and data movement. */
  ELEMENTWISE
}
