package org.socompass.cost;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.socompass.hardware.TemplateTree;
import org.socompass.input.Section;

/** The tables of constants that ship with this module, as YAML with a source for each number. */
final class CostTables {
  private static final String ROOT = "/cost/";

  private CostTables() {}

  /** Reads a table that ships. */
  static <T> T builtIn(String name, Function<Section, T> reader) {
    return read(name, resource(name), reader);
  }

  /**
   * Reads a table.
   *
   * @param file name for messages
   * @param text the table
   * @throws org.socompass.input.InputException located, if it is not valid
   */
  static <T> T read(String file, String text, Function<Section, T> reader) {
    return Section.read(
        TemplateTree.load(file, text, parent -> Optional.empty(), List.of()), "", reader);
  }

  /**
   * Returns the date at a key.
   *
   * @throws org.socompass.input.InputException located, if it is none
   */
  static LocalDate date(Section s, String key) {
    String text = s.text(key);
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      var error = s.error(key, "'" + text + "' is not a date, as in 2025-10-01");
      error.addSuppressed(e);
      throw error;
    }
  }

  private static String resource(String name) {
    try (InputStream in = CostTables.class.getResourceAsStream(ROOT + name)) {
      if (in == null) {
        throw new IllegalStateException("the table " + ROOT + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
