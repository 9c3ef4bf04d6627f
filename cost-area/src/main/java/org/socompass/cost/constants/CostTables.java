package org.socompass.cost.constants;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.Section;

/** The tables of constants that ship with this module, as YAML with a source for each number. */
public final class CostTables {
  private static final List<String> IDS =
      List.of(
          "area-model", "process-nodes", "assembly", "memory-prices", "carbon", "measured-blocks");

  private static final String ROOT = "/cost/";

  private CostTables() {}

  /** Returns the names of the tables. */
  public static List<String> ids() {
    return IDS;
  }

  /**
   * Returns every constant of a table, as written, with its range and its source.
   *
   * @param id a name of {@link #ids}
   * @throws InputException if there is no such table, naming the nearest
   */
  public static List<TemplateTree.Field> fields(String id) {
    if (!IDS.contains(id)) {
      throw new InputException(
          "there is no table of constants " + Quoted.of(id) + "; " + NearestName.hint(id, IDS));
    }
    String file = id + ".yaml";
    return TemplateTree.fields(
        TemplateTree.load(file, resource(file), parent -> Optional.empty(), List.of()));
  }

  /** Reads a table that ships. */
  public static <T> T builtIn(String name, Function<Section, T> reader) {
    return read(name, resource(name), reader);
  }

  /**
   * Reads a table.
   *
   * @param file name for messages
   * @param text the table
   * @throws org.socompass.input.InputException located, if it is not valid
   */
  public static <T> T read(String file, String text, Function<Section, T> reader) {
    return Section.read(
        TemplateTree.load(file, text, parent -> Optional.empty(), List.of()), "", reader);
  }

  /**
   * Returns the date at a key.
   *
   * @throws org.socompass.input.InputException located, if it is none
   */
  public static LocalDate date(Section s, String key) {
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
