package org.socompass.llm.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Writes headers of safetensors files; the data of tensors is left out. */
public final class SafetensorsWriter {
  private final List<String> entries =
      new ArrayList<>(List.of("\"__metadata__\":{\"format\":\"pt\"}"));
  private long offset;

  /** Adds a tensor. */
  public SafetensorsWriter tensor(String name, String dtype, int bytes, long... shape) {
    long elements = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    String sizes = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(","));
    entries.add(
        "\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
            .formatted(name, dtype, sizes, offset, offset + elements * bytes));
    offset += elements * bytes;
    return this;
  }

  /** Returns the header with its length. */
  public byte[] header() {
    return withLength("{" + String.join(",", entries) + "}");
  }

  /** Returns any text with its length. */
  static byte[] withLength(String json) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .array();
  }
}
