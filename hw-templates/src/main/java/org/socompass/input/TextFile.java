package org.socompass.input;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
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
import java.util.function.Supplier;

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
   * Returns what is wrong with a name that is none of those that ship: it may be that of a folder.
   *
   * @param name what the user wrote where a name or a file belongs
   * @param unknown what is wrong with it otherwise
   */
  public static InputException unknown(String name, Supplier<String> unknown) {
    try {
      Path path = Path.of(name);
      if (!name.isBlank() && Files.isDirectory(path)) {
        return isFolder(path);
      }
    } catch (InvalidPathException e) {
      // It is not the name of a folder then.
    }
    return new InputException(unknown.get());
  }

  private static InputException isFolder(Path path) {
    return new InputException(shown(path) + ": is a folder, not a file");
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
      throw isFolder(path);
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes((int) limitBytes + 1);
      if (bytes.length > limitBytes) {
        throw new InputException(shown(path) + ": is larger than " + size(limitBytes));
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  /**
   * Opens a text file of any size without a byte order mark, to be read in a pass. A failure of the
   * reader is for {@link #failure}.
   *
   * @param path the file
   * @throws InputException if there is no such file, or it can't be read or is not a regular file
   */
  public static Reader open(Path path) {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new InputException(shown(path) + ": is not a regular file");
    }
    try {
      // Decodes strictly: what is not UTF-8 is an error.
      BufferedReader reader = Files.newBufferedReader(path);
      reader.mark(1);
      if (reader.read() != BYTE_ORDER_MARK.charAt(0)) {
        reader.reset();
      }
      return reader;
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  /** Returns what a failure to read a file becomes: an error of the user. */
  public static InputException failure(Path path, IOException e) {
    String problem =
        e instanceof NoSuchFileException
            ? "no such file"
            : e instanceof AccessDeniedException
                ? "can't be read: permission denied"
                : e instanceof CharacterCodingException
                    ? "is not UTF-8 text"
                    : "can't be read: " + reason(e);
    return new InputException(shown(path) + ": " + problem, e);
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
