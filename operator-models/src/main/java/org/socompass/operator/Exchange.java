package org.socompass.operator;

import org.socompass.hardware.DataType;
import org.socompass.hardware.OperatorClass;

/**
 * Parts of a tensor that change devices.
 *
 * @param kind who sends to whom
 * @param elements elements that each device sends; of an all-to-all those that it keeps included
 * @param type their type
 * @param devices devices that take part, at least two
 */
public record Exchange(Kind kind, long elements, DataType type, int devices) implements Collective {
  /** Who sends to whom. */
  public enum Kind {
    /** Each device sends an equal part to each, itself included. */
    ALL_TO_ALL("all-to-all"),
    /** One device sends all to another. */
    TRANSFER("transfer");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /** Returns the name in files. */
    public String id() {
      return id;
    }
  }

  /**
   * Validates the operator.
   *
   * @throws IllegalArgumentException if a size is not in [1, 2^40], there are fewer than two
   *     devices, or a transfer is between more than two
   */
  public Exchange {
    Shapes.positive("elements", elements);
    if (devices < 2 || (kind == Kind.TRANSFER && devices > 2)) {
      throw new IllegalArgumentException(
          "devices of %s must be %s, but are %d"
              .formatted(kind.id(), kind == Kind.TRANSFER ? "2" : "at least 2", devices));
    }
  }

  @Override
  public String id() {
    return kind.id();
  }

  @Override
  public OperatorClass operatorClass() {
    return OperatorClass.ELEMENTWISE;
  }

  /** Returns the bytes that leave a device [B]. */
  public double sentBytes() {
    double all = elements * type.bytesPerElement();
    return kind == Kind.TRANSFER ? all : all * (devices - 1) / devices;
  }

  @Override
  public double operations() {
    return 0;
  }

  @Override
  public double compulsoryReadBytes() {
    return sentBytes();
  }

  @Override
  public double compulsoryWriteBytes() {
    return sentBytes();
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
