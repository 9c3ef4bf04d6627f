package org.socompass.llm.gguf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.socompass.input.InputException;
import org.socompass.input.Quoted;

/**
 * Reads the header of a GGUF file of version 2 or 3, little endian. The data of tensors is not
 * read.
 *
 * <p><b>Source.</b> ggml, {@code docs/gguf.md}: magic, version, counts, metadata, tensors.
 *
 * <p>Counts are at most what the rest of the file can hold, and the header at most 256 MiB, so that
 * no file makes it allocate or loop for more than its own size.
 */
final class GgufReader {
  private static final long GREATEST_HEADER_BYTES = 256L << 20;
  private static final long MOST_KEYS = 1L << 16;
  private static final long MOST_TENSORS = 1L << 20;
  private static final long LONGEST_KEY = (1L << 16) - 1;
  private static final long LONGEST_NAME = 1L << 10;

  /** Longer texts are templates and licences; longer lists are of tokens. */
  private static final long LONGEST_TEXT = 1L << 14;

  private static final long LONGEST_LIST = 1L << 13;
  private static final int DEEPEST_LIST = 4;
  private static final int MOST_DIMENSIONS = 4;
  private static final int MAGIC = 0x4655_4747; // "GGUF"
  private static final long DEFAULT_ALIGNMENT = 32;

  /** Bytes of a value of a type number; 0 for texts and lists, whose size is beside them. */
  private static final int[] VALUE_BYTES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

  private static final int FLAG = 7;
  private static final int TEXT = 8;
  private static final int LIST = 9;

  private final GgufInput in;

  private GgufReader(GgufInput in) {
    this.in = in;
  }

  /**
   * Reads a header.
   *
   * @param file name for messages
   * @param stream the bytes of the file
   * @param fileBytes their number [B]
   * @throws InputException if it is not a valid GGUF header, naming the byte
   * @throws IOException if the stream can't be read
   */
  static GgufHeader read(String file, InputStream stream, long fileBytes) throws IOException {
    return new GgufReader(new GgufInput(file, stream, fileBytes, GREATEST_HEADER_BYTES))
        .header(fileBytes);
  }

  private GgufHeader header(long fileBytes) throws IOException {
    magic();
    int version = version();
    long tensorCount = in.count("the number of tensors", MOST_TENSORS, 24);
    long keyCount = in.count("the number of metadata keys", MOST_KEYS, 13);
    Map<String, GgufValue> metadata = new LinkedHashMap<>();
    for (long i = 0; i < keyCount; i++) {
      long at = in.position();
      String key = text("a metadata key", LONGEST_KEY);
      GgufValue value = value(key, type(key), 0);
      if (metadata.put(key, value) != null) {
        throw in.error(at, "the key " + Quoted.of(key) + " is there twice");
      }
    }
    long alignment = alignment(metadata);
    List<GgufTensor> tensors = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (long i = 0; i < tensorCount; i++) {
      long at = in.position();
      GgufTensor tensor = tensor(alignment);
      if (!names.add(tensor.name())) {
        throw in.error(at, "the tensor " + Quoted.of(tensor.name()) + " is there twice");
      }
      tensors.add(tensor);
    }
    rejectOverlaps(tensors);
    long data = (in.position() + alignment - 1) / alignment * alignment;
    boolean complete = tensors.stream().allMatch(t -> t.bytes() <= fileBytes - data - t.offset());
    return new GgufHeader(version, metadata, tensors, data, fileBytes, complete);
  }

  private void magic() throws IOException {
    ByteBuffer magic = in.bytes(4, "the magic number");
    int value = magic.getInt(0);
    if (value == MAGIC) {
      return;
    }
    String text = "";
    for (int i = 3; i >= 0; i--) {
      text += (char) (magic.get(i) & 0xFF);
    }
    if (text.equals("ggml") || text.equals("ggmf") || text.equals("ggjt") || text.equals("ggla")) {
      throw in.error(
          0, "is of the format " + text + " that GGUF replaced in 2023; convert it to GGUF");
    }
    throw in.error(0, "is not a GGUF file: it does not start with GGUF");
  }

  private int version() throws IOException {
    long version = in.u32("the version");
    if (version == 2 || version == 3) {
      return (int) version;
    }
    if (version != 0 && (version & 0xFFFF) == 0) {
      throw in.error(4, "is a big-endian GGUF file; only little-endian ones are read");
    }
    throw in.error(4, "is of GGUF version " + version + "; versions 2 and 3 are read");
  }

  private String text(String what, long longest) throws IOException {
    long length = in.count("the length of " + what, longest, 1);
    return in.text((int) length, what);
  }

  private int type(String key) throws IOException {
    long at = in.position();
    long type = in.u32("the type of " + Quoted.of(key));
    if (type >= VALUE_BYTES.length) {
      throw in.error(at, "the type of " + Quoted.of(key) + " must be 0 to 12, but is " + type);
    }
    return (int) type;
  }

  private GgufValue value(String key, int type, int depth) throws IOException {
    String what = "the value of " + Quoted.of(key);
    return switch (type) {
      case TEXT -> textValue(what);
      case LIST -> list(key, what, depth + 1);
      default -> scalar(what, type);
    };
  }

  private GgufValue textValue(String what) throws IOException {
    long length = in.count("the length of " + what, Long.MAX_VALUE, 1);
    if (length > LONGEST_TEXT) {
      in.skip(length, what);
      return new GgufValue.Skipped(length);
    }
    return new GgufValue.Text(in.text((int) length, what));
  }

  private GgufValue scalar(String what, int type) throws IOException {
    long at = in.position();
    ByteBuffer bytes = in.bytes(VALUE_BYTES[type], what);
    return switch (type) {
      case 0 -> new GgufValue.Whole(bytes.get() & 0xFF);
      case 1 -> new GgufValue.Whole(bytes.get());
      case 2 -> new GgufValue.Whole(bytes.getShort() & 0xFFFF);
      case 3 -> new GgufValue.Whole(bytes.getShort());
      case 4 -> new GgufValue.Whole(bytes.getInt() & 0xFFFF_FFFFL);
      case 5 -> new GgufValue.Whole(bytes.getInt());
      case 6 -> new GgufValue.Real(bytes.getFloat());
      case FLAG -> flag(at, what, bytes.get());
      case 10, 11 -> new GgufValue.Whole(bytes.getLong());
      default -> new GgufValue.Real(bytes.getDouble());
    };
  }

  private GgufValue flag(long at, String what, byte value) {
    if (value != 0 && value != 1) {
      throw in.error(at, what + " must be 0 or 1, as it is a truth value, but is " + value);
    }
    return new GgufValue.Flag(value == 1);
  }

  private GgufValue list(String key, String what, int depth) throws IOException {
    if (depth > DEEPEST_LIST) {
      throw in.error(in.position(), what + " has more than " + DEEPEST_LIST + " nested lists");
    }
    int type = type(key);
    int each = VALUE_BYTES[type];
    long count =
        in.count(
            "the length of " + what,
            Long.MAX_VALUE,
            each > 0 ? each : type == TEXT ? Long.BYTES : Integer.BYTES + Long.BYTES);
    if (each > 0 && count > LONGEST_LIST) {
      in.skip(count * each, what);
      return new GgufValue.Skipped(count);
    }
    List<GgufValue> values = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      if (type == TEXT) {
        in.skip(in.count("the length of an element of " + what, Long.MAX_VALUE, 1), what);
      } else if (type == LIST) {
        list(key, what, depth + 1);
      } else {
        values.add(scalar(what, type));
      }
    }
    return each > 0 ? new GgufValue.Items(values) : new GgufValue.Skipped(count);
  }

  private long alignment(Map<String, GgufValue> metadata) {
    GgufValue value = metadata.get("general.alignment");
    if (value == null) {
      return DEFAULT_ALIGNMENT;
    }
    if (value instanceof GgufValue.Whole whole
        && whole.value() > 0
        && whole.value() <= 1 << 24
        && Long.bitCount(whole.value()) == 1) {
      return whole.value();
    }
    throw in.error(
        in.position(), "general.alignment must be a power of two of at most 2^24, but is " + value);
  }

  private GgufTensor tensor(long alignment) throws IOException {
    String name = text("a tensor's name", LONGEST_NAME);
    String shown = "tensor " + Quoted.of(name);
    long at = in.position();
    long count = in.u32("the number of dimensions of " + shown);
    if (count < 1 || count > MOST_DIMENSIONS) {
      throw in.error(
          at, shown + " must have 1 to " + MOST_DIMENSIONS + " dimensions, but has " + count);
    }
    List<Long> dimensions = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      dimensions.add(in.bytes(8, "the dimensions of " + shown).getLong());
    }
    long typeAt = in.position();
    long number = in.u32("the type of " + shown);
    GgufType type =
        GgufType.of(number)
            .orElseThrow(
                () -> in.error(typeAt, shown + " has the type " + number + ", which is not known"));
    long offsetAt = in.position();
    long offset = in.bytes(8, "the offset of " + shown).getLong();
    if (offset < 0 || offset % alignment != 0) {
      throw in.error(
          offsetAt,
          "the offset of "
              + shown
              + " must be a multiple of "
              + alignment
              + ", but is "
              + Long.toUnsignedString(offset));
    }
    try {
      return new GgufTensor(name, dimensions, type, offset);
    } catch (IllegalArgumentException e) {
      throw in.error(at, shown + ": " + e.getMessage());
    } catch (ArithmeticException e) {
      throw in.error(at, shown + " is too large: its dimensions are " + dimensions);
    }
  }

  private void rejectOverlaps(List<GgufTensor> tensors) {
    List<GgufTensor> sorted = new ArrayList<>(tensors);
    sorted.sort(Comparator.comparingLong(GgufTensor::offset));
    for (int i = 1; i < sorted.size(); i++) {
      GgufTensor before = sorted.get(i - 1);
      GgufTensor after = sorted.get(i);
      if (before.offset() + before.bytes() > after.offset()) {
        throw in.error(
            in.position(),
            "tensors %s and %s overlap: %d bytes at %d, and %d"
                .formatted(
                    Quoted.of(before.name()),
                    Quoted.of(after.name()),
                    before.bytes(),
                    before.offset(),
                    after.offset()));
      }
    }
  }
}
