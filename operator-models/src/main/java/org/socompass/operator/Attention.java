package org.socompass.operator;

import org.socompass.hardware.DataType;
import org.socompass.hardware.OperatorClass;

/**
 * Fused attention {@code O = softmax(Q K^T / sqrt(d)) V} over all heads, with grouped keys and
 * values. Scores never leave the chip.
 *
 * @param batch sequences
 * @param queryLength query rows of a sequence
 * @param kvLength keys and values of a sequence
 * @param queryHeads query heads
 * @param kvHeads key and value heads; divides {@code queryHeads}
 * @param headDim elements of a head
 * @param causal whether a query sees only keys up to its own position (the queries are the last
 *     {@code queryLength} positions)
 * @param type type of Q, K, V and O
 */
public record Attention(
    long batch,
    long queryLength,
    long kvLength,
    long queryHeads,
    long kvHeads,
    long headDim,
    boolean causal,
    DataType type)
    implements Operator {
  /** Operations of one score besides the two products: scale, maximum, exponential, sum. */
  private static final double VECTOR_OPERATIONS_PER_SCORE = 4;

  /**
   * Validates the shape.
   *
   * @throws IllegalArgumentException if a size is not in [1, 2^40], the heads do not divide, or
   *     causal queries outnumber the keys
   */
  public Attention {
    Shapes.positive("batch", batch);
    Shapes.positive("queryLength", queryLength);
    Shapes.positive("kvLength", kvLength);
    Shapes.positive("queryHeads", queryHeads);
    Shapes.positive("kvHeads", kvHeads);
    Shapes.positive("headDim", headDim);
    if (queryHeads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "queryHeads must be a multiple of kvHeads, but are " + queryHeads + " and " + kvHeads);
    }
    if (causal && queryLength > kvLength) {
      throw new IllegalArgumentException(
          "causal attention needs kvLength >= queryLength, but they are "
              + kvLength
              + " and "
              + queryLength);
    }
  }

  @Override
  public String id() {
    return "attention";
  }

  @Override
  public OperatorClass operatorClass() {
    return OperatorClass.ATTENTION;
  }

  /** Returns the scores that are not masked, of all heads. */
  public double scores() {
    double perHead =
        causal
            ? queryLength * (double) (kvLength - queryLength)
                + queryLength * (queryLength + 1.0) / 2
            : queryLength * (double) kvLength;
    return batch * queryHeads * perHead;
  }

  @Override
  public double operations() {
    return productOperations() + scores() * VECTOR_OPERATIONS_PER_SCORE;
  }

  /** Returns the operations of the two products [op]. */
  public double productOperations() {
    return scores() * 4.0 * headDim;
  }

  /** Returns the bytes of K and V [B]. */
  public double kvBytes() {
    return 2.0 * batch * kvLength * kvHeads * headDim * type.bytesPerElement();
  }

  /** Returns the bytes of Q, which are those of O [B]. */
  public double queryBytes() {
    return (double) batch * queryLength * queryHeads * headDim * type.bytesPerElement();
  }

  @Override
  public double compulsoryReadBytes() {
    return queryBytes() + kvBytes();
  }

  @Override
  public double compulsoryWriteBytes() {
    return queryBytes();
  }

  @Override
  public String shape() {
    return "%dx%dx%d heads %d/%d dim %d%s"
        .formatted(
            batch, queryLength, kvLength, queryHeads, kvHeads, headDim, causal ? " causal" : "");
  }
}
