package org.socompass.hardware.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.socompass.input.YamlNode;

/** Files that ship inside the jar. */
final class Resources {
  private static final Map<String, List<String>> INDEXES = new ConcurrentHashMap<>();
  private static final Map<String, YamlNode.Mapping> TREES = new ConcurrentHashMap<>();

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

  /**
   * Returns the tree of a file, which is read once: it can't change while the program runs.
   *
   * @throws IllegalStateException if there is no such file
   */
  static YamlNode.Mapping tree(String path) {
    return TREES.computeIfAbsent(path, Resources::readTree);
  }

  private static YamlNode.Mapping readTree(String path) {
    String text = read(path).orElseThrow(() -> new IllegalStateException(path + " is missing"));
    return TemplateTree.parse(path.substring(1), text);
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
