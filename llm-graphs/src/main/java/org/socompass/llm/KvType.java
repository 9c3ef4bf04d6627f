package org.socompass.llm;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.socompass.hardware.DataType;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;

/**
 * How keys and values are stored in the cache. Integers have one fp16 scale per 32 elements, as
 * llama.cpp's q8_0 and q4_0: 1.0625 and 0.5625 bytes an element.
 */
public enum KvType {
  /** IEEE binary16. */
  FP16(DataType.FP16),
  /** bfloat16. */
  BF16(DataType.BF16),
  /** 8-bit float. */
  FP8(DataType.FP8),
  /** 8-bit integer with scales. */
  INT8(DataType.Q8_0),
  /** 4-bit integer with scales. */
  INT4(DataType.Q4_0);

  private final DataType type;

  KvType(DataType type) {
    this.type = type;
  }

  /** Returns the type of the elements. */
  public DataType type() {
    return type;
  }

  /** Returns the name on the command line. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns all names. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(KvType::id).toList();
  }

  /**
   * Returns the type of a name.
   *
   * @throws InputException if there is none, naming the nearest
   */
  public static KvType of(String id) {
    for (KvType type : values()) {
      if (type.id().equals(id.toLowerCase(Locale.ROOT))) {
        return type;
      }
    }
    throw new InputException("unknown KV type '" + id + "'; " + NearestName.hint(id, ids()));
  }
}
