package org.socompass.hardware.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Files that ship inside the jar. */
final class Resources {
  private static final Map<String, List<String>> INDEXES = new ConcurrentHashMap<>();

  private Resources() {}

  /** Returns the text of a file, empty if there is none. */
  static Optional<String> read(String path) {
    try (InputStream in = Resources.class.getResourceAsStream(path)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the names that a folder's {@code index.txt} lists, sorted; it is read once. */
  static List<String> index(String root) {
    return INDEXES.computeIfAbsent(root, Resources::readIndex);
  }

  private static List<String> readIndex(String root) {
    return read(root + "index.txt")
        .orElseThrow(() -> new IllegalStateException(root + "index.txt is missing"))
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .sorted()
        .toList();
  }
}
