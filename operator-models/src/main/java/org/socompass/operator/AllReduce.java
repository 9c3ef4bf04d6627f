package org.socompass.operator;

import org.socompass.hardware.DataType;
import org.socompass.hardware.OperatorClass;

/**
 * Sum of a tensor over the devices of a system, the result on each.
 *
 * @param elements elements of the tensor
 * @param type their type
 * @param devices devices that take part, at least two
 */
public record AllReduce(long elements, DataType type, int devices) implements Collective {
  /** Its id. */
  public static final String ID = "allreduce";

  /**
   * Validates the operator.
   *
   * @throws IllegalArgumentException if a size is not in [1, 2^40] or there are fewer than two
   *     devices
   */
  public AllReduce {
    Shapes.positive("elements", elements);
    if (devices < 2) {
      throw new IllegalArgumentException("devices must be at least 2, but is " + devices);
    }
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public OperatorClass operatorClass() {
    return OperatorClass.ELEMENTWISE;
  }

  /** Returns the bytes of the tensor [B]. */
  public double tensorBytes() {
    return elements * type.bytesPerElement();
  }

  @Override
  public double operations() {
    return elements * (double) (devices - 1) / devices;
  }

  @Override
  public double compulsoryReadBytes() {
    return tensorBytes();
  }

  @Override
  public double compulsoryWriteBytes() {
    return tensorBytes();
  }

  @Override
  public String shape() {
    return "[" + elements + "] over " + devices;
  }

  @Override
  public DataType arithmetic() {
    return type;
  }
}
