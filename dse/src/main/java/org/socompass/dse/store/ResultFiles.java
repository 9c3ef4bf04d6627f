package org.socompass.dse.store;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.socompass.dse.spec.Columns;
import org.socompass.input.Decimals;
import org.socompass.input.InputException;
import org.socompass.input.SpreadsheetText;

/** Result files of a sweep. One that is there is replaced only when the new one is complete. */
public final class ResultFiles {
  /** All rows. */
  public static final String RESULTS_CSV = "results.csv";

  /** All rows, typed. */
  public static final String RESULTS_PARQUET = "results.parquet";

  /** The rows that no other is better than. */
  public static final String PARETO_CSV = "pareto.csv";

  private ResultFiles() {}

  /**
   * Writes the files of a sweep into a folder.
   *
   * @param front the rows that no other is better than
   * @throws InputException if one can't be written
   */
  public static void write(Path folder, Columns columns, RowStore store, List<Row> front) {
    replace(folder.resolve(RESULTS_CSV), part -> csv(part, columns, store::forEach));
    replace(folder.resolve(PARETO_CSV), part -> csv(part, columns, front::forEach));
    replace(folder.resolve(RESULTS_PARQUET), store::exportParquet);
  }

  private static void replace(Path file, Consumer<Path> writer) {
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      Files.deleteIfExists(part);
      writer.accept(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (UncheckedIOException e) {
      throw failure(file, new IOException(e.getMessage(), e));
    } catch (IOException e) {
      throw failure(file, e);
    } finally {
      forget(part);
    }
  }

  /** What a full disk left of a file only takes room. */
  private static void forget(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // The reason that the file can't be written is already on its way.
      return;
    }
  }

  private static void csv(Path file, Columns columns, Consumer<Consumer<Row>> rows) {
    try (CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(file)) {
      writer.writeRecord(columns.ids());
      rows.accept(
          row -> {
            List<@Nullable Object> cells = row.cells();
            String[] fields = new String[cells.size()];
            for (int i = 0; i < fields.length; i++) {
              fields[i] = text(cells.get(i));
            }
            writer.writeRecord(fields);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns a cell as CSV has it; a text that a spreadsheet would run begins with an apostrophe.
   */
  static String text(@Nullable Object cell) {
    if (cell == null) {
      return "";
    }
    if (cell instanceof Double number) {
      return Decimals.text(number);
    }
    return cell instanceof String text ? SpreadsheetText.inert(text) : String.valueOf(cell);
  }

  /** Returns what a failure to write becomes. */
  static InputException failure(Path file, IOException e) {
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    if (e instanceof AccessDeniedException) {
      reason = "permission denied";
    } else if (e instanceof FileAlreadyExistsException) {
      reason = "it is a file; name a folder";
    }
    return new InputException(
        file + ": can't be written: " + (reason == null ? e.getClass().getSimpleName() : reason),
        e);
  }
}
