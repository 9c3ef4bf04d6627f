package org.socompass.selection;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.socompass.input.InputException;
import org.socompass.input.Section;
import org.socompass.input.TextFile;
import org.socompass.input.YamlReader;

/**
 * A selector as a file: JSON of what it learnt from and how. It is trained again when it is read;
 * that is deterministic, and reading it runs no code of the file's choosing.
 *
 * @param profile the rows
 * @param settings the settings
 */
public record SavedSelector(Profile profile, Settings settings) {
  private static final int VERSION = 1;
  private static final long GREATEST_FILE_BYTES = 16L << 20;
  private static final String COLUMNS = String.join(",", ProfileRow.COLUMNS);

  /** Returns the selector. */
  public Selector train() {
    return Selector.train(profile.rows(), settings);
  }

  /** Returns the document, as maps, lists, text and numbers. */
  public Map<String, Object> json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("socompass_selector", VERSION);
    root.put("source", profile.source());
    root.put("trees", settings.trees());
    root.put("neighbours", settings.neighbours());
    root.put("seed", settings.seed());
    root.put("columns", COLUMNS);
    root.put("profile", profile.rows().stream().map(SavedSelector::line).toList());
    return root;
  }

  private static String line(ProfileRow row) {
    return row.cells().stream()
        .map(
            cell ->
                cell instanceof Double number
                    ? BigDecimal.valueOf(number).toPlainString()
                    : String.valueOf(cell))
        .collect(Collectors.joining(","));
  }

  /**
   * Reads a file.
   *
   * @throws InputException if it is not a saved selector
   */
  public static SavedSelector read(Path file) {
    String name = file.toString();
    // JSON is YAML.
    return Section.read(
        YamlReader.read(name, TextFile.read(file, GREATEST_FILE_BYTES)), "", SavedSelector::read);
  }

  private static SavedSelector read(Section s) {
    if (s.count("socompass_selector", 1) != VERSION) {
      throw s.error("socompass_selector", "only version " + VERSION + " can be read");
    }
    if (!s.text("columns").equals(COLUMNS)) {
      throw s.error("columns", "must be " + COLUMNS);
    }
    var settings = new Settings(s.count("trees", 1), s.count("neighbours", 1), s.count("seed", 0));
    List<ProfileRow> rows = s.list("profile", SavedSelector::row);
    if (rows.isEmpty()) {
      throw s.error("profile", "has no row");
    }
    return new SavedSelector(new Profile(s.text("source"), rows), settings);
  }

  private static ProfileRow row(String line) {
    List<String> cells = Arrays.asList(line.split(",", -1));
    if (cells.size() != ProfileRow.COLUMNS.size()) {
      throw new IllegalArgumentException(
          "a row has %d fields, but this has %d"
              .formatted(ProfileRow.COLUMNS.size(), cells.size()));
    }
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      fields.put(ProfileRow.COLUMNS.get(i), cells.get(i));
    }
    try {
      return ProfileRow.of(fields);
    } catch (ProfileRow.FieldException e) {
      throw new IllegalArgumentException(e.column() + ": " + e.getMessage(), e);
    }
  }
}
