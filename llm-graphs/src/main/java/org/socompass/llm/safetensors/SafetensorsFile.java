package org.socompass.llm.safetensors;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.socompass.input.InputException;
import org.socompass.input.ParserMessage;
import org.socompass.input.Quoted;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The header of a safetensors file: 8 bytes of its length, little endian, and as much JSON. The
 * data of tensors is not read.
 *
 * <p><b>Source.</b> github.com/huggingface/safetensors, README, "Format"; the limit of 100 MB on
 * the header is theirs.
 */
public final class SafetensorsFile {
  private static final long GREATEST_HEADER_BYTES = 100_000_000;
  private static final int MOST_DIMENSIONS = 16;
  private static final String METADATA = "__metadata__";

  /** Bits of an element by the name of its type. */
  private static final Map<String, Integer> BITS =
      Map.ofEntries(
          Map.entry("BOOL", 8),
          Map.entry("F4", 4),
          Map.entry("F6_E2M3", 6),
          Map.entry("F6_E3M2", 6),
          Map.entry("U8", 8),
          Map.entry("I8", 8),
          Map.entry("F8_E5M2", 8),
          Map.entry("F8_E4M3", 8),
          Map.entry("F8_E8M0", 8),
          Map.entry("I16", 16),
          Map.entry("U16", 16),
          Map.entry("F16", 16),
          Map.entry("BF16", 16),
          Map.entry("I32", 32),
          Map.entry("U32", 32),
          Map.entry("F32", 32),
          Map.entry("F64", 64),
          Map.entry("I64", 64),
          Map.entry("U64", 64));

  private SafetensorsFile() {}

  /**
   * Returns the tensors of a file.
   *
   * @throws InputException if it can't be read or its header is not valid
   */
  public static List<SafetensorsTensor> read(Path path) {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new InputException(path + ": is not a regular file");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return read(path.toString(), in, Files.size(path));
    } catch (NoSuchFileException e) {
      throw new InputException(path + ": no such file", e);
    } catch (IOException e) {
      throw new InputException(path + ": can't be read: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the tensors in the bytes of a file.
   *
   * @param file name for messages
   * @throws InputException if the header is not valid
   */
  public static List<SafetensorsTensor> parse(String file, byte[] bytes) {
    try {
      return read(file, new ByteArrayInputStream(bytes), bytes.length);
    } catch (IOException e) {
      throw new InputException(file + ": can't be read: " + e.getMessage(), e);
    }
  }

  private static List<SafetensorsTensor> read(String file, InputStream in, long fileBytes)
      throws IOException {
    byte[] length = in.readNBytes(Long.BYTES);
    if (length.length < Long.BYTES) {
      throw error(file, 0, "the file ends in the length of the header");
    }
    long bytes = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (bytes < 2 || bytes > GREATEST_HEADER_BYTES) {
      throw error(
          file,
          0,
          "the length of the header must be 2 to "
              + GREATEST_HEADER_BYTES
              + ", but is "
              + Long.toUnsignedString(bytes));
    }
    if (bytes > fileBytes - Long.BYTES) {
      throw error(
          file,
          0,
          "the header has "
              + bytes
              + " bytes, but the file only "
              + (fileBytes - Long.BYTES)
              + " more");
    }
    return tensors(file, json(file, in.readNBytes((int) bytes)));
  }

  private static JsonNode json(String file, byte[] header) {
    try {
      JsonNode root =
          JsonMapper.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build()
              .readTree(header);
      if (!root.isObject()) {
        throw error(file, Long.BYTES, "the header is not a JSON object");
      }
      return root;
    } catch (JacksonException e) {
      long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
      throw error(
          file,
          Long.BYTES + at,
          "not valid JSON: " + ParserMessage.of(String.valueOf(e.getOriginalMessage())));
    }
  }

  private static List<SafetensorsTensor> tensors(String file, JsonNode root) {
    List<SafetensorsTensor> result = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (!entry.getKey().equals(METADATA)) {
        result.add(tensor(file, entry.getKey(), entry.getValue()));
      }
    }
    return result;
  }

  private static SafetensorsTensor tensor(String file, String name, JsonNode node) {
    String shown = file + ": tensor " + Quoted.of(name) + ": ";
    String dtype = node.path("dtype").asString("");
    if (!BITS.containsKey(dtype)) {
      throw new InputException(shown + "dtype " + Quoted.of(dtype) + " is not known");
    }
    List<Long> shape = new ArrayList<>();
    long elements = 1;
    JsonNode dimensions = node.path("shape");
    if (!dimensions.isArray() || dimensions.size() > MOST_DIMENSIONS) {
      throw new InputException(
          shown + "shape must be a list of at most " + MOST_DIMENSIONS + " numbers");
    }
    try {
      for (JsonNode dimension : dimensions) {
        shape.add(whole(shown + "shape", dimension));
        elements = Math.multiplyExact(elements, shape.get(shape.size() - 1));
      }
      JsonNode offsets = node.path("data_offsets");
      if (!offsets.isArray() || offsets.size() != 2) {
        throw new InputException(shown + "data_offsets must be a list of two numbers");
      }
      long bytes =
          Math.subtractExact(
              whole(shown + "data_offsets", offsets.get(1)),
              whole(shown + "data_offsets", offsets.get(0)));
      long bits = Math.multiplyExact(elements, (long) Objects.requireNonNull(BITS.get(dtype)));
      if (bytes != bits / 8 + (bits % 8 == 0 ? 0 : 1)) {
        throw new InputException(
            shown + "has " + bytes + " bytes, but " + elements + " elements of " + dtype);
      }
      return new SafetensorsTensor(name, dtype, shape, bytes);
    } catch (ArithmeticException e) {
      throw new InputException(shown + "is too large: its shape is " + shape, e);
    }
  }

  private static long whole(String what, JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw new InputException(
          what + ": must be a whole number of at least 0, but is " + Quoted.of(node.toString()));
    }
    return node.longValue();
  }

  private static InputException error(String file, long at, String message) {
    return new InputException(file + ": at byte " + at + ": " + message);
  }
}
