package org.socompass.llm.layer;

/**
 * Shape of the attention of a layer. Several query heads share a key and value head (GQA) when
 * {@code kvHeads < heads}.
 *
 * @param heads query heads
 * @param kvHeads key and value heads; divides {@code heads}
 * @param headDim elements of a head
 * @param headNorm whether the heads of queries and keys are normalised
 */
public record AttentionShape(int heads, int kvHeads, int headDim, HeadNorm headNorm) {
  private static final int MAXIMUM = 4096;

  /**
   * Validates the shape.
   *
   * @throws IllegalArgumentException if a size is not in [1, 4096] or the heads do not divide
   */
  public AttentionShape {
    Sizes.inRange("heads", heads, MAXIMUM);
    Sizes.inRange("kv_heads", kvHeads, MAXIMUM);
    Sizes.inRange("head_dim", headDim, MAXIMUM);
    if (heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "heads must be a multiple of kv_heads, but are " + heads + " and " + kvHeads);
    }
  }

  /**
   * Creates a shape.
   *
   * @param qkNorm whether heads are normalised with one weight per element of a head
   */
  public AttentionShape(int heads, int kvHeads, int headDim, boolean qkNorm) {
    this(heads, kvHeads, headDim, qkNorm ? HeadNorm.PER_HEAD : HeadNorm.NONE);
  }

  /** Returns whether the heads of queries and keys are normalised. */
  public boolean qkNorm() {
    return headNorm != HeadNorm.NONE;
  }

  /** Returns the query heads that share one key and value head. */
  public int group() {
    return heads / kvHeads;
  }

  /** Returns the elements of the queries of one token. */
  public long queryWidth() {
    return (long) heads * headDim;
  }

  /** Returns the elements of the keys of one token. */
  public long kvWidth() {
    return (long) kvHeads * headDim;
  }

  /**
   * Returns how many devices hold each key and value head: more than one where there are a multiple
   * of them.
   */
  public int copies(int devices) {
    return devices > kvHeads && devices % kvHeads == 0 ? devices / kvHeads : 1;
  }
}
