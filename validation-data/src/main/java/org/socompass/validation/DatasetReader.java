package org.socompass.validation;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.socompass.input.InputException;
import org.socompass.input.Mark;
import org.socompass.input.Section;
import org.socompass.input.TextFile;
import org.socompass.input.YamlReader;

/** Reads data sets: those that ship, and folders of the user's own. */
public final class DatasetReader {
  private static final String ROOT = "/datasets/";
  private static final String DESCRIPTION = "dataset.yaml";
  private static final String CSV = ".csv";
  private static final long GREATEST_FILE_BYTES = 64L << 20;

  private DatasetReader() {}

  /** Returns the data sets that ship, by id. */
  public static List<Dataset> builtIn() {
    Map<String, Map<String, String>> filesByFolder = new TreeMap<>();
    for (String line : resource("index.txt").lines().toList()) {
      int slash = line.indexOf('/');
      if (slash > 0) {
        filesByFolder
            .computeIfAbsent(line.substring(0, slash), f -> new TreeMap<>())
            .put(line.substring(slash + 1), resource(line));
      }
    }
    List<Dataset> result = new ArrayList<>();
    filesByFolder.forEach(
        (folder, files) ->
            result.add(dataset(folder + "/", resource(folder + "/" + DESCRIPTION), files)));
    return result;
  }

  /**
   * Returns the data sets of a folder: the one that it is (it has a {@code dataset.yaml}), or those
   * that its subfolders are.
   *
   * @throws InputException if there is none, or a file is not valid
   */
  public static List<Dataset> folder(Path folder) {
    if (!Files.exists(folder)) {
      throw new InputException(folder + ": no such folder");
    }
    if (!Files.isDirectory(folder)) {
      throw new InputException(folder + ": is not a folder; name the one that has " + DESCRIPTION);
    }
    if (Files.exists(folder.resolve(DESCRIPTION))) {
      return List.of(read(folder));
    }
    List<Dataset> result = new ArrayList<>();
    for (Path sub : entries(folder)) {
      if (Files.isDirectory(sub) && Files.exists(sub.resolve(DESCRIPTION))) {
        result.add(read(sub));
      }
    }
    if (result.isEmpty()) {
      throw new InputException(folder + ": neither it nor a folder in it has a " + DESCRIPTION);
    }
    return result;
  }

  /**
   * Returns the table of a CSV file.
   *
   * @throws InputException if it can't be read or is not valid
   */
  public static Dataset.Table file(Path file) {
    return table(file.toString(), file.toString(), text(file));
  }

  private static Dataset read(Path folder) {
    Map<String, String> files = new TreeMap<>();
    for (Path file : entries(folder)) {
      String name = String.valueOf(file.getFileName());
      if (name.endsWith(CSV) && !Files.isDirectory(file)) {
        files.put(name, text(file));
      }
    }
    if (files.isEmpty()) {
      throw new InputException(folder + ": has no CSV file");
    }
    return dataset(folder + "/", text(folder.resolve(DESCRIPTION)), files);
  }

  private static Dataset dataset(String prefix, String description, Map<String, String> files) {
    List<Dataset.Table> tables = new ArrayList<>();
    files.forEach((name, text) -> tables.add(table(prefix + name, name, text)));
    return Section.read(
        YamlReader.read(prefix + DESCRIPTION, description),
        "",
        s -> {
          String id = s.text("id");
          return new Dataset(
              id,
              s.text("source"),
              s.optionalText("license"),
              s.optionalText("method"),
              LaunchMethods.read(s, usual(id)),
              engines(s, id),
              tables);
        });
  }

  /** Releases by the names that the source gives its engines; more rows of it mean the same. */
  private static Map<String, String> engines(Section s, String id) {
    Map<String, String> result = new LinkedHashMap<>();
    if (!s.has("engines") && resource("index.txt").lines().anyMatch(f -> f.startsWith(id + "/"))) {
      String description = id + "/" + DESCRIPTION;
      var shipped = new Section(YamlReader.read(description, resource(description)), "");
      return shipped.has("engines") ? engines(shipped, id) : result;
    }
    s.optionalSection(
        "engines",
        e -> {
          e.keys().forEach(name -> result.put(name, e.text(name)));
          return result;
        });
    return result;
  }

  /**
   * More rows of a source that ships, without a word about launches, were timed like the others.
   */
  private static LaunchMethods usual(String id) {
    if (resource("index.txt").lines().noneMatch(f -> f.startsWith(id + "/"))) {
      return LaunchMethods.EAGER;
    }
    String description = id + "/" + DESCRIPTION;
    var shipped = new Section(YamlReader.read(description, resource(description)), "");
    return LaunchMethods.read(shipped, LaunchMethods.EAGER);
  }

  private static Dataset.Table table(String file, String name, String text) {
    List<Row> rows = new ArrayList<>();
    List<String> columns = List.of();
    int line = 1;
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(text)) {
      for (NamedCsvRecord record : reader) {
        columns = record.getHeader().stream().map(String::strip).toList();
        line = Math.toIntExact(record.getStartingLineNumber());
        if (record.getFieldCount() != columns.size()) {
          throw new InputException(
              new Mark(file, line, 1),
              "not valid CSV: has %d fields, but the header has %d"
                  .formatted(record.getFieldCount(), columns.size()));
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
          fields.put(columns.get(i), record.getField(i).strip());
        }
        rows.add(new Row(file, line, fields));
      }
    } catch (CsvParseException e) {
      Throwable root = e.getCause() == null ? e : e.getCause();
      String problem = String.valueOf(root.getMessage());
      throw new InputException(
          new Mark(file, problem.startsWith("Header") ? 1 : line + 1, 1),
          "not valid CSV: " + problem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (rows.isEmpty()) {
      throw new InputException(new Mark(file, 1, 1), "has no row below its header");
    }
    return new Dataset.Table(name.substring(0, name.length() - CSV.length()), columns, rows);
  }

  private static List<Path> entries(Path folder) {
    try (Stream<Path> list = Files.list(folder)) {
      return list.sorted().toList();
    } catch (IOException e) {
      throw new InputException(folder + ": can't be listed: " + e.getMessage(), e);
    }
  }

  private static String text(Path file) {
    return TextFile.read(file, GREATEST_FILE_BYTES);
  }

  private static String resource(String name) {
    try (InputStream in = DatasetReader.class.getResourceAsStream(ROOT + name)) {
      if (in == null) {
        throw new IllegalStateException("the data set file " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
