package org.socompass.hardware;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Files that ship inside the jar. */
final class Resources {
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

  /** Returns the names that a folder's {@code index.txt} lists, sorted. */
  static List<String> index(String root) {
    return read(root + "index.txt")
        .orElseThrow(() -> new IllegalStateException(root + "index.txt is missing"))
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .sorted()
        .toList();
  }
}
