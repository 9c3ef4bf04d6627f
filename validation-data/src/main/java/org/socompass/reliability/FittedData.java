package org.socompass.reliability;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** The data sets that constants of templates, kernel libraries or engines were fitted to. */
final class FittedData {
  private static final String FILE = "/reliability/fitted-datasets.txt";
  private static final Set<String> IDS = read();

  private FittedData() {}

  /** Returns whether constants were fitted to a data set. */
  static boolean contains(String dataset) {
    return IDS.contains(dataset);
  }

  /** Returns the ids. */
  static Set<String> ids() {
    return IDS;
  }

  private static Set<String> read() {
    try (InputStream in = FittedData.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("the file " + FILE + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
