package org.socompass.inference.training;

import org.socompass.hardware.DataType;
import org.socompass.hardware.OperatorClass;
import org.socompass.operator.StreamedOperator;

/**
 * The step of an optimizer over parameters: gradients and states are read, states and parameters
 * written.
 *
 * <pre>{@code
 * Adam   g: 2 B, master, m, v: 12 B read; 12 B written, parameter: 2 B written     28 B a parameter
 * SGD    g, parameter: 4 B read; parameter: 2 B written                             6 B a parameter
 * }</pre>
 *
 * @param rule the optimizer
 * @param parameters how many
 */
public record ParameterUpdate(Rule rule, long parameters) implements StreamedOperator {
  private static final int ROW = 1024;

  /** Optimizers, parameters and gradients in 16 bits. */
  public enum Rule {
    /** Adam with a 32-bit copy of the parameters and two 32-bit moments. */
    ADAM("adam", 12, 14, 14, 14),
    /** Gradient descent in place, without states. */
    SGD("sgd", 0, 4, 2, 2);

    private final String id;
    private final double stateBytes;
    private final double readBytes;
    private final double writtenBytes;
    private final int operations;

    Rule(String id, double stateBytes, double readBytes, double writtenBytes, int operations) {
      this.id = id;
      this.stateBytes = stateBytes;
      this.readBytes = readBytes;
      this.writtenBytes = writtenBytes;
      this.operations = operations;
    }

    /** Returns the name on the command line. */
    public String id() {
      return id;
    }

    /** Returns the bytes of the states of a parameter [B]. */
    public double stateBytes() {
      return stateBytes;
    }
  }

  /**
   * Validates the size.
   *
   * @throws IllegalArgumentException if it is not in [1, 2^40]
   */
  public ParameterUpdate {
    if (parameters < 1) {
      throw new IllegalArgumentException("parameters must be at least 1, but is " + parameters);
    }
  }

  @Override
  public String id() {
    return rule.id + "_update";
  }

  @Override
  public OperatorClass operatorClass() {
    return OperatorClass.ELEMENTWISE;
  }

  @Override
  public double operations() {
    return (double) parameters * rule.operations;
  }

  @Override
  public double compulsoryReadBytes() {
    return parameters * rule.readBytes;
  }

  @Override
  public double compulsoryWriteBytes() {
    return parameters * rule.writtenBytes;
  }

  @Override
  public String shape() {
    return "[" + parameters + "]";
  }

  @Override
  public DataType arithmetic() {
    return DataType.FP32;
  }

  /** As many 16-bit tensors as the bytes fill. */
  @Override
  public Work work() {
    double sixteenBits = DataType.FP16.bytesPerElement();
    return new Work(
        parameters / (double) ROW,
        ROW,
        sixteenBits,
        (int) (rule.readBytes / sixteenBits),
        (int) (rule.writtenBytes / sixteenBits),
        false,
        operations(),
        0,
        0);
  }
}
