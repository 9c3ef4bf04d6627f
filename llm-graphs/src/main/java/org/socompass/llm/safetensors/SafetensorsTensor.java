package org.socompass.llm.safetensors;

import java.util.List;

/**
 * A tensor of a safetensors file, without its elements.
 *
 * @param name its name
 * @param dtype type of its elements, as the file names it
 * @param shape its dimensions, the last are stored one after another
 * @param bytes its bytes [B]
 */
public record SafetensorsTensor(String name, String dtype, List<Long> shape, long bytes) {
  /** Copies the shape. */
  public SafetensorsTensor {
    shape = List.copyOf(shape);
  }

  /** Returns its elements as stored: of packed weights several parameters share one. */
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }
}
