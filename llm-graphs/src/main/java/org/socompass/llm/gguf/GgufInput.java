package org.socompass.llm.gguf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.socompass.input.InputException;

/** Little-endian values one after another; nothing is allocated that the file is too short for. */
final class GgufInput {
  private final String file;
  private final InputStream stream;
  private final long fileBytes;
  private final long limitBytes;
  private final byte[] buffer = new byte[1 << 16];
  private int next;
  private int end;
  private long position;

  /**
   * Creates an input.
   *
   * @param file name for messages
   * @param stream the bytes of the file
   * @param fileBytes their number [B]
   * @param limitBytes how many of them a header may take [B]
   */
  GgufInput(String file, InputStream stream, long fileBytes, long limitBytes) {
    this.file = file;
    this.stream = stream;
    this.fileBytes = fileBytes;
    this.limitBytes = limitBytes;
  }

  /** Returns the byte that comes next. */
  long position() {
    return position;
  }

  /** Returns the bytes that are left [B]. */
  long remaining() {
    return fileBytes - position;
  }

  InputException error(long at, String message) {
    return new InputException(file + ": at byte " + at + ": " + message);
  }

  long u32(String what) throws IOException {
    return bytes(4, what).getInt() & 0xFFFF_FFFFL;
  }

  /** Returns a count or length of at most {@code most}, each element of which takes some bytes. */
  long count(String what, long most, long leastBytesEach) throws IOException {
    long at = position;
    long value = bytes(8, what).getLong();
    if (value < 0 || value > most) {
      throw error(
          at, what + " must be at most " + most + ", but is " + Long.toUnsignedString(value));
    }
    if (value > remaining() / leastBytesEach) {
      throw error(
          at, what + " is " + value + ", but the file has only " + remaining() + " bytes more");
    }
    return value;
  }

  /** Returns the next bytes, little endian. */
  ByteBuffer bytes(int length, String what) throws IOException {
    return ByteBuffer.wrap(array(length, what)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns a text of a length that was checked. */
  String text(int length, String what) throws IOException {
    long at = position;
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(array(length, what)))
          .toString();
    } catch (CharacterCodingException e) {
      throw error(at, what + " is not UTF-8 text");
    }
  }

  void skip(long length, String what) throws IOException {
    require(length, what);
    long left = length;
    while (left > 0) {
      fill(what);
      int step = (int) Math.min(left, end - next);
      next += step;
      position += step;
      left -= step;
    }
  }

  private byte[] array(int length, String what) throws IOException {
    require(length, what);
    byte[] result = new byte[length];
    int at = 0;
    while (at < length) {
      fill(what);
      int step = Math.min(length - at, end - next);
      System.arraycopy(buffer, next, result, at, step);
      next += step;
      position += step;
      at += step;
    }
    return result;
  }

  private void require(long length, String what) {
    if (length > remaining()) {
      throw error(
          position,
          "the file ends in " + what + ": " + length + " bytes needed, " + remaining() + " left");
    }
    if (position + length > limitBytes) {
      throw error(position, "the header is larger than " + (limitBytes >> 20) + " MiB");
    }
  }

  private void fill(String what) throws IOException {
    if (next == end) {
      next = 0;
      end = stream.read(buffer);
      if (end <= 0) {
        end = 0;
        throw error(position, "the file ends in " + what);
      }
    }
  }
}
