package org.socompass.operator;

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
 */
public record Matmul(
    long batch,
    long m,
    long k,
    long n,
    DataType activation,
    DataType weight,
    DataType output,
    boolean cached)
    implements Operator {
  private static final double CHANNEL_SCALE_BYTES = 2;

  /**
   * Validates the shape.
   *
   * @throws IllegalArgumentException if a size is not in [1, 2^40]
   */
  public Matmul {
    Shapes.positive("batch", batch);
    Shapes.positive("m", m);
    Shapes.positive("k", k);
    Shapes.positive("n", n);
  }

  /** Creates a product with weights. */
  public Matmul(
      long batch, long m, long k, long n, DataType activation, DataType weight, DataType output) {
    this(batch, m, k, n, activation, weight, output, false);
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
    return 2.0 * batch * m * k * n;
  }

  /** Returns the product with other rows of A and C. */
  public Matmul withRows(long rows) {
    return new Matmul(batch, rows, k, n, activation, weight, output);
  }

  /** Returns the product with weights of another type. */
  public Matmul withWeight(DataType type) {
    return type == weight ? this : new Matmul(batch, m, k, n, activation, type, output, cached);
  }

  /** Returns the bytes of A of all batch elements [B]. */
  public double activationBytes() {
    return (double) batch * m * k * activation.bytesPerElement();
  }

  /** Returns the bytes of B of all batch elements with their scales [B]. */
  public double weightBytes() {
    boolean channelScales =
        weight.isInteger() && weight.groupSize() == 0 && !activation.isInteger();
    return (double) batch * k * n * weight.bytesPerElement()
        + (channelScales ? batch * n * CHANNEL_SCALE_BYTES : 0);
  }

  /** Returns the bytes of C of all batch elements [B]. */
  public double outputBytes() {
    return (double) batch * m * n * output.bytesPerElement();
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
  public DataType arithmetic() {
    if (activation.isInteger() && weight.isInteger()) {
      return activation.payloadBits() >= weight.payloadBits() ? plain(activation) : plain(weight);
    }
    return activation;
  }

  /** Returns whether weights must be converted before they can be multiplied. */
  public boolean dequantizesWeights() {
    return weight != activation && weight.payloadBits() != activation.payloadBits();
  }

  private static DataType plain(DataType type) {
    return switch (type) {
      case Q8_0 -> DataType.INT8;
      case Q4_0, INT4_G128 -> DataType.INT4;
      default -> type;
    };
  }

  @Override
  public String shape() {
    return (batch == 1 ? "" : batch + " x ") + "[" + m + "," + k + "]x[" + k + "," + n + "]";
  }
}
