package org.socompass.operator;

import org.socompass.hardware.DataType;
import org.socompass.hardware.OperatorClass;

/**
 * An operator that reduces over the last dimension of {@code [rows, cols]} and writes it back.
 *
 * @param kind what is computed
 * @param rows independent rows
 * @param cols elements of a row
 * @param type type of the elements
 */
public record RowOperator(Kind kind, long rows, long cols, DataType type)
    implements StreamedOperator {
  /** What is computed per element and per row. */
  public enum Kind {
    /** {@code exp(x - max) / sum}. */
    SOFTMAX("softmax", OperatorClass.SOFTMAX, 1, 1, 4, 1, 0),
    /** {@code (x - mean) / sqrt(var + eps) * gamma + beta}. */
    LAYERNORM("layernorm", OperatorClass.NORMALIZATION, 1, 1, 7, 0, 1),
    /** {@code x / sqrt(mean(x^2) + eps) * gamma}. */
    RMSNORM("rmsnorm", OperatorClass.NORMALIZATION, 1, 1, 4, 0, 1),
    /** {@code r = x + residual; y = rmsnorm(r)}: two inputs, two outputs. */
    FUSED_ADD_RMSNORM("fused_add_rmsnorm", OperatorClass.NORMALIZATION, 2, 2, 5, 0, 1);

    private final String id;
    private final OperatorClass operatorClass;
    private final int outputs;

    @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
    private final ElementCost cost;

    private final int rsqrtPerRow;

    Kind(
        String id,
        OperatorClass operatorClass,
        int inputs,
        int outputs,
        int operations,
        int exponentials,
        int rsqrtPerRow) {
      this.id = id;
      this.operatorClass = operatorClass;
      this.outputs = outputs;
      this.cost = new ElementCost(inputs, operations, exponentials);
      this.rsqrtPerRow = rsqrtPerRow;
    }

    /** Returns the name in files. */
    public String id() {
      return id;
    }

    /** Returns the cost of an element of the matrix. */
    public ElementCost cost() {
      return cost;
    }

    /** Returns the tensors written. */
    public int outputs() {
      return outputs;
    }

    /** Returns the reciprocal square roots of a row. */
    public int rsqrtPerRow() {
      return rsqrtPerRow;
    }
  }

  /**
   * Validates the shape.
   *
   * @throws IllegalArgumentException if a size is not in [1, 2^40]
   */
  public RowOperator {
    Shapes.positive("rows", rows);
    Shapes.positive("cols", cols);
  }

  @Override
  public String id() {
    return kind.id();
  }

  @Override
  public OperatorClass operatorClass() {
    return kind.operatorClass;
  }

  @Override
  public double operations() {
    return (double) rows * cols * kind.cost.allOperations() + (double) rows * kind.rsqrtPerRow;
  }

  /** Returns the bytes of one of its tensors [B]. */
  public double tensorBytes() {
    return (double) rows * cols * type.bytesPerElement();
  }

  @Override
  public double compulsoryReadBytes() {
    return kind.cost.inputs() * tensorBytes();
  }

  @Override
  public double compulsoryWriteBytes() {
    return kind.outputs * tensorBytes();
  }

  @Override
  public String shape() {
    return "[" + rows + "," + cols + "]";
  }

  @Override
  public DataType arithmetic() {
    return type;
  }

  @Override
  public Work work() {
    double all = (double) rows * cols;
    return new Work(
        rows,
        cols,
        type.bytesPerElement(),
        kind.cost.inputs(),
        kind.outputs,
        true,
        all * kind.cost.operations(),
        all * kind.cost.exponentials(),
        (double) rows * kind.rsqrtPerRow);
  }
}
