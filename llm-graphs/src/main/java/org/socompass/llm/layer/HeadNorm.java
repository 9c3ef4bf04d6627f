package org.socompass.llm.layer;

/** How the queries and keys of an attention are normalised before their product. */
public enum HeadNorm {
  /** Not at all. */
  NONE,
  /** Each head by one weight per element of a head, the same for all heads. */
  PER_HEAD,
  /** All heads of a token as one row, or each head with weights of its own. */
  FULL_WIDTH,
  /** Each head by a LayerNorm: weight and bias per element of a head. */
  PER_HEAD_LAYERNORM,
  /** Each head by a norm without weights. */
  WITHOUT_WEIGHTS;

  /** Returns the parameters of the two norms. */
  long elements(AttentionShape shape) {
    return switch (this) {
      case NONE, WITHOUT_WEIGHTS -> 0;
      case PER_HEAD -> 2L * shape.headDim();
      case PER_HEAD_LAYERNORM -> 4L * shape.headDim();
      case FULL_WIDTH -> shape.queryWidth() + shape.kvWidth();
    };
  }
}
