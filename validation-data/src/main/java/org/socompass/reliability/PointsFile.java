package org.socompass.reliability;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
   * Returns the residuals of a file.
   *
   * @throws InputException if it is no such file
   */
  public static List<Residual> read(Path file) {
    List<Residual> result = new ArrayList<>();
    String text = TextFile.read(file, GREATEST_FILE_BYTES);
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(text)) {
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
          ErrorKind.of(
                  fields.getOrDefault("measured", ""), fields.getOrDefault("processor", ""), fields)
              .map(kind -> residual(kind, fields, ln))
              .ifPresent(result::add);
        }
      }
    } catch (CsvParseException e) {
      throw new InputException(file + ": not valid CSV: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
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
        leftOut.isEmpty() ? !FittedData.contains(dataset) : leftOut.equals("true"));
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
