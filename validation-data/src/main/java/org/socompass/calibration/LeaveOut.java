package org.socompass.calibration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
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
  private static final double PERCENT = 100;
  private static final String ATTENTION = "attention";

  private final Siblings siblings;
  private final List<Parameter> parameters;
  private final Consumer<String> progress;
  private final Map<String, Hierarchy.Evidence> evidence = new TreeMap<>();

  private LeaveOut(List<Dataset> datasets, Consumer<String> progress) {
    this.siblings = Siblings.of(datasets);
    this.parameters = siblings.parameters();
    this.progress = progress;
  }

  /**
   * Errors of one operator of a device [%].
   *
   * @param device the device
   * @param operator the operator; of attention with its phase
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
          if (!run.siblings.devices().contains(d)) {
            throw new InputException(
                "--leave-out: '"
                    + d
                    + "' is not engine-device, device or a device with rows of a GPU whose"
                    + " kernels share constants; "
                    + NearestName.hint(d, run.siblings.devices()));
          }
        });
    List<ErrorRow> rows = new ArrayList<>();
    for (String d : run.siblings.devices()) {
      if (device.filter(named -> !named.equals(d)).isEmpty()) {
        rows.addAll(run.without(d));
      }
    }
    return new Result(rows, device.isPresent() ? List.of() : run.together());
  }

  /** Returns the constants that fit several devices together, with their spread over these. */
  private Hierarchy.Distribution fit(List<String> devices) {
    return Hierarchy.over(
        devices.stream().filter(siblings::hasFitted).map(this::evidence).toList(),
        parameters,
        siblings.together(devices));
  }

  private Hierarchy.Evidence evidence(String device) {
    return evidence.computeIfAbsent(device, d -> Hierarchy.evidence(siblings, d, parameters));
  }

  private List<Constant> together() {
    List<Parameter> fitted = fit(siblings.devices()).parameters();
    List<Constant> result = new ArrayList<>();
    for (int p = 0; p < fitted.size(); p++) {
      result.add(
          new Constant(parameters.get(p).path(), parameters.get(p).start(), fitted.get(p).start()));
    }
    return result;
  }

  private List<ErrorRow> without(String device) {
    progress.accept("fitting all but " + device);
    Hierarchy.Distribution others =
        fit(siblings.devices().stream().filter(d -> !d.equals(device)).toList());
    Measurements data = siblings.all(device);
    var model = new PredictionModel(parameters, data);
    double[] shipped = errors(data, model.seconds(model.start()));
    double[] leftOut = errors(data, model.seconds(others.values()));
    double[] three = errors(data, model.seconds(afterThree(device, data, others)));
    Map<String, List<Integer>> byOperator = byOperator(data);
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

  /** Returns the points of each operator; attention of a prompt and of one token apart. */
  private static Map<String, List<Integer>> byOperator(Measurements data) {
    Map<String, List<Integer>> result = new TreeMap<>();
    for (Measurements.Group group : data.groups()) {
      int i = group.first();
      for (Dataset chunk : group.chunks()) {
        for (Row row : chunk.tables().get(0).rows()) {
          String operator = data.points().get(i).operator();
          String phase =
              operator.equals(ATTENTION)
                  ? row.positive("query_len") == 1 ? " decode" : " prefill"
                  : "";
          result.computeIfAbsent(operator + phase, o -> new ArrayList<>()).add(i++);
        }
      }
    }
    return result;
  }

  /** Returns the constants after the shortest, the middle and the longest kernel of each table. */
  private double[] afterThree(String device, Measurements data, Hierarchy.Distribution others) {
    if (!siblings.hasFitted(device)) {
      return others.values();
    }
    Set<Row> chosen = new HashSet<>();
    for (String table : Siblings.FITTED_TABLES) {
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
    return siblings.fit(siblings.only(device, chosen), others.parameters(), others.values());
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
