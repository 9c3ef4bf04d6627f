package org.socompass.operator;

import java.util.Optional;
import org.socompass.hardware.DataType;
import org.socompass.hardware.OperatorClass;

/**
 * A batch of matrix products {@code C[b,m,n] = A[b,m,k] * B[b,k,n]}.
 *
 * <p>B is the weight operand: one matrix per batch element. Integer weights without group scales
 * carry one fp16 scale per output feature.
 *
 * @param batch independent products b
 * @param m rows of A and C (tokens)
 * @param k contraction length (input features)
 * @param n columns of B and C (output features)
 * @param activation type of A
 * @param weight type of B
 * @param output type of C
 * @param cached whether B is no weight but the keys or values that a head has cached, and the rows
 *     of A are the query heads and tokens that share them
 * @param weightBytesPerElement bytes of an element of B with its share of a group's scale: those of
 *     its type, or the mean of a matrix whose parts differ in type, all scales included [B]
 * @param groups the rows of each product of the batch, where one kernel may run them all: experts;
 *     m is then their mean, rounded up
 */
public record Matmul(
    long batch,
    long m,
    long k,
    long n,
    DataType activation,
    DataType weight,
    DataType output,
    boolean cached,
    double weightBytesPerElement,
    Optional<RowGroups> groups)
    implements Operator {
  private static final double CHANNEL_SCALE_BYTES = 2;

  /**
   * Validates the shape.
   *
   * @throws IllegalArgumentException if a size is not in [1, 2^40], or the bytes of an element are
   *     not positive
   */
  public Matmul {
    if (!(weightBytesPerElement > 0) || Double.isInfinite(weightBytesPerElement)) {
      throw new IllegalArgumentException(
          "weightBytesPerElement must be positive, but is " + weightBytesPerElement);
    }
    Shapes.positive("batch", batch);
    Shapes.positive("m", m);
    Shapes.positive("k", k);
    Shapes.positive("n", n);
    groups.ifPresent(g -> g.require(batch));
  }

  /** Creates products that all have as many rows, with the bytes of an element of their weights. */
  public Matmul(
      long batch,
      long m,
      long k,
      long n,
      DataType activation,
      DataType weight,
      DataType output,
      boolean cached,
      double weightBytesPerElement) {
    this(
        batch,
        m,
        k,
        n,
        activation,
        weight,
        output,
        cached,
        weightBytesPerElement,
        Optional.empty());
  }

  /** Creates products whose weights all have one type. */
  public Matmul(
      long batch, long m, long k, long n, DataType activation, DataType weight, DataType output) {
    this(batch, m, k, n, activation, weight, output, false);
  }

  /** Creates products with weights, or with the keys or values that heads have cached. */
  public Matmul(
      long batch,
      long m,
      long k,
      long n,
      DataType activation,
      DataType weight,
      DataType output,
      boolean cached) {
    this(batch, m, k, n, activation, weight, output, cached, weight.bytesPerElement());
  }

  /** Returns the products of as many groups of rows as there are in this batch. */
  public Matmul grouped(RowGroups rows) {
    return new Matmul(
        batch,
        m,
        k,
        n,
        activation,
        weight,
        output,
        cached,
        weightBytesPerElement,
        Optional.of(rows));
  }

  /** Returns the rows of A of all batch elements. */
  public double allRows() {
    return groups.isPresent() ? groups.get().allRows() : (double) batch * m;
  }

  /** Returns the same product of another shape, all of whose batch elements have m rows. */
  public Matmul resized(long newBatch, long newM, long newK, long newN) {
    return new Matmul(
        newBatch, newM, newK, newN, activation, weight, output, cached, weightBytesPerElement);
  }

  /**
   * Returns the same product with weights of mixed types, most of them of {@link #weight}.
   *
   * @param bytes bytes of B of all batch elements with all scales [B]
   */
  public Matmul withWeightBytes(double bytes) {
    return new Matmul(
        batch,
        m,
        k,
        n,
        activation,
        weight,
        output,
        cached,
        bytes / ((double) batch * k * n),
        groups);
  }

  // Products are keys of caches that are asked all the time: their shape tells most apart.
  @Override
  public int hashCode() {
    long hash = 31 * (31 * (31 * batch + m) + k) + n;
    hash = 31 * (31 * hash + weight.hashCode()) + activation.hashCode();
    return Long.hashCode(hash);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Matmul o && hasShape(o) && hasTypes(o));
  }

  private boolean hasShape(Matmul o) {
    return n == o.n && m == o.m && k == o.k && batch == o.batch;
  }

  private boolean hasTypes(Matmul o) {
    return activation == o.activation
        && weight == o.weight
        && output == o.output
        && cached == o.cached
        && Double.compare(weightBytesPerElement, o.weightBytesPerElement) == 0
        && groups.equals(o.groups);
  }

  @Override
  public String id() {
    return "matmul";
  }

  @Override
  public OperatorClass operatorClass() {
    if (activation.isInteger() && weight.isInteger()) {
      return OperatorClass.INTEGER_MATMUL;
    }
    return dequantizesWeights() ? OperatorClass.MIXED_MATMUL : OperatorClass.MATMUL;
  }

  @Override
  public double operations() {
    return 2.0 * allRows() * k * n;
  }

  /** Returns the product with other rows of A and C. */
  public Matmul withRows(long rows) {
    return resized(batch, rows, k, n);
  }

  /** Returns the product with weights of another type. */
  public Matmul withWeight(DataType type) {
    return type == weight
        ? this
        : new Matmul(
            batch, m, k, n, activation, type, output, cached, type.bytesPerElement(), groups);
  }

  /** Returns the bytes of A of all batch elements [B]. */
  public double activationBytes() {
    return allRows() * k * activation.bytesPerElement();
  }

  /** Returns the bytes of B of all batch elements with their scales [B]. */
  public double weightBytes() {
    boolean channelScales =
        weight.isInteger()
            && weight.groupSize() == 0
            && !activation.isInteger()
            && weightBytesPerElement == weight.bytesPerElement();
    return (double) batch * k * n * weightBytesPerElement
        + (channelScales ? batch * n * CHANNEL_SCALE_BYTES : 0);
  }

  /** Returns the bytes of C of all batch elements [B]. */
  public double outputBytes() {
    return allRows() * n * output.bytesPerElement();
  }

  @Override
  public double compulsoryReadBytes() {
    return activationBytes() + weightBytes();
  }

  @Override
  public double compulsoryWriteBytes() {
    return outputBytes();
  }

  /** Returns the type in which products are formed: integer only if both operands are. */
  @Override
  public DataType arithmetic() {
    if (activation.isInteger() && weight.isInteger()) {
      return (activation.payloadBits() >= weight.payloadBits() ? activation : weight).multiplied();
    }
    return activation;
  }

  /** Returns whether weights must be converted before they can be multiplied. */
  public boolean dequantizesWeights() {
    return weight != activation && weight.payloadBits() != activation.payloadBits();
  }

  @Override
  public String shape() {
    return (batch == 1 ? "" : batch + " x ") + "[" + m + "," + k + "]x[" + k + "," + n + "]";
  }

  @Override
  public String types() {
    return activation.id() + " x " + weight.id() + " -> " + output.id();
  }
}
