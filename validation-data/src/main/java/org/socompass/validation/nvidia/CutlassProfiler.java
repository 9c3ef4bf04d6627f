package org.socompass.validation.nvidia;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.socompass.hardware.LaunchMethod;
import org.socompass.input.InputException;
import org.socompass.input.Mark;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.validation.Dataset;
import org.socompass.validation.MeasuredFile;
import org.socompass.validation.Row;

/**
 * The CSV file that {@code cutlass_profiler --operation=gemm --output=FILE} writes, for kernels of
 * CUTLASS and of cuBLAS: a row for each kernel that was tried, of which the fastest of each shape,
 * types and provider counts. Runtime is in ms, of launches one after the other.
 *
 * @param device id of the device or path to its template
 * @param processor id of the processor that ran
 */
public record CutlassProfiler(String device, String processor) implements MeasuredFile {
  private static final double PER_MILLI = 1e-3;
  private static final List<String> COLUMNS =
      List.of("Provider", "Disposition", "Status", "m", "n", "k", "A", "B", "C", "Runtime");

  private record Kernel(int line, double seconds) {}

  @Override
  public Dataset read(String file, String text) {
    Map<List<String>, Kernel> best = new LinkedHashMap<>();
    int line = 1;
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(text)) {
      for (NamedCsvRecord record : reader) {
        line = Math.toIntExact(record.getStartingLineNumber());
        Map<String, String> fields = fields(file, line, record);
        if (ran(fields)) {
          double seconds = PER_MILLI * number(file, line, "Runtime", fields);
          best.merge(
              shape(file, line, fields),
              new Kernel(line, seconds),
              (a, b) -> b.seconds < a.seconds ? b : a);
        }
      }
    } catch (CsvParseException e) {
      throw new InputException(new Mark(file, line, 1), "is not CSV: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (best.isEmpty()) {
      throw new InputException(
          new Mark(file, 1, 1), "has no kernel of cutlass_profiler that ran and passed");
    }
    List<Row> rows = new ArrayList<>();
    best.forEach(
        (shape, kernel) ->
            rows.add(
                Matmuls.row(
                    file,
                    kernel.line,
                    device,
                    processor,
                    shape.subList(0, 4).stream().map(Long::valueOf).toList(),
                    shape.subList(4, 7),
                    kernel.seconds)));
    var providers = new TreeSet<>(best.keySet().stream().map(s -> s.get(7)).toList());
    return Matmuls.dataset(
        "cutlass-profiler",
        "cutlass_profiler (" + String.join(", ", providers) + "): " + file,
        LaunchMethod.STREAM,
        rows);
  }

  private static Map<String, String> fields(String file, int line, NamedCsvRecord record) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(record.getFieldCount(), record.getHeader().size()); i++) {
      fields.put(record.getHeader().get(i).strip(), record.getField(i).strip());
    }
    for (String column : COLUMNS) {
      if (!fields.containsKey(column)) {
        throw new InputException(
            new Mark(file, line, 1),
            "lacks "
                + Quoted.of(column)
                + " of cutlass_profiler's table of products; present: "
                + NearestName.present(fields.keySet().stream().sorted().toList()));
      }
    }
    return fields;
  }

  /** A kernel that did not run, or whose result was wrong, has a runtime of 0 or of nothing. */
  private static boolean ran(Map<String, String> fields) {
    String disposition = fields.getOrDefault("Disposition", "");
    return fields.getOrDefault("Status", "").equals("success")
        && !disposition.equals("failed")
        && !disposition.equals("incorrect")
        && !disposition.equals("not_run");
  }

  private static List<String> shape(String file, int line, Map<String, String> fields) {
    String batch = fields.getOrDefault("batch_count", "");
    List<String> key = new ArrayList<>();
    key.add(batch.isEmpty() ? "1" : whole(file, line, "batch_count", fields));
    for (String size : List.of("m", "k", "n")) {
      key.add(whole(file, line, size, fields));
    }
    String result = fields.getOrDefault("D", "").isEmpty() ? "C" : "D";
    for (String tensor : List.of("A", "B", result)) {
      String text = fields.getOrDefault(tensor, "");
      key.add(
          Matmuls.type(text)
              .orElseThrow(
                  () ->
                      new InputException(
                          new Mark(file, line, 1),
                          tensor,
                          Quoted.of(text) + " names no element type, as in f16:column")));
    }
    key.add(fields.getOrDefault("Provider", ""));
    return key;
  }

  private static String whole(String file, int line, String column, Map<String, String> fields) {
    String text = fields.getOrDefault(column, "");
    if (!text.matches("[1-9]\\d{0,11}")) {
      throw new InputException(
          new Mark(file, line, 1), column, Quoted.of(text) + " is no size of a product");
    }
    return text;
  }

  private static double number(String file, int line, String column, Map<String, String> fields) {
    String text = fields.getOrDefault(column, "");
    boolean isNumber = text.matches("\\d{1,12}(\\.\\d{1,15})?([eE][-+]?\\d{1,2})?");
    if (!isNumber || !(Double.parseDouble(text) > 0)) {
      throw new InputException(
          new Mark(file, line, 1), column, Quoted.of(text) + " is no time in ms");
    }
    return Double.parseDouble(text);
  }
}
