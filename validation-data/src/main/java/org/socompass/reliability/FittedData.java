package org.socompass.reliability;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import org.socompass.inference.engine.EngineLibrary;
import org.socompass.validation.ErrorKind;

/**
 * The data sets, or devices of data sets, that constants of templates, kernel libraries or engines
 * were fitted to. Rates of engines are fitted to all rows of the engine.
 */
final class FittedData {
  private static final String FILE = "/reliability/fitted-datasets.txt";
  private static final Set<String> IDS = read();

  private FittedData() {}

  /** Returns whether constants of a prediction were fitted to rows of its device. */
  static boolean contains(ErrorKind kind, String device, String dataset) {
    return IDS.contains(dataset)
        || IDS.contains(dataset + " " + device)
        || (kind.isWholeModel()
            && EngineLibrary.ids().contains(kind.subject())
            && EngineLibrary.byId(kind.subject()).rates().isPresent());
  }

  /** Returns the ids of the data sets. */
  static Set<String> ids() {
    return IDS.stream().map(id -> id.replaceFirst(" .*", "")).collect(Collectors.toSet());
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
