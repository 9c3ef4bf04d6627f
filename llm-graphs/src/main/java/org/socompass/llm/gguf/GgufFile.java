package org.socompass.llm.gguf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.socompass.input.InputException;
import org.socompass.input.Quoted;

/** GGUF files that a user names; a split one is read with all its parts. */
public final class GgufFile {
  private static final Pattern PART = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");
  private static final int MOST_PARTS = 1024;

  private GgufFile() {}

  /**
   * Reads the header of a file and, if it is one part of a split model, those of the other parts.
   *
   * @throws InputException if a file is missing, can't be read or is not valid
   */
  public static GgufHeader read(Path path) {
    GgufHeader header = one(path);
    long parts = whole(header, "split.count", 1);
    if (parts <= 1) {
      return header;
    }
    Matcher name = PART.matcher(String.valueOf(path.getFileName()));
    if (!name.matches()) {
      throw new InputException(
          path
              + ": is one of "
              + parts
              + " parts of a model, but is not named like NAME-00001-of-"
              + "%05d.gguf".formatted(Math.min(parts, 99_999)));
    }
    if (parts > MOST_PARTS || Integer.parseInt(name.group(3)) != parts) {
      throw new InputException(
          path
              + ": split.count is "
              + parts
              + ", but its name says "
              + Integer.parseInt(name.group(3))
              + " parts; at most "
              + MOST_PARTS
              + " are read");
    }
    return joined(path, name.group(1), (int) parts);
  }

  private static GgufHeader joined(Path path, String name, int parts) {
    List<GgufHeader> headers = new ArrayList<>();
    List<GgufTensor> tensors = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < parts; i++) {
      Path part =
          path.resolveSibling(
              String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", name, i + 1, parts));
      GgufHeader header = one(part);
      if (whole(header, "split.no", -1) != i || whole(header, "split.count", -1) != parts) {
        throw new InputException(
            part + ": must be part " + i + " of " + parts + " (split.no, split.count), but is not");
      }
      for (GgufTensor tensor : header.tensors()) {
        if (!names.add(tensor.name())) {
          throw new InputException(
              part + ": the tensor " + Quoted.of(tensor.name()) + " is in an earlier part, too");
        }
        tensors.add(tensor);
      }
      headers.add(header);
    }
    GgufHeader first = headers.get(0);
    long stated = whole(first, "split.tensors.count", tensors.size());
    if (stated != tensors.size()) {
      throw new InputException(
          path + ": split.tensors.count is " + stated + ", but the parts have " + tensors.size());
    }
    return new GgufHeader(
        first.version(),
        first.metadata(),
        tensors,
        headers.stream().mapToLong(GgufHeader::headerBytes).sum(),
        headers.stream().mapToLong(GgufHeader::fileBytes).sum(),
        headers.stream().allMatch(GgufHeader::isComplete));
  }

  private static long whole(GgufHeader header, String key, long absent) {
    return header.metadata().get(key) instanceof GgufValue.Whole whole ? whole.value() : absent;
  }

  private static GgufHeader one(Path path) {
    if (Files.isDirectory(path)) {
      throw new InputException(path + ": is a folder, not a file");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new InputException(path + ": is not a regular file");
    }
    try (InputStream stream = Files.newInputStream(path)) {
      return GgufReader.read(path.toString(), stream, Files.size(path));
    } catch (NoSuchFileException e) {
      throw new InputException(path + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new InputException(path + ": can't be read: permission denied", e);
    } catch (IOException e) {
      throw new InputException(path + ": can't be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads the header in the bytes of a file.
   *
   * @param file name for messages
   * @param bytes the bytes
   * @throws InputException if it is not valid
   */
  public static GgufHeader parse(String file, byte[] bytes) {
    try {
      return GgufReader.read(file, new ByteArrayInputStream(bytes), bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
