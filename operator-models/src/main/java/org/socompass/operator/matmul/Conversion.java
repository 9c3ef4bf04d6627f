package org.socompass.operator.matmul;

import java.util.Map;
import org.socompass.hardware.DataType;

/**
 * What kernels state about converting weights, for types that they don't name: a type is unpacked
 * like those of its kind, that is of up to 4 or up to 8 bits, floats and integers alike (assumed).
 * Without any of its kind it costs what nothing stated costs.
 */
final class Conversion {
  private static final int NARROW_BITS = 4;
  private static final int WIDEST_BITS = 8;

  private Conversion() {}

  /**
   * Returns the value of a type, else the most cautious of its kind.
   *
   * @param byType what the kernels state
   * @param type type of the weights
   * @param absent value if no type of its kind is stated
   * @param greatest whether the greatest of its kind is the cautious one, else the least
   */
  static double of(Map<DataType, Double> byType, DataType type, double absent, boolean greatest) {
    Double stated = byType.get(type);
    if (stated != null) {
      return stated;
    }
    if (type.payloadBits() > WIDEST_BITS) {
      return absent;
    }
    var kind =
        byType.entrySet().stream()
            .filter(e -> isNarrow(e.getKey()) == isNarrow(type))
            .mapToDouble(Map.Entry::getValue);
    return (greatest ? kind.max() : kind.min()).orElse(absent);
  }

  private static boolean isNarrow(DataType type) {
    return type.payloadBits() <= NARROW_BITS;
  }
}
