package org.socompass.reliability;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.socompass.inference.engine.EngineLibrary;
import org.socompass.input.InputException;
import org.socompass.input.Mark;
import org.socompass.input.TextFile;
import org.socompass.validation.ErrorKind;

/**
 * The file that {@code validate --points} writes, read back: one row a measurement. A row whose
 * column {@code left_out} says {@code true} was predicted without its device's rows; where there is
 * no such column, those of data sets that nothing was fitted to were.
 */
public final class PointsFile {
  private static final long GREATEST_FILE_BYTES = 64L << 20;
  private static final double PERCENT = 100;

  private PointsFile() {}

  /**
   * Returns the residuals of files. Where one of them left devices out for a kind of errors, its
   * rows take the place of those of other files.
   *
   * @throws InputException if one is no such file
   */
  public static List<Residual> read(List<Path> files) {
    List<Residual> all = new ArrayList<>();
    List<Residual> leftOut = new ArrayList<>();
    for (Path file : files) {
      Set<ErrorKind> kinds = new HashSet<>();
      List<Residual> own = read(file, kinds);
      own.forEach(r -> (kinds.contains(r.kind()) ? leftOut : all).add(r));
    }
    return Residual.replaced(all, leftOut);
  }

  /**
   * Returns the residuals of a file.
   *
   * @throws InputException if it is no such file
   */
  public static List<Residual> read(Path file) {
    return read(file, new HashSet<>());
  }

  /** Adds the kinds of which the file says what was left out. */
  private static List<Residual> read(Path file, Set<ErrorKind> saying) {
    List<Residual> result = new ArrayList<>();
    String text = TextFile.read(file, GREATEST_FILE_BYTES);
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(text)) {
      for (NamedCsvRecord record : reader) {
        Map<String, String> fields = new LinkedHashMap<>(record.getFieldsAsMap());
        for (String column : List.of("dataset", "measured", "device", "error_percent")) {
          if (!fields.containsKey(column)) {
            throw new InputException(
                new Mark(file.toString(), 1, 1),
                "lacks the column '" + column + "' of 'validate --points'");
          }
        }
        String error = fields.getOrDefault("error_percent", "");
        if (!error.isEmpty()) {
          double ln = ln(error, new Mark(file.toString(), line(record), 1));
          kind(fields)
              .ifPresent(
                  kind -> {
                    result.add(residual(kind, fields, ln));
                    if (!fields.getOrDefault("left_out", "").isEmpty()) {
                      saying.add(kind);
                    }
                  });
        }
      }
    } catch (CsvParseException e) {
      throw new InputException(file + ": not valid CSV: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }

  private static Optional<ErrorKind> kind(Map<String, String> fields) {
    String engine = fields.getOrDefault("engine", "");
    String profile = fields.getOrDefault("engine_profile", "");
    return ErrorKind.of(
        fields.getOrDefault("measured", ""),
        fields.getOrDefault("processor", ""),
        profile.isEmpty() && EngineLibrary.ids().contains(engine) ? engine : profile,
        fields);
  }

  private static int line(NamedCsvRecord record) {
    return Math.toIntExact(record.getStartingLineNumber());
  }

  private static Residual residual(ErrorKind kind, Map<String, String> fields, double ln) {
    String dataset = fields.getOrDefault("dataset", "");
    String leftOut = fields.getOrDefault("left_out", "");
    return new Residual(
        kind,
        fields.getOrDefault("device", ""),
        dataset,
        ln,
        leftOut.isEmpty()
            ? !FittedData.contains(kind, fields.getOrDefault("device", ""), dataset)
            : leftOut.equals("true"));
  }

  private static double ln(String errorPercent, Mark mark) {
    try {
      double ratio = 1 + Double.parseDouble(errorPercent) / PERCENT;
      if (ratio > 0 && !Double.isInfinite(ratio)) {
        return -StrictMath.log(ratio);
      }
    } catch (NumberFormatException e) {
      throw new InputException(mark, "error_percent: '" + errorPercent + "' is not a number", e);
    }
    throw new InputException(mark, "error_percent", "must be above -100, but is " + errorPercent);
  }
}
