package org.socompass.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.validation.Dataset;
import org.socompass.validation.Row;

/**
 * How well kernels of a device are predicted that no constant has seen: the constants that devices
 * share (those of which a prior gives a spread) are fitted to all other devices together, then the
 * device is predicted with them. A second prediction has seen three of its kernels.
 *
 * <pre>{@code
 * all devices but D     MAP of the shared constants theta, at most 24 rows of a table and device
 * D                     every row with theta
 * D with three          MAP of theta around these, of the shortest, the middle and the longest row
 * }</pre>
 *
 * <p>What a template or a library states itself stays: clocks, widths, launches, tiles, and the
 * constants of norms. A device whose library shares no constant can't be left out.
 */
public final class LeaveOut {
  private static final String GPU = "gpu";
  private static final String PREFIX = "processors." + GPU + ".kernels.";
  private static final Set<String> FITTED_TABLES = Set.of("matmul", "attention");
  private static final Set<String> WHOLE_MODEL = Set.of("llm", "layer");
  private static final int ROWS_OF_A_TABLE = 24;
  private static final double PERCENT = 100;

  private final List<Dataset> datasets;
  private final Map<String, Set<String>> shared = new TreeMap<>();
  private final List<Parameter> parameters = new ArrayList<>();
  private final Consumer<String> progress;

  private LeaveOut(List<Dataset> datasets, Consumer<String> progress) {
    this.datasets = datasets;
    this.progress = progress;
    Map<String, Parameter> all = new LinkedHashMap<>();
    for (String device : devices(datasets)) {
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
    parameters.addAll(all.values());
  }

  /**
   * Errors of one operator of a device [%].
   *
   * @param device the device
   * @param operator the operator
   * @param rows measurements
   * @param shippedPercent mean magnitude with the constants that ship, which saw the device
   * @param leftOutPercent the same with constants of the other devices
   * @param biasPercent mean error with these
   * @param threePercent mean magnitude after three kernels of the device; of operators that were
   *     not among them, as left out
   */
  public record ErrorRow(
      String device,
      String operator,
      int rows,
      double shippedPercent,
      double leftOutPercent,
      double biasPercent,
      double threePercent) {}

  /**
   * A shared constant.
   *
   * @param path key in a template
   * @param prior value that ships
   * @param fitted value that fits all devices together
   */
  public record Constant(String path, double prior, double fitted) {}

  /**
   * What was found.
   *
   * @param rows errors by device and operator
   * @param constants shared constants, fitted to all devices; empty if one was named
   */
  public record Result(List<ErrorRow> rows, List<Constant> constants) {
    /** Copies the lists. */
    public Result {
      rows = List.copyOf(rows);
      constants = List.copyOf(constants);
    }
  }

  /**
   * Returns the errors of a device, or of each.
   *
   * @param device the device to leave out; empty for each in turn
   * @param progress told what is being done
   * @throws InputException if the device has no rows, or shares no constant with others
   */
  public static Result of(
      List<Dataset> datasets, Optional<String> device, Consumer<String> progress) {
    var run = new LeaveOut(datasets, progress);
    device.ifPresent(
        d -> {
          if (!run.shared.containsKey(d)) {
            throw new InputException(
                "--leave-out: '"
                    + d
                    + "' is not engine-device, device or a device with rows of a GPU whose"
                    + " kernels share constants; "
                    + NearestName.hint(d, run.shared.keySet()));
          }
        });
    List<ErrorRow> rows = new ArrayList<>();
    for (String d : run.shared.keySet()) {
      if (device.filter(named -> !named.equals(d)).isEmpty()) {
        rows.addAll(run.without(d));
      }
    }
    return new Result(rows, device.isPresent() ? List.of() : run.together());
  }

  private static Set<String> devices(List<Dataset> datasets) {
    Set<String> result = new TreeSet<>();
    datasets.forEach(
        d ->
            kernels(d, row -> true, Integer.MAX_VALUE)
                .tables()
                .forEach(t -> t.rows().forEach(r -> result.add(r.text("device")))));
    return result;
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
    return new Dataset(
        source.id(),
        source.source(),
        source.license(),
        source.method(),
        source.launch(),
        source.engines(),
        tables);
  }

  private Measurements measurements(String device, boolean isForFit) {
    List<Dataset> some =
        datasets.stream()
            .map(
                d ->
                    kernels(
                        d,
                        r -> r.label("device").equals(device),
                        isForFit ? ROWS_OF_A_TABLE : Integer.MAX_VALUE))
            .map(d -> isForFit ? fitted(d) : d)
            .filter(d -> !d.tables().isEmpty())
            .toList();
    return Measurements.of(some, device, Optional.of(GPU));
  }

  private static Dataset fitted(Dataset d) {
    return new Dataset(
        d.id(),
        d.source(),
        d.license(),
        d.method(),
        d.launch(),
        d.engines(),
        d.tables().stream().filter(t -> FITTED_TABLES.contains(t.name())).toList());
  }

  private boolean hasFitted(String device) {
    return datasets.stream()
        .flatMap(d -> fitted(d).tables().stream())
        .anyMatch(t -> t.rows().stream().anyMatch(r -> r.label("device").equals(device)));
  }

  private Set<String> missing(String device) {
    Set<String> result = parameters.stream().map(Parameter::path).collect(Collectors.toSet());
    result.removeAll(shared.getOrDefault(device, Set.of()));
    return result;
  }

  /** Returns the constants that fit several devices together. */
  private double[] fit(List<String> devices) {
    List<String> used = devices.stream().filter(this::hasFitted).toList();
    Measurements data =
        Measurements.joined(
            used.stream().map(d -> measurements(d, true)).toList(),
            used.stream().map(this::missing).toList());
    return fit(data, parameters, new PredictionModel(parameters, data).start());
  }

  /** Returns the MAP of the constants, with priors around those of {@code around}. */
  private double[] fit(Measurements data, List<Parameter> around, double[] start) {
    boolean[] all = new boolean[data.points().size()];
    Arrays.fill(all, true);
    List<Integer> free = new ArrayList<>();
    for (int p = 0; p < parameters.size(); p++) {
      free.add(p);
    }
    var model = new PredictionModel(parameters, data);
    return new RobustFit(model, around, data.points(), all).nearFit(start, free);
  }

  private List<Constant> together() {
    progress.accept("fitting all devices");
    double[] values = fit(List.copyOf(shared.keySet()));
    List<Constant> result = new ArrayList<>();
    for (int p = 0; p < values.length; p++) {
      result.add(new Constant(parameters.get(p).path(), parameters.get(p).start(), values[p]));
    }
    return result;
  }

  private List<ErrorRow> without(String device) {
    progress.accept("fitting all but " + device);
    double[] others = fit(shared.keySet().stream().filter(d -> !d.equals(device)).toList());
    Measurements data =
        Measurements.joined(List.of(measurements(device, false)), List.of(missing(device)));
    var model = new PredictionModel(parameters, data);
    double[] shipped = errors(data, model.seconds(model.start()));
    double[] leftOut = errors(data, model.seconds(others));
    double[] three = errors(data, model.seconds(afterThree(device, data, others)));
    Map<String, List<Integer>> byOperator = new TreeMap<>();
    for (int i = 0; i < data.points().size(); i++) {
      byOperator.computeIfAbsent(data.points().get(i).operator(), o -> new ArrayList<>()).add(i);
    }
    List<ErrorRow> rows = new ArrayList<>();
    byOperator.forEach(
        (operator, of) ->
            rows.add(
                new ErrorRow(
                    device,
                    operator,
                    of.size(),
                    meanMagnitude(shipped, of),
                    meanMagnitude(leftOut, of),
                    PERCENT * of.stream().mapToDouble(i -> leftOut[i]).average().orElse(0),
                    meanMagnitude(three, of))));
    return rows;
  }

  /** Returns the constants after the shortest, the middle and the longest kernel of each table. */
  private double[] afterThree(String device, Measurements data, double[] others) {
    if (!hasFitted(device)) {
      return others;
    }
    Set<Row> chosen = new HashSet<>();
    for (String table : FITTED_TABLES) {
      List<Row> rows =
          data.groups().stream()
              .flatMap(g -> g.chunks().stream())
              .flatMap(d -> d.tables().stream())
              .filter(t -> t.name().equals(table))
              .flatMap(t -> t.rows().stream())
              .sorted(Comparator.comparingDouble(r -> r.positive("latency_us")))
              .toList();
      if (!rows.isEmpty()) {
        chosen.addAll(List.of(rows.get(0), rows.get(rows.size() / 2), rows.get(rows.size() - 1)));
      }
    }
    List<Dataset> few =
        datasets.stream()
            .map(d -> fitted(kernels(d, chosen::contains, Integer.MAX_VALUE)))
            .filter(d -> !d.tables().isEmpty())
            .toList();
    Measurements rows =
        Measurements.joined(
            List.of(Measurements.of(few, device, Optional.of(GPU))), List.of(missing(device)));
    List<Parameter> around = new ArrayList<>();
    for (int p = 0; p < others.length; p++) {
      Parameter q = parameters.get(p);
      around.add(
          new Parameter(q.path(), q.unit(), others[p], q.minimum(), q.maximum(), q.bounds()));
    }
    return fit(rows, around, others);
  }

  private static double[] errors(Measurements data, double[] seconds) {
    double[] result = new double[seconds.length];
    for (int i = 0; i < seconds.length; i++) {
      result[i] = seconds[i] / data.points().get(i).seconds() - 1;
    }
    return result;
  }

  private static double meanMagnitude(double[] errors, List<Integer> of) {
    return PERCENT * of.stream().mapToDouble(i -> Math.abs(errors[i])).average().orElse(0);
  }
}
