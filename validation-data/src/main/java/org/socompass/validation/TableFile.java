package org.socompass.validation;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.socompass.input.InputException;
import org.socompass.input.Mark;
import org.socompass.input.TextFile;

/**
 * A CSV file of measurements. Each pass reads it anew and holds one row at a time.
 *
 * @param name file name without {@code .csv}
 * @param file its name for messages
 * @param columns header, without spaces around the names
 * @param content opens the text
 */
record TableFile(String name, String file, List<String> columns, Supplier<Reader> content)
    implements MeasurementTable {
  private static final String CSV = ".csv";

  /**
   * Returns a table of text.
   *
   * @param file name for messages
   * @param fileName its last part
   */
  static TableFile of(String file, String fileName, String text) {
    return of(file, fileName, () -> new StringReader(text));
  }

  /** Returns a table of a file, of which only the header and one row are read. */
  static TableFile of(Path path, String file) {
    return of(file, String.valueOf(path.getFileName()), () -> TextFile.open(path));
  }

  private static TableFile of(String file, String fileName, Supplier<Reader> content) {
    String name = fileName.substring(0, fileName.length() - CSV.length());
    List<List<String>> header = new ArrayList<>();
    pass(
        file,
        content,
        (columns, record) -> {
          header.add(columns);
          return false;
        });
    return new TableFile(name, file, header.get(0), content);
  }

  @Override
  public void forEach(Consumer<Row> sink) {
    pass(
        file,
        content,
        (names, record) -> {
          sink.accept(row(names, record));
          return true;
        });
  }

  private Row row(List<String> names, NamedCsvRecord record) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      fields.put(names.get(i), record.getField(i).strip());
    }
    return new Row(file, Math.toIntExact(record.getStartingLineNumber()), fields);
  }

  /** Told a record; returns whether to go on. */
  private interface Visitor {
    boolean visit(List<String> columns, NamedCsvRecord record);
  }

  private static void pass(String file, Supplier<Reader> content, Visitor visitor) {
    int line = 1;
    List<String> columns = List.of();
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(content.get())) {
      for (NamedCsvRecord record : reader) {
        if (columns.isEmpty()) {
          columns = record.getHeader().stream().map(String::strip).toList();
        }
        line = Math.toIntExact(record.getStartingLineNumber());
        if (record.getFieldCount() != columns.size()) {
          throw new InputException(
              new Mark(file, line, 1),
              "not valid CSV: has %d fields, but the header has %d"
                  .formatted(record.getFieldCount(), columns.size()));
        }
        if (!visitor.visit(columns, record)) {
          return;
        }
      }
    } catch (CsvParseException e) {
      if (e.getCause() instanceof IOException unread) {
        throw TextFile.failure(Path.of(file), unread);
      }
      Throwable root = e.getCause() == null ? e : e.getCause();
      String problem = String.valueOf(root.getMessage());
      throw new InputException(
          new Mark(file, problem.startsWith("Header") ? 1 : line + 1, 1),
          "not valid CSV: " + problem);
    } catch (UncheckedIOException e) {
      throw TextFile.failure(Path.of(file), Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw TextFile.failure(Path.of(file), e);
    }
    if (columns.isEmpty()) {
      throw new InputException(new Mark(file, 1, 1), "has no row below its header");
    }
  }
}
