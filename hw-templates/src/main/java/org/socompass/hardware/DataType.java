package org.socompass.hardware;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.Section;

/**
 * How an element is stored. Block formats store one scale per group of elements beside the payload.
 *
 * <p><b>Source.</b> NVFP4: 4-bit floats with one fp8 scale per 16. Q8_0 and Q4_0: llama.cpp block
 * formats, 32 elements with one fp16 scale (8.5 and 4.5 bits an element). INT4_G128: 4-bit weights
 * with one fp16 scale per 128 along the contraction.
 */
public enum DataType {
  /** IEEE binary32. */
  FP32(32, 0, 0),
  /** binary32 in memory, 10-bit mantissa in the matrix engine. */
  TF32(32, 0, 0),
  /** IEEE binary16. */
  FP16(16, 0, 0),
  /** bfloat16. */
  BF16(16, 0, 0),
  /** 8-bit float. */
  FP8(8, 0, 0),
  /** 8-bit integer. */
  INT8(8, 0, 0),
  /** 4-bit integer. */
  INT4(4, 0, 0),
  /** 4-bit integer, one fp16 scale per 128. */
  INT4_G128(4, 16, 128),
  /** 4-bit float, one fp8 scale per 16. */
  FP4(4, 8, 16),
  /** llama.cpp: 8-bit integer, one fp16 scale per 32. */
  Q8_0(8, 16, 32),
  /** llama.cpp: 4-bit integer, one fp16 scale per 32. */
  Q4_0(4, 16, 32);

  private final int payloadBits;
  private final int scaleBits;
  private final int groupSize;

  DataType(int payloadBits, int scaleBits, int groupSize) {
    this.payloadBits = payloadBits;
    this.scaleBits = scaleBits;
    this.groupSize = groupSize;
  }

  /** Returns the bits of one element without its share of a scale. */
  public int payloadBits() {
    return payloadBits;
  }

  /** Returns the bytes of one element, its share of the group's scale included [B]. */
  public double bytesPerElement() {
    return (payloadBits + (groupSize == 0 ? 0.0 : (double) scaleBits / groupSize)) / 8.0;
  }

  /** Returns whether elements are integers (with or without scales). */
  public boolean isInteger() {
    return switch (this) {
      case INT8, INT4, INT4_G128, Q8_0, Q4_0 -> true;
      case FP32, TF32, FP16, BF16, FP8, FP4 -> false;
    };
  }

  /** Returns the elements that share a scale, 0 if the format has none. */
  public int groupSize() {
    return groupSize;
  }

  /** Returns the name used in files and on the command line. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the data type of a name; {@code f16} and {@code nvfp4} are other names of fp16 and fp4.
   *
   * @throws IllegalArgumentException if there is none, naming the nearest
   */
  public static DataType of(String id) {
    String wanted = id.toLowerCase(Locale.ROOT);
    if (wanted.equals("f16")) {
      return FP16;
    }
    if (wanted.equals("nvfp4")) {
      return FP4;
    }
    for (DataType type : values()) {
      if (type.id().equals(wanted)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "'" + id + "' is not a data type; " + NearestName.hint(id, ids()));
  }

  /** Returns the data type that a key of a template names. */
  public static DataType ofKey(Section s, String key) {
    if (!ids().contains(key)) {
      throw s.keyError(key, noType(key));
    }
    return of(key);
  }

  /** Returns the data type that the value of a key names. */
  public static DataType ofValue(Section s, String key) {
    String name = s.text(key);
    if (!ids().contains(name)) {
      throw s.error(key, noType(name));
    }
    return of(name);
  }

  private static String noType(String name) {
    return Quoted.of(name) + " is not a data type; " + NearestName.hint(name, ids());
  }

  /** Returns all names. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(DataType::id).toList();
  }
}
