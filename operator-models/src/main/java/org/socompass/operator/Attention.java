package org.socompass.operator;

import org.socompass.hardware.DataType;
import org.socompass.hardware.OperatorClass;

/**
 * Fused attention {@code O = softmax(Q K^T / sqrt(d)) V} over all heads, with grouped keys and
 * values. Scores never leave the chip.
 *
 * <pre>{@code
 * full      query i sees keys 1 .. i                      window W   keys i - W + 1 .. i
 * x                                                       x
 * x x                                                     x x
 * x x x                                                     x x        W = 2
 * x x x x                                                     x x
 * }</pre>
 *
 * @param batch sequences
 * @param queryLength query rows of a sequence
 * @param kvLength keys and values of a sequence
 * @param queryHeads query heads
 * @param kvHeads key and value heads; divides {@code queryHeads}
 * @param headDim elements of a head
 * @param causal whether a query sees only keys up to its own position (the queries are the last
 *     {@code queryLength} positions)
 * @param type type of Q and O, in which products are formed
 * @param form window, size of values and storage of the cache
 */
public record Attention(
    long batch,
    long queryLength,
    long kvLength,
    long queryHeads,
    long kvHeads,
    long headDim,
    boolean causal,
    DataType type,
    Form form)
    implements Operator {
  /**
   * What attention may have beside its heads.
   *
   * @param window keys that a query sees, its own included; 0 if all
   * @param valueDim elements of a value of a head
   * @param latent whether values are the first elements of the keys, which are then read once
   * @param cache type of keys and values; converted on the way if it is not the operator's
   */
  public record Form(long window, long valueDim, boolean latent, DataType cache) {
    /**
     * Validates the form.
     *
     * @throws IllegalArgumentException if a size is out of range
     */
    public Form {
      Shapes.positive("valueDim", valueDim);
      if (window != 0) {
        Shapes.positive("window", window);
      }
    }
  }

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

  /** Creates attention to all keys whose values are as long as they. */
  public Attention(
      long batch,
      long queryLength,
      long kvLength,
      long queryHeads,
      long kvHeads,
      long headDim,
      boolean causal,
      DataType type) {
    this(
        batch,
        queryLength,
        kvLength,
        queryHeads,
        kvHeads,
        headDim,
        causal,
        type,
        new Form(0, Math.max(1, headDim), false, type));
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
        form.window != 0
            ? banded()
            : causal
                ? queryLength * (double) (kvLength - queryLength)
                    + queryLength * (queryLength + 1.0) / 2
                : queryLength * (double) kvLength;
    return batch * queryHeads * perHead;
  }

  /** The keys that queries see in a window, of one head. */
  private double banded() {
    return causal
        ? upTo(kvLength) - upTo(kvLength - queryLength)
        : queryLength * (double) Math.min(form.window, kvLength);
  }

  /** The sum over positions p up to n of the smaller of window and p. */
  private double upTo(long n) {
    double w = form.window;
    return n <= w ? n * (n + 1.0) / 2 : w * (w + 1) / 2 + (n - w) * w;
  }

  /** Returns the keys of a sequence that some query sees. */
  public long visibleKeys() {
    return form.window == 0 ? kvLength : Math.min(kvLength, form.window + queryLength - 1);
  }

  /** Returns the elements that are cached of a token in a head of keys and values. */
  public double cacheWidth() {
    return form.latent ? headDim : (double) headDim + form.valueDim;
  }

  /** Returns whether keys and values must be converted before they are multiplied. */
  public boolean convertsCache() {
    return form.cache != type;
  }

  @Override
  public double operations() {
    return productOperations() + scores() * VECTOR_OPERATIONS_PER_SCORE;
  }

  /** Returns the operations of the two products [op]. */
  public double productOperations() {
    return scores() * 2.0 * (headDim + form.valueDim);
  }

  /** Returns the bytes of K and V [B]. */
  public double kvBytes() {
    return (double) batch * visibleKeys() * kvHeads * cacheWidth() * form.cache.bytesPerElement();
  }

  /** Returns the bytes of Q [B]. */
  public double queryBytes() {
    return (double) batch * queryLength * queryHeads * headDim * type.bytesPerElement();
  }

  /** Returns the bytes of O [B]. */
  public double outputBytes() {
    return (double) batch * queryLength * queryHeads * form.valueDim * type.bytesPerElement();
  }

  @Override
  public double compulsoryReadBytes() {
    return queryBytes() + kvBytes();
  }

  @Override
  public double compulsoryWriteBytes() {
    return outputBytes();
  }

  @Override
  public String shape() {
    String values = form.valueDim == headDim ? "" : "/" + form.valueDim;
    return "%dx%dx%d heads %d/%d dim %d%s%s%s"
        .formatted(
            batch,
            queryLength,
            kvLength,
            queryHeads,
            kvHeads,
            headDim,
            values,
            causal ? " causal" : "",
            form.window == 0 ? "" : " window " + form.window);
  }
}
