package org.socompass.validation;

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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.socompass.input.InputException;
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

  /** Returns the folders of the data sets that ship, one a data set; reads none of them. */
  public static List<String> builtInIds() {
    return resource("index.txt")
        .lines()
        .filter(line -> line.indexOf('/') > 0)
        .map(line -> line.substring(0, line.indexOf('/')))
        .distinct()
        .sorted()
        .toList();
  }

  /** Returns the devices that have rows in a data set that ships, as its rows call them. */
  static Set<String> builtInDevices(String folder) {
    Set<String> devices = new TreeSet<>();
    for (String line : resource("index.txt").lines().toList()) {
      if (line.startsWith(folder + "/") && line.endsWith(CSV)) {
        TableFile.of(line, line.substring(folder.length() + 1), resource(line))
            .forEach(row -> devices.add(row.text("device")));
      }
    }
    return devices;
  }

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
        (folder, files) -> {
          List<MeasurementTable> tables = new ArrayList<>();
          files.forEach((name, text) -> tables.add(TableFile.of(folder + "/" + name, name, text)));
          Dataset described = dataset(folder + "/", resource(folder + "/" + DESCRIPTION));
          result.add(inMemory(new MeasurementSource(described, tables)));
        });
    return result;
  }

  /**
   * Returns the data sets of a folder: the one that it is (it has a {@code dataset.yaml}), or those
   * that its subfolders are.
   *
   * @throws InputException if there is none, or a file is not valid
   */
  public static List<Dataset> folder(Path folder) {
    return sources(folder).stream().map(DatasetReader::inMemory).toList();
  }

  /**
   * Returns the data sets of a folder as {@link #folder} does, with rows that are read from their
   * files on each pass.
   *
   * @throws InputException if there is none, or a description or a header is not valid
   */
  public static List<MeasurementSource> sources(Path folder) {
    if (!Files.exists(folder)) {
      throw new InputException(folder + ": no such folder");
    }
    if (!Files.isDirectory(folder)) {
      throw new InputException(folder + ": is not a folder; name the one that has " + DESCRIPTION);
    }
    if (Files.exists(folder.resolve(DESCRIPTION))) {
      return List.of(read(folder));
    }
    List<MeasurementSource> result = new ArrayList<>();
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
   * Returns the rows of a CSV file.
   *
   * @throws InputException if it can't be read or is not valid
   */
  public static List<Row> rows(Path file) {
    List<Row> rows = new ArrayList<>();
    TableFile.of(file, file.toString()).forEach(rows::add);
    return rows;
  }

  private static Dataset inMemory(MeasurementSource source) {
    Dataset d = source.dataset();
    List<Dataset.Table> tables = new ArrayList<>();
    for (MeasurementTable table : source.tables()) {
      List<Row> rows = new ArrayList<>();
      table.forEach(rows::add);
      tables.add(new Dataset.Table(table.name(), table.columns(), rows));
    }
    return new Dataset(
        d.id(), d.source(), d.license(), d.method(), d.launch(), d.engines(), tables);
  }

  private static MeasurementSource read(Path folder) {
    List<MeasurementTable> tables = new ArrayList<>();
    for (Path file : entries(folder)) {
      String name = String.valueOf(file.getFileName());
      if (name.endsWith(CSV) && !Files.isDirectory(file)) {
        tables.add(TableFile.of(file, folder + "/" + name));
      }
    }
    if (tables.isEmpty()) {
      throw new InputException(folder + ": has no CSV file");
    }
    String description = TextFile.read(folder.resolve(DESCRIPTION), GREATEST_FILE_BYTES);
    return new MeasurementSource(dataset(folder + "/", description), tables);
  }

  /** Returns a data set without its tables. */
  private static Dataset dataset(String prefix, String description) {
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
              List.of());
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

  private static List<Path> entries(Path folder) {
    try (Stream<Path> list = Files.list(folder)) {
      return list.sorted().toList();
    } catch (IOException e) {
      throw new InputException(folder + ": can't be listed: " + e.getMessage(), e);
    }
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
