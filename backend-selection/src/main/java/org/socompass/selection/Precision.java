package org.socompass.selection;

import java.util.Arrays;
import java.util.List;
import org.socompass.hardware.DataType;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;

/** Type of weights, activations and keys and values. Scores and softmax are fp16 in both. */
public enum Precision {
  /** 16-bit floats. */
  FP16(DataType.FP16),
  /** 8-bit integers. */
  INT8(DataType.INT8);

  private final DataType type;

  Precision(DataType type) {
    this.type = type;
  }

  /** Returns the type of an element. */
  public DataType type() {
    return type;
  }

  /** Returns the name in files. */
  public String id() {
    return type.id();
  }

  /**
   * Returns the precision of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Precision of(String id) {
    for (Precision precision : values()) {
      if (precision.id().equals(id)) {
        return precision;
      }
    }
    List<String> ids = Arrays.stream(values()).map(Precision::id).toList();
    throw new IllegalArgumentException(
        Quoted.of(id) + " is not a precision; " + NearestName.hint(id, ids));
  }
}
