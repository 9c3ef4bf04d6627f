package org.socompass.calibration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.socompass.hardware.Device;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Engines;
import org.socompass.input.InputException;
import org.socompass.input.Mark;
import org.socompass.input.NearestName;
import org.socompass.validation.Dataset;
import org.socompass.validation.DeviceNames;
import org.socompass.validation.Point;
import org.socompass.validation.Row;
import org.socompass.validation.Validator;

/**
 * The rows of data sets that one device is fitted to, those alike together.
 *
 * @param points measurements in the order of the groups
 * @param groups rows that the same parameters affect
 * @param skipped reasons why rows can't be predicted, with their number
 */
record Measurements(List<Measurement> points, List<Group> groups, Map<String, Integer> skipped) {
  private static final String DEVICE = "device";
  private static final int GREATEST_CHUNK = 32;
  private static final String LLM = "llm";

  /** Copies the collections. */
  Measurements {
    points = List.copyOf(points);
    groups = List.copyOf(groups);
    skipped = new LinkedHashMap<>(skipped);
  }

  /**
   * Rows of one table with the same types, processors and engine.
   *
   * @param first index of its first measurement
   * @param size measurements
   * @param chunks its rows in parts that can be predicted side by side
   * @param hidden paths of parameters that its engine sets itself
   */
  record Group(int first, int size, List<Dataset> chunks, Set<String> hidden) {
    /** Copies the collections. */
    Group {
      chunks = List.copyOf(chunks);
      hidden = Set.copyOf(hidden);
    }
  }

  /** What rows of a group have in common. */
  private record Key(
      String dataset, String table, String types, String processors, String engine, String phase) {}

  /**
   * Returns the rows of a device.
   *
   * @param datasets data sets
   * @param device template id or path to a template; a row names a path's template by that path or
   *     by its file name without the ending
   * @param processor the only processor that rows may use, if any
   * @throws InputException if there is no such row, or none can be predicted
   */
  static Measurements of(List<Dataset> datasets, String device, Optional<String> processor) {
    Device template = new DeviceSource(device, List.of()).load();
    var names = DeviceNames.of(List.of(device));
    Map<Key, List<Row>> rows = new LinkedHashMap<>();
    Set<String> devices = new TreeSet<>();
    Set<String> processors = new TreeSet<>();
    for (Dataset dataset : datasets) {
      for (Dataset.Table table : dataset.tables()) {
        for (Row row : table.rows()) {
          String name = field(row, DEVICE);
          devices.add(name);
          if (!names.has(name)) {
            continue;
          }
          String used = field(row, processorColumn(table.name()));
          processors.add(used);
          if (processor.filter(p -> !p.equals(used)).isEmpty()) {
            rows.computeIfAbsent(key(dataset, table, row, used), k -> new ArrayList<>())
                .add(onDevice(row, device));
          }
        }
      }
    }
    if (processors.isEmpty()) {
      throw new InputException(
          "the data has no row of device '"
              + template.id()
              + "'; its devices: "
              + String.join(", ", devices));
    }
    if (rows.isEmpty()) {
      throw new InputException(
          "the data has no row of processor '"
              + processor.orElse("")
              + "'; "
              + NearestName.hint(processor.orElse(""), processors));
    }
    return predictable(datasets, rows, template);
  }

  /**
   * Returns the measurements of several devices behind one another.
   *
   * @param parts of each device
   * @param hidden paths of the parameters that each device does not have
   */
  static Measurements joined(List<Measurements> parts, List<Set<String>> hidden) {
    List<Measurement> points = new ArrayList<>();
    List<Group> groups = new ArrayList<>();
    Map<String, Integer> skipped = new TreeMap<>();
    for (int d = 0; d < parts.size(); d++) {
      int first = points.size();
      points.addAll(parts.get(d).points);
      for (Group g : parts.get(d).groups) {
        Set<String> all = new TreeSet<>(g.hidden);
        all.addAll(hidden.get(d));
        groups.add(new Group(first + g.first, g.size, g.chunks, all));
      }
      parts.get(d).skipped.forEach((reason, n) -> skipped.merge(reason, n, Integer::sum));
    }
    return new Measurements(points, groups, skipped);
  }

  /** Returns the rows that the template can predict, grouped. */
  private static Measurements predictable(
      List<Dataset> datasets, Map<Key, List<Row>> rows, Device template) {
    List<Measurement> points = new ArrayList<>();
    List<Group> groups = new ArrayList<>();
    Map<String, Integer> skipped = new TreeMap<>();
    rows.forEach(
        (key, members) -> {
          Dataset source =
              datasets.stream().filter(d -> d.id().equals(key.dataset)).findFirst().orElseThrow();
          List<Row> kept = new ArrayList<>();
          int first = points.size();
          for (Point p : predict(chunk(source, key.table, members), List.of())) {
            if (p.prediction().isEmpty() || !(p.prediction().get().value() > 0)) {
              skipped.merge(key.dataset + ": " + p.skipReason(), 1, Integer::sum);
              continue;
            }
            kept.add(p.row());
            points.add(
                new Measurement(
                    key.dataset,
                    key.table,
                    p.operator(),
                    key.types,
                    ShapeFamily.of(key.table, p.row()),
                    List.of(key.processors.split("\\+", -1)),
                    p.measured()));
          }
          if (!kept.isEmpty()) {
            List<Dataset> chunks = new ArrayList<>();
            for (int i = 0; i < kept.size(); i += GREATEST_CHUNK) {
              List<Row> part = kept.subList(i, Math.min(kept.size(), i + GREATEST_CHUNK));
              chunks.add(chunk(source, key.table, part));
            }
            groups.add(new Group(first, kept.size(), chunks, hidden(key, template)));
          }
        });
    if (points.isEmpty()) {
      throw new InputException(
          "no row of device '"
              + template.id()
              + "' can be predicted: "
              + String.join("; ", skipped.keySet()));
    }
    return new Measurements(points, groups, skipped);
  }

  /** Returns the points of a chunk's rows as its template says, with fields set. */
  static List<Point> predict(Dataset chunk, List<String> overrides) {
    int rows = chunk.tables().get(0).rows().size();
    // Behind a layer's rows stand their sums, which are not measurements of their own.
    return new Validator(overrides).points(List.of(chunk), id -> {}).subList(0, rows);
  }

  private static Dataset chunk(Dataset source, String table, List<Row> rows) {
    List<String> columns = List.copyOf(rows.get(0).fields().keySet());
    return new Dataset(
        source.id(),
        source.source(),
        source.license(),
        source.method(),
        source.launch().withTemplateSoftware(),
        source.engines(),
        List.of(new Dataset.Table(table, columns, rows)));
  }

  private static Key key(Dataset dataset, Dataset.Table table, Row row, String processors) {
    Set<String> types = new LinkedHashSet<>();
    boolean isMatmul = table.name().equals("matmul");
    if (isMatmul) {
      row.optional("activation_dtype").ifPresent(types::add);
      row.optional("weight_dtype").ifPresent(types::add);
    }
    return new Key(
        dataset.id(),
        table.name(),
        String.join(" x ", types),
        processors,
        row.optional("engine").orElse(""),
        row.optional("phase").orElse(""));
  }

  private static String processorColumn(String table) {
    return table.equals(LLM) ? "processors" : "processor";
  }

  private static String field(Row row, String column) {
    String text = row.fields().get(column);
    if (text == null) {
      throw new InputException(
          new Mark(row.file(), 1, 1),
          "lacks the column '"
              + column
              + "'; present: "
              + NearestName.present(List.copyOf(row.fields().keySet())));
    }
    return text;
  }

  /** Returns the row with the device as the user named it, which may be a path. */
  private static Row onDevice(Row row, String device) {
    Map<String, String> fields = new LinkedHashMap<>(row.fields());
    fields.put(DEVICE, device);
    return new Row(row.file(), row.line(), fields);
  }

  /** An engine's own constants win over a template's, so a template can't be fitted through it. */
  private static Set<String> hidden(Key key, Device template) {
    Set<String> paths = new TreeSet<>();
    if (key.engine.isEmpty() || key.engine.equals(Engines.AUTO)) {
      return paths;
    }
    EngineProfile engine = Engines.profile(key.engine);
    template
        .processors()
        .forEach(
            (id, processor) ->
                engine.overlays().stream()
                    .filter(o -> o.kernelLibrary().equals(processor.kernels().library()))
                    .flatMap(o -> o.fields().keySet().stream())
                    .forEach(field -> paths.add("processors." + id + "." + field)));
    return paths;
  }
}
