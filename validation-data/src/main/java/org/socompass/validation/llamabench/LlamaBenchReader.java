package org.socompass.validation.llamabench;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.socompass.input.InputException;
import org.socompass.input.Mark;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.YamlNode;
import org.socompass.input.YamlReader;

/**
 * Reads what {@code llama-bench} prints: the Markdown table of {@code -o md}, its default, and
 * {@code -o csv}, {@code json} and {@code jsonl}.
 */
final class LlamaBenchReader {
  private static final Pattern TEST =
      Pattern.compile("(?:pp(\\d{1,9}))?\\+?(?:tg(\\d{1,9}))?(?: @ d(\\d{1,9}))?");
  private static final Pattern RATE = Pattern.compile("(\\d+(?:\\.\\d+)?)(?: ± \\d+(?:\\.\\d+)?)?");
  private static final Pattern COUNT = Pattern.compile("(\\d+(?:\\.\\d+)?) ([KMBT])");
  private static final Map<String, Double> SCALES = Map.of("K", 1e3, "M", 1e6, "B", 1e9, "T", 1e12);
  private static final List<String> COLUMNS = List.of("model_type", "model_n_params", "avg_ts");

  private final String file;

  private LlamaBenchReader(String file) {
    this.file = file;
  }

  /**
   * Returns the tests of a file.
   *
   * @param file name for messages
   * @throws InputException with line, if it is none of the forms
   */
  static List<BenchTest> read(String file, String text) {
    var reader = new LlamaBenchReader(file);
    String start = text.stripLeading();
    List<BenchTest> tests =
        start.startsWith("[")
            ? reader.json(text)
            : start.startsWith("{")
                ? reader.jsonLines(text)
                : text.lines().anyMatch(l -> l.startsWith("|"))
                    ? reader.markdown(text.lines().toList())
                    : reader.csv(text);
    if (tests.isEmpty()) {
      throw new InputException(new Mark(file, 1, 1), "has no test of llama-bench");
    }
    return tests;
  }

  private List<BenchTest> csv(String text) {
    List<BenchTest> tests = new ArrayList<>();
    int line = 1;
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(text)) {
      for (NamedCsvRecord record : reader) {
        line = Math.toIntExact(record.getStartingLineNumber());
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < Math.min(record.getFieldCount(), record.getHeader().size()); i++) {
          fields.put(record.getHeader().get(i).strip(), record.getField(i).strip());
        }
        tests.add(test(line, fields));
      }
    } catch (CsvParseException e) {
      throw new InputException(
          new Mark(file, line, 1),
          "is neither CSV, JSON nor a table of llama-bench: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tests;
  }

  // JSON is YAML; as the value of a key it may start with a list.
  private List<BenchTest> json(String text) {
    YamlNode all = YamlReader.read(file, "tests: " + text.strip()).entries().get("tests");
    List<BenchTest> tests = new ArrayList<>();
    if (all instanceof YamlNode.Sequence sequence) {
      sequence.items().forEach(item -> tests.add(object(item)));
    }
    return tests;
  }

  private List<BenchTest> jsonLines(String text) {
    List<BenchTest> tests = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        tests.add(object(YamlReader.read(file, "\n".repeat(i) + lines.get(i))));
      }
    }
    return tests;
  }

  private BenchTest object(YamlNode node) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      throw new InputException(node.mark(), "is not an object of llama-bench");
    }
    Map<String, String> fields = new HashMap<>();
    mapping
        .entries()
        .forEach(
            (key, value) -> {
              if (value instanceof YamlNode.Scalar scalar) {
                fields.put(key, scalar.text());
              }
            });
    return test(node.mark().line(), fields);
  }

  private BenchTest test(int line, Map<String, String> fields) {
    for (String column : COLUMNS) {
      if (fields.getOrDefault(column, "").isEmpty()) {
        throw new InputException(
            new Mark(file, line, 1),
            "lacks "
                + Quoted.of(column)
                + " of llama-bench; present: "
                + NearestName.present(fields.keySet().stream().sorted().toList()));
      }
    }
    return new BenchTest(
        line,
        fields.getOrDefault("model_type", ""),
        fields.getOrDefault("model_filename", ""),
        number(line, "model_n_params", fields.getOrDefault("model_n_params", "")),
        fields.getOrDefault("backends", fields.getOrDefault("backend", "")),
        (long) number(line, "n_prompt", fields.getOrDefault("n_prompt", "0")),
        (long) number(line, "n_gen", fields.getOrDefault("n_gen", "0")),
        (long) number(line, "n_depth", fields.getOrDefault("n_depth", "0")),
        number(line, "avg_ts", fields.getOrDefault("avg_ts", "")));
  }

  private double number(int line, String column, String text) {
    if (!text.matches("\\d{1,15}(\\.\\d{1,15})?")) {
      throw new InputException(
          new Mark(file, line, 1), column, Quoted.of(text) + " is not a number");
    }
    return Double.parseDouble(text);
  }

  /** Lines around the table, as a terminal or a forum has them, are passed over. */
  private List<BenchTest> markdown(List<String> lines) {
    List<BenchTest> tests = new ArrayList<>();
    List<String> header = List.of();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.startsWith("|") || line.matches("[|:\\- ]+")) {
        continue;
      }
      List<String> cells = cells(line);
      if (cells.contains("t/s") && cells.contains("test")) {
        header = cells;
      } else if (header.isEmpty() || cells.size() != header.size()) {
        throw new InputException(
            new Mark(file, i + 1, 1), "is no row of a table of llama-bench with 'test' and 't/s'");
      } else {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int c = 0; c < cells.size(); c++) {
          fields.put(header.get(c), cells.get(c));
        }
        tests.add(row(i + 1, fields));
      }
    }
    return tests;
  }

  private static List<String> cells(String line) {
    String inner = line.substring(1, line.endsWith("|") ? line.length() - 1 : line.length());
    List<String> cells = new ArrayList<>();
    for (String cell : inner.split("\\|", -1)) {
      cells.add(cell.strip());
    }
    return cells;
  }

  private BenchTest row(int line, Map<String, String> fields) {
    Matcher test = TEST.matcher(fields.getOrDefault("test", ""));
    Matcher rate = RATE.matcher(fields.getOrDefault("t/s", ""));
    Matcher count = COUNT.matcher(fields.getOrDefault("params", ""));
    if (!test.matches() || !rate.matches() || !count.matches()) {
      throw new InputException(
          new Mark(file, line, 1),
          "is no test of llama-bench: it needs params as in '6.74 B', test as in 'pp512', 'tg128' or"
              + " 'pp512 @ d4096', and t/s as in '41.21 ± 0.12'");
    }
    return new BenchTest(
        line,
        fields.getOrDefault("model", ""),
        "",
        Double.parseDouble(count.group(1)) * SCALES.getOrDefault(count.group(2), 1.0),
        fields.getOrDefault("backend", ""),
        tokens(test.group(1)),
        tokens(test.group(2)),
        tokens(test.group(3)),
        Double.parseDouble(rate.group(1)));
  }

  private static long tokens(@org.jspecify.annotations.Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
