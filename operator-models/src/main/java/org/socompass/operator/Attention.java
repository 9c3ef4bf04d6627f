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
 * @param headDim elements of a head of queries and keys
 * @param valueDim elements of a head of values and of the result
 * @param latent whether the values are the first {@code valueDim} elements of the keys, so that one
 *     cache holds both
 * @param causal whether a query sees only keys up to its own position (the queries are the last
 *     {@code queryLength} positions)
 * @param type type of Q and O, in which products are formed
 * @param window keys that a query sees, its own included; 0 if all
 * @param cache type of K and V; converted on the way if it is another
 * @param storesNew whether the keys and values of the queries' own tokens are stored with it, as
 *     serving engines do before they run it; a graph that has a node for that says no
 */
public record Attention(
    long batch,
    long queryLength,
    long kvLength,
    long queryHeads,
    long kvHeads,
    long headDim,
    long valueDim,
    boolean latent,
    boolean causal,
    DataType type,
    long window,
    DataType cache,
    boolean storesNew)
    implements Operator {
  /** Operations of one score besides the two products: scale, maximum, exponential, sum. */
  private static final double VECTOR_OPERATIONS_PER_SCORE = 4;

  /** Creates attention with which the keys and values of new tokens are stored. */
  public Attention(
      long batch,
      long queryLength,
      long kvLength,
      long queryHeads,
      long kvHeads,
      long headDim,
      long valueDim,
      boolean latent,
      boolean causal,
      DataType type,
      long window,
      DataType cache) {
    this(
        batch,
        queryLength,
        kvLength,
        queryHeads,
        kvHeads,
        headDim,
        valueDim,
        latent,
        causal,
        type,
        window,
        cache,
        true);
  }

  /** Creates attention whose keys and values have heads of one size, each with its own cache. */
  public Attention(
      long batch,
      long queryLength,
      long kvLength,
      long queryHeads,
      long kvHeads,
      long headDim,
      boolean causal,
      DataType type) {
    this(batch, queryLength, kvLength, queryHeads, kvHeads, headDim, headDim, false, causal, type);
  }

  /** Creates attention that sees all keys, which are of the type of the queries. */
  public Attention(
      long batch,
      long queryLength,
      long kvLength,
      long queryHeads,
      long kvHeads,
      long headDim,
      long valueDim,
      boolean latent,
      boolean causal,
      DataType type) {
    this(
        batch,
        queryLength,
        kvLength,
        queryHeads,
        kvHeads,
        headDim,
        valueDim,
        latent,
        causal,
        type,
        0,
        type);
  }

  /**
   * Validates the shape.
   *
   * @throws IllegalArgumentException if a size is not in [1, 2^40], the heads do not divide, causal
   *     queries outnumber the keys, or latent values are longer than the keys
   */
  public Attention {
    Shapes.positive("batch", batch);
    Shapes.positive("queryLength", queryLength);
    Shapes.positive("kvLength", kvLength);
    Shapes.positive("queryHeads", queryHeads);
    Shapes.positive("kvHeads", kvHeads);
    Shapes.positive("headDim", headDim);
    Shapes.positive("valueDim", valueDim);
    if (window != 0) {
      Shapes.positive("window", window);
    }
    if (latent && valueDim > headDim) {
      throw new IllegalArgumentException(
          "latent values are part of the keys, so valueDim must be at most headDim, but they are "
              + valueDim
              + " and "
              + headDim);
    }
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

  // Operators are keys that every pass asks for: those of one model differ in their lengths.
  @Override
  public int hashCode() {
    return Long.hashCode(31 * (31 * (31 * batch + queryLength) + kvLength) + queryHeads * headDim);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Attention o && hasShape(o) && hasTypes(o));
  }

  private boolean hasShape(Attention o) {
    return kvLength == o.kvLength
        && queryLength == o.queryLength
        && batch == o.batch
        && window == o.window
        && hasHeads(o);
  }

  private boolean hasHeads(Attention o) {
    return queryHeads == o.queryHeads
        && kvHeads == o.kvHeads
        && headDim == o.headDim
        && valueDim == o.valueDim;
  }

  private boolean hasTypes(Attention o) {
    return latent == o.latent
        && causal == o.causal
        && storesNew == o.storesNew
        && type == o.type
        && cache == o.cache;
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
        window != 0
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
        : queryLength * (double) Math.min(window, kvLength);
  }

  /** The sum over positions p up to n of the smaller of window and p. */
  private double upTo(long n) {
    double w = window;
    return n <= w ? n * (n + 1.0) / 2 : w * (w + 1) / 2 + (n - w) * w;
  }

  /** Returns the keys of a sequence that some query sees. */
  public long visibleKeys() {
    return window == 0 ? kvLength : Math.min(kvLength, window + queryLength - 1);
  }

  /** Returns whether keys and values must be converted before they are multiplied. */
  public boolean convertsCache() {
    return cache != type;
  }

  @Override
  public double operations() {
    return productOperations() + scores() * VECTOR_OPERATIONS_PER_SCORE;
  }

  /** Returns the operations of the two products [op]. */
  public double productOperations() {
    return scores() * 2.0 * (headDim + valueDim);
  }

  /** Returns the elements of key and value of one token and head that are stored. */
  public long cachedDim() {
    return latent ? headDim : headDim + valueDim;
  }

  /** Returns the bytes of K and V [B]. */
  public double kvBytes() {
    return (double) batch * visibleKeys() * kvHeads * cachedDim() * cache.bytesPerElement();
  }

  /**
   * Returns the bytes of K and V of the tokens that ask, which are stored with it [B]. Values that
   * are shorter than keys are made from a latent cache, and are not stored.
   */
  public double newBytes() {
    return !storesNew || (!latent && headDim != valueDim)
        ? 0
        : (double) batch
            * Math.min(queryLength, kvLength)
            * kvHeads
            * cachedDim()
            * cache.bytesPerElement();
  }

  /** Returns the bytes of Q [B]. */
  public double queryBytes() {
    return (double) batch * queryLength * queryHeads * headDim * type.bytesPerElement();
  }

  /** Returns the bytes of O [B]. */
  public double outputBytes() {
    return (double) batch * queryLength * queryHeads * valueDim * type.bytesPerElement();
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
    return batch
        + "x"
        + queryLength
        + "x"
        + kvLength
        + " heads "
        + queryHeads
        + "/"
        + kvHeads
        + " dim "
        + headDim
        + (valueDim == headDim ? "" : "/" + valueDim)
        + (latent ? " latent" : "")
        + (causal ? " causal" : "")
        + (window == 0 ? "" : " window " + window);
  }

  @Override
  public DataType arithmetic() {
    return type;
  }
}
