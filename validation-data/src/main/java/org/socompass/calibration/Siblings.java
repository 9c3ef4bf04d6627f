package org.socompass.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.validation.Dataset;
import org.socompass.validation.Row;

/**
 * Devices with measured kernels whose libraries share constants, those of which a prior gives a
 * spread, and the rows that tell them.
 */
final class Siblings {
  private static final String GPU = "gpu";
  private static final String PREFIX = "processors." + GPU + ".kernels.";

  /** Tables whose rows the constants are fitted to. */
  static final Set<String> FITTED_TABLES = Set.of("matmul", "attention");

  private static final Set<String> WHOLE_MODEL = Set.of("llm", "layer");
  private static final int ROWS_OF_A_TABLE = 24;

  private final List<Dataset> datasets;
  private final Map<String, Set<String>> shared = new TreeMap<>();
  private final List<Parameter> parameters;

  private Siblings(List<Dataset> datasets, Collection<String> devices) {
    this.datasets = datasets;
    Map<String, Parameter> all = new LinkedHashMap<>();
    for (String device : devices) {
      Set<String> own = new TreeSet<>();
      for (Parameter p : Parameter.declared(DeviceLibrary.tree(device, List.of()))) {
        if (p.path().startsWith(PREFIX) && p.sigma().isPresent()) {
          all.putIfAbsent(p.path(), p);
          own.add(p.path());
        }
      }
      if (!own.isEmpty()) {
        shared.put(device, own);
      }
    }
    parameters = List.copyOf(all.values());
  }

  /** Returns the devices of data sets that share a constant with others. */
  static Siblings of(List<Dataset> datasets) {
    Set<String> devices = new TreeSet<>();
    datasets.forEach(
        d ->
            kernels(d, row -> true, Integer.MAX_VALUE)
                .tables()
                .forEach(t -> t.rows().forEach(r -> devices.add(r.text("device")))));
    return new Siblings(datasets, devices);
  }

  /** Returns those of some devices, ids or paths to templates, that share a constant. */
  static Siblings of(List<Dataset> datasets, List<String> devices) {
    return new Siblings(datasets, devices);
  }

  /** Returns the devices that share a constant, in order. */
  List<String> devices() {
    return List.copyOf(shared.keySet());
  }

  /** Returns the constants that they share, each as the first device with it states it. */
  List<Parameter> parameters() {
    return parameters;
  }

  /** Returns whether a device has a constant. */
  boolean has(String device, int parameter) {
    return shared.getOrDefault(device, Set.of()).contains(parameters.get(parameter).path());
  }

  /** Returns the paths of the constants that a device does not have. */
  Set<String> missing(String device) {
    Set<String> result = parameters.stream().map(Parameter::path).collect(Collectors.toSet());
    result.removeAll(shared.getOrDefault(device, Set.of()));
    return result;
  }

  /** Returns whether a device has rows that the constants are fitted to. */
  boolean hasFitted(String device) {
    String id = id(device);
    return datasets.stream()
        .flatMap(d -> fitted(d).tables().stream())
        .anyMatch(t -> t.rows().stream().anyMatch(r -> r.label("device").equals(id)));
  }

  /** Returns all rows of a device. */
  Measurements all(String device) {
    return measurements(device, Integer.MAX_VALUE, d -> d);
  }

  /** Returns the rows of a device that the constants are fitted to, so many of a table. */
  Measurements forFit(String device) {
    return measurements(device, ROWS_OF_A_TABLE, Siblings::fitted);
  }

  /** Returns some rows of a device. */
  Measurements only(String device, Set<Row> rows) {
    return measurements(
        datasets.stream().map(d -> fitted(kernels(d, rows::contains, Integer.MAX_VALUE))).toList(),
        device);
  }

  private Measurements measurements(String device, int mostRows, UnaryOperator<Dataset> part) {
    String id = id(device);
    return measurements(
        datasets.stream()
            .map(d -> part.apply(kernels(d, r -> r.label("device").equals(id), mostRows)))
            .toList(),
        device);
  }

  private Measurements measurements(List<Dataset> some, String device) {
    return Measurements.joined(
        List.of(
            Measurements.of(
                some.stream().filter(d -> !d.tables().isEmpty()).toList(),
                device,
                Optional.of(GPU))),
        List.of(missing(device)));
  }

  private static String id(String device) {
    return DeviceLibrary.ids().contains(device)
        ? device
        : new DeviceSource(device, List.of()).load().id();
  }

  /** Returns the constants that fit several devices together; others' rows say nothing. */
  double[] together(List<String> devices) {
    List<String> used = devices.stream().filter(this::hasFitted).toList();
    Measurements data =
        Measurements.joined(
            used.stream().map(this::forFit).toList(),
            used.stream().map(d -> Set.<String>of()).toList());
    double[] start = parameters.stream().mapToDouble(Parameter::start).toArray();
    return new RobustFit(
            new PredictionModel(parameters, data), parameters, data.points(), every(data))
        .nearFit(start, everyParameter());
  }

  /** Returns the values with the least loss, with priors around those of {@code around}. */
  double[] fit(Measurements data, List<Parameter> around, double[] start) {
    return new RobustFit(new PredictionModel(parameters, data), around, data.points(), every(data))
        .fit(start, everyParameter());
  }

  private static boolean[] every(Measurements data) {
    boolean[] all = new boolean[data.points().size()];
    Arrays.fill(all, true);
    return all;
  }

  private List<Integer> everyParameter() {
    return IntStream.range(0, parameters.size()).boxed().toList();
  }

  /** Returns the tables of kernels of a data set, and of each device and table so many rows. */
  private static Dataset kernels(Dataset source, Predicate<Row> uses, int mostRows) {
    List<Dataset.Table> tables = new ArrayList<>();
    for (Dataset.Table table : source.tables()) {
      if (WHOLE_MODEL.contains(table.name())) {
        continue;
      }
      Map<String, List<Row>> byDevice =
          table.rows().stream()
              .filter(r -> r.optional("processor").equals(Optional.of(GPU)))
              .filter(uses)
              .collect(
                  Collectors.groupingBy(
                      r -> r.label("device"), LinkedHashMap::new, Collectors.toList()));
      List<Row> rows = new ArrayList<>();
      byDevice.forEach(
          (device, all) -> {
            int stride = Math.max(1, (all.size() + mostRows - 1) / mostRows);
            for (int i = 0; i < all.size(); i += stride) {
              rows.add(all.get(i));
            }
          });
      if (!rows.isEmpty()) {
        tables.add(new Dataset.Table(table.name(), table.columns(), rows));
      }
    }
    return with(source, tables);
  }

  private static Dataset fitted(Dataset d) {
    return with(d, d.tables().stream().filter(t -> FITTED_TABLES.contains(t.name())).toList());
  }

  private static Dataset with(Dataset source, List<Dataset.Table> tables) {
    return new Dataset(
        source.id(),
        source.source(),
        source.license(),
        source.method(),
        source.launch(),
        source.engines(),
        tables);
  }
}
