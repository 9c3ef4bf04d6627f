package org.socompass.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** Text files that a user names: UTF-8, of bounded size. */
public final class TextFile {
  private static final long MIB = 1 << 20;
  private static final int LONGEST_NAME = 1000;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private TextFile() {}

  /**
   * Returns the path that a text names.
   *
   * @throws InputException if no file can have that name
   */
  public static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new InputException(Quoted.of(text) + " is not a valid file name", e);
    }
  }

  /**
   * Returns the text of a file without a byte order mark. No more than the limit is read, so that a
   * device without end is refused like a large file.
   *
   * @param path the file
   * @param limitBytes greatest size [B], below 2 GiB
   * @throws InputException if there is no such file, it can't be read, is a folder, is too large,
   *     or is not UTF-8
   */
  public static String read(Path path, long limitBytes) {
    if (limitBytes < 0 || limitBytes >= Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "limitBytes must be in [0, 2147483646], but is " + limitBytes);
    }
    if (Files.isDirectory(path)) {
      throw new InputException(shown(path) + ": is a folder, not a file");
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes((int) limitBytes + 1);
      if (bytes.length > limitBytes) {
        throw new InputException(shown(path) + ": is larger than " + size(limitBytes));
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      throw new InputException(shown(path) + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new InputException(shown(path) + ": can't be read: permission denied", e);
    } catch (CharacterCodingException e) {
      throw new InputException(shown(path) + ": is not UTF-8 text", e);
    } catch (IOException e) {
      throw new InputException(shown(path) + ": can't be read: " + reason(e), e);
    }
  }

  /** So that a name of kilobytes leaves room for what is wrong with it. */
  private static String shown(Path path) {
    return Quoted.shortened(path.toString(), LONGEST_NAME);
  }

  private static String reason(IOException e) {
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return Objects.requireNonNullElse(reason, e.getClass().getSimpleName());
  }

  private static String size(long bytes) {
    return bytes >= MIB && bytes % MIB == 0 ? bytes / MIB + " MiB" : bytes + " bytes";
  }
}
