package org.socompass.selection;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.input.InputException;
import org.socompass.input.Mark;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.TextFile;

/**
 * Times of many points.
 *
 * @param source the device, or the file, that they are of
 * @param rows the rows, each point once
 */
public record Profile(String source, List<ProfileRow> rows) {
  /** The most rows. */
  public static final int MOST_ROWS = 5_000;

  private static final long GREATEST_FILE_BYTES = 16L << 20;

  /**
   * Copies the rows.
   *
   * @throws IllegalArgumentException if there are too many
   */
  public Profile {
    rows = List.copyOf(rows);
    if (rows.size() > MOST_ROWS) {
      throw new IllegalArgumentException(
          "a profile has at most " + MOST_ROWS + " rows, but this has " + rows.size());
    }
  }

  /**
   * Returns the profile of a CSV file with the columns of {@link ProfileRow#COLUMNS}; others are
   * left unread.
   *
   * @throws InputException if it is not valid, at the line
   */
  public static Profile read(Path file) {
    return of(file.toString(), TextFile.read(file, GREATEST_FILE_BYTES));
  }

  /**
   * Returns the profile of the text of a CSV file.
   *
   * @param file its name for messages
   * @throws InputException if it is not valid, at the line
   */
  public static Profile of(String file, String text) {
    List<ProfileRow> rows = new ArrayList<>();
    Map<AttentionPoint, Integer> lines = new HashMap<>();
    int line = 1;
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(text)) {
      for (NamedCsvRecord record : reader) {
        List<String> columns = record.getHeader().stream().map(String::strip).toList();
        requireColumns(file, columns);
        line = Math.toIntExact(record.getStartingLineNumber());
        if (record.getFieldCount() != columns.size()) {
          throw new InputException(
              new Mark(file, line, 1),
              "not valid CSV: has %d fields, but the header has %d"
                  .formatted(record.getFieldCount(), columns.size()));
        }
        ProfileRow row = row(file, line, columns, record);
        Integer before = lines.put(row.point(), line);
        if (before != null) {
          throw new InputException(
              new Mark(file, line, 1), row.point() + " is in line " + before + " already");
        }
        rows.add(row);
        if (rows.size() > MOST_ROWS) {
          throw new InputException(
              new Mark(file, line, 1), "a profile has at most " + MOST_ROWS + " rows");
        }
      }
    } catch (CsvParseException e) {
      Throwable root = e.getCause() == null ? e : e.getCause();
      String problem = String.valueOf(root.getMessage());
      throw new InputException(
          new Mark(file, problem.startsWith("Header") ? 1 : line + 1, 1),
          "not valid CSV: " + problem,
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (rows.isEmpty()) {
      throw new InputException(new Mark(file, 1, 1), "has no row below its header");
    }
    return new Profile(file, rows);
  }

  private static ProfileRow row(
      String file, int line, List<String> columns, NamedCsvRecord record) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      fields.put(columns.get(i), record.getField(i).strip());
    }
    try {
      return ProfileRow.of(fields);
    } catch (ProfileRow.FieldException e) {
      throw new InputException(
          new Mark(file, line, columns.indexOf(e.column()) + 1),
          e.column() + ": " + e.getMessage(),
          e);
    }
  }

  private static void requireColumns(String file, List<String> columns) {
    for (String column : ProfileRow.COLUMNS) {
      if (!columns.contains(column)) {
        List<String> others =
            columns.stream().filter(c -> !ProfileRow.COLUMNS.contains(c)).toList();
        throw new InputException(
            new Mark(file, 1, 1),
            "lacks the column '"
                + column
                + "'; "
                + NearestName.of(column, others)
                    .map(n -> "is " + Quoted.of(n) + " misspelt?")
                    .orElse("present: " + NearestName.present(columns)));
      }
    }
  }
}
