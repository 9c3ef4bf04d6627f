package org.socompass.llm.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes small GGUF files as {@code docs/gguf.md} of ggml describes them. */
public final class GgufWriter {
  private static final int ALIGNMENT = 32;

  private final Map<String, byte[]> metadata = new LinkedHashMap<>();
  private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
  private int tensorCount;
  private long offset;
  private int version = 3;

  /** Sets the version. */
  public GgufWriter version(int other) {
    version = other;
    return this;
  }

  /** Adds a text. */
  public GgufWriter text(String key, String value) {
    return put(key, 8, string(value));
  }

  /** Adds an unsigned 32-bit number. */
  public GgufWriter u32(String key, long value) {
    return put(key, 4, little(4).putInt((int) value).array());
  }

  /** Adds an unsigned 16-bit number. */
  public GgufWriter u16(String key, int value) {
    return put(key, 2, little(2).putShort((short) value).array());
  }

  /** Adds a 32-bit float. */
  public GgufWriter f32(String key, float value) {
    return put(key, 6, little(4).putFloat(value).array());
  }

  /** Adds a list of unsigned 32-bit numbers. */
  public GgufWriter u32s(String key, int... values) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(little(12).putInt(4).putLong(values.length).array());
    for (int value : values) {
      out.writeBytes(little(4).putInt(value).array());
    }
    return put(key, 9, out.toByteArray());
  }

  /** Adds a list of truth values. */
  public GgufWriter flags(String key, boolean... values) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(little(12).putInt(7).putLong(values.length).array());
    for (boolean value : values) {
      out.write(value ? 1 : 0);
    }
    return put(key, 9, out.toByteArray());
  }

  /** Adds a list of texts. */
  public GgufWriter texts(String key, List<String> values) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(little(12).putInt(8).putLong(values.size()).array());
    values.forEach(value -> out.writeBytes(string(value)));
    return put(key, 9, out.toByteArray());
  }

  /** Adds a value of any type number. */
  public GgufWriter put(String key, int type, byte[] value) {
    metadata.put(
        key,
        ByteBuffer.allocate(4 + value.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(type)
            .put(value)
            .array());
    return this;
  }

  /** Adds a tensor. */
  public GgufWriter tensor(String name, GgufType type, long... dimensions) {
    long elements = 1;
    for (long dimension : dimensions) {
      elements *= dimension;
    }
    long bytes = elements / type.blockElements() * type.blockBytes();
    return tensor(name, type.number(), offset, bytes, dimensions);
  }

  /** Adds a tensor that need not be valid. */
  public GgufWriter tensor(String name, int type, long at, long bytes, long... dimensions) {
    tensors.writeBytes(string(name));
    tensors.writeBytes(little(4).putInt(dimensions.length).array());
    for (long dimension : dimensions) {
      tensors.writeBytes(little(8).putLong(dimension).array());
    }
    tensors.writeBytes(little(12).putInt(type).putLong(at).array());
    tensorCount++;
    offset = (at + bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return this;
  }

  /** Returns the header without the data of tensors. */
  public byte[] header() {
    var out = new ByteArrayOutputStream();
    out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(
        little(20).putInt(version).putLong(tensorCount).putLong(metadata.size()).array());
    metadata.forEach(
        (key, value) -> {
          out.writeBytes(string(key));
          out.writeBytes(value);
        });
    out.writeBytes(tensors.toByteArray());
    return out.toByteArray();
  }

  /** Returns the file; data of tensors is zeros. */
  public byte[] file() {
    byte[] header = header();
    long data = (header.length + ALIGNMENT - 1L) / ALIGNMENT * ALIGNMENT;
    var out = new ByteArrayOutputStream();
    out.writeBytes(header);
    out.writeBytes(new byte[(int) (data + offset - header.length)]);
    return out.toByteArray();
  }

  /** Returns the names of parts, for tests that count them. */
  static List<String> partNames(String name, int parts) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= parts; i++) {
      names.add("%s-%05d-of-%05d.gguf".formatted(name, i, parts));
    }
    return names;
  }

  private static byte[] string(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return little(8 + bytes.length).putLong(bytes.length).put(bytes).array();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
