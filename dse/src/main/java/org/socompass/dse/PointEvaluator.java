package org.socompass.dse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.socompass.cost.CostExperiment;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.Constraint;
import org.socompass.dse.spec.Design;
import org.socompass.dse.spec.Level;
import org.socompass.dse.spec.Objective;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.spec.Workload;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.Status;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.DesignModel;
import org.socompass.evaluation.Metric;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.pass.KnownTimes;
import org.socompass.inference.schedule.SimulationCount;
import org.socompass.input.Decimals;
import org.socompass.input.InputException;
import org.socompass.mapper.OperatorCache;

/**
 * Turns a design into a row. A row is a function of the spec and the design alone. Thread-safe.
 *
 * <p>A device that the template refuses, or that can't run a workload, is a row that says so. Only
 * what none of that explains is a failure.
 */
public final class PointEvaluator {
  private static final int LONGEST_REASON = 500;

  /** Mappings that designs share: a parameter that an operator does not read finds them again. */
  private static final long CACHE_BYTES = 192L << 20;

  private final SweepSpec spec;
  private final Columns columns;
  private final List<Metric> metrics;
  private final List<String> needed;
  private final Device anchor;
  private final WorkloadMean mean;
  private final OperatorCache cache = new OperatorCache(CACHE_BYTES, null);

  /**
   * Creates the evaluator of a sweep.
   *
   * @throws InputException if the device without any parameter is not valid
   */
  public PointEvaluator(SweepSpec spec) {
    this.spec = spec;
    this.columns = Columns.of(spec);
    this.metrics = spec.metrics();
    this.needed =
        Stream.concat(
                spec.objectives().stream().map(Objective::column),
                spec.constraints().stream().map(Constraint::column))
            .toList();
    this.anchor = spec.device().anchor(List.of());
    this.mean = new WorkloadMean(spec.workloads());
  }

  /** Returns the columns of the rows. */
  public Columns columns() {
    return columns;
  }

  /** Returns how many operators were searched so far, those of other designs not again. */
  long searches() {
    return cache.statistics().misses();
  }

  /**
   * What evaluations took so far.
   *
   * @param searches operators searched
   * @param simulations cuts of products simulated
   * @param asked passes asked for
   * @param timed passes timed, the others being known of other designs
   */
  record Work(long searches, long simulations, long asked, long timed) {}

  /** Returns what all evaluations took so far. */
  Work work() {
    KnownTimes times = cache.companion(KnownTimes.class, KnownTimes::new);
    return new Work(
        searches(),
        cache.companion(SimulationCount.class, SimulationCount::new).sum(),
        times.asked(),
        times.timed());
  }

  /** Returns the device's overrides of a design, as {@code --set} takes them. */
  public static List<String> overrides(SweepSpec spec, Design design) {
    List<String> overrides = new ArrayList<>();
    for (int p = 0; p < spec.parameters().size(); p++) {
      overrides.addAll(level(spec, design, p).assignments());
    }
    return overrides;
  }

  /** Returns what stands in the column of a parameter. */
  static Object cell(Level level) {
    return level.number().isPresent() ? (Object) level.number().getAsDouble() : level.label();
  }

  private static Level level(SweepSpec spec, Design design, int parameter) {
    return spec.parameters().get(parameter).levels().get(design.levels().get(parameter));
  }

  /**
   * Returns the row of a design.
   *
   * @param point its number
   */
  public Row evaluate(long point, Design design) {
    try {
      return InputException.checked(() -> row(point, design, evaluations(design)));
    } catch (InputException e) {
      return row(point, design, Status.INVALID, String.valueOf(e.getMessage()), List.of());
    } catch (RuntimeException e) {
      return row(point, design, Status.FAILED, "internal error: " + e, List.of());
    }
  }

  /**
   * Returns the evaluation of each workload on a design, in the order of the spec.
   *
   * @throws InputException if the design is no device, or can't run one of them
   */
  public List<DesignEvaluation> evaluations(Design design) {
    Optional<String> engine = engine(spec, design);
    List<String> overrides = overrides(spec, design);
    var model =
        new DesignModel(
            new DeviceSource(spec.device(), overrides),
            () -> anchor(overrides),
            CostExperiment.standard(),
            source -> InferenceModel.withoutTimelines(source, cache));
    List<DesignEvaluation> result = new ArrayList<>();
    for (Workload workload : spec.workloads()) {
      result.add(model.evaluation(workload.on(engine, expertSkew(spec, design))));
    }
    return result;
  }

  /** Returns the device whose die was measured, found again for designs that do not state it. */
  private Device anchor(List<String> overrides) {
    return DeviceTemplate.statesDie(overrides) ? spec.device().anchor(overrides) : anchor;
  }

  /** Returns the engine that a design chooses; empty if the workloads say it. */
  public static Optional<String> engine(SweepSpec spec, Design design) {
    for (int p = 0; p < spec.parameters().size(); p++) {
      Optional<String> engine = level(spec, design, p).engine();
      if (engine.isPresent()) {
        return engine;
      }
    }
    return Optional.empty();
  }

  /** Returns the skew of experts that a design chooses; empty if the workloads say it. */
  public static OptionalDouble expertSkew(SweepSpec spec, Design design) {
    for (int p = 0; p < spec.parameters().size(); p++) {
      OptionalDouble skew = level(spec, design, p).expertSkew();
      if (skew.isPresent()) {
        return skew;
      }
    }
    return OptionalDouble.empty();
  }

  private Row row(long point, Design design, List<DesignEvaluation> evaluations) {
    Row row = row(point, design, Status.OK, "", evaluations);
    Optional<String> missing = missing(row, evaluations);
    if (missing.isPresent()) {
      return row(point, design, Status.INCOMPLETE, missing.get(), evaluations);
    }
    Optional<String> violated = violated(row);
    return violated.isPresent()
        ? row(point, design, Status.INFEASIBLE, violated.get(), evaluations)
        : row;
  }

  private Row row(
      long point, Design design, Status status, String reason, List<DesignEvaluation> results) {
    List<@Nullable Object> cells = new ArrayList<>();
    cells.add(point);
    cells.add(status.id());
    cells.add(reason.isEmpty() ? null : oneLine(reason));
    for (int p = 0; p < spec.parameters().size(); p++) {
      cells.add(cell(level(spec, design, p)));
    }
    if (!results.isEmpty()) {
      results(results, cells);
    }
    while (cells.size() < columns.all().size()) {
      cells.add(null);
    }
    return new Row(cells);
  }

  private void results(List<DesignEvaluation> results, List<@Nullable Object> cells) {
    for (Metric metric : metrics) {
      cells.add(cell(metric, mean.of(metric, results)));
    }
    if (results.size() == 1) {
      cells.add(engineName(results.get(0)));
      return;
    }
    for (DesignEvaluation result : results) {
      for (Metric metric : metrics) {
        cells.add(cell(metric, metric.value(result)));
      }
      cells.add(engineName(result));
    }
  }

  /** Returns the id of an engine, or the name of its file, wherever that is. */
  private String engineName(DesignEvaluation result) {
    String id = result.result().engine().id();
    return spec.engineFiles().containsKey(id) ? String.valueOf(Path.of(id).getFileName()) : id;
  }

  /** Returns the value as files have it, so that a row read back is the row written. */
  private static @Nullable Object cell(Metric metric, OptionalDouble value) {
    if (value.isEmpty()) {
      return null;
    }
    double number = value.getAsDouble();
    double rounded = Decimals.rounded(number);
    return switch (metric.kind()) {
      case NUMBER, LEVEL -> (Object) rounded;
      case BYTES -> (Object) Math.round(number);
      case FLAG -> (Object) (number != 0);
    };
  }

  private Optional<String> missing(Row row, List<DesignEvaluation> evaluations) {
    for (String id : needed) {
      if (Double.isNaN(row.number(columns.index(id)))) {
        String metric = SweepSpec.metricId(id);
        String reason =
            evaluations.stream()
                .flatMap(e -> e.reason(metric).stream())
                .findFirst()
                .orElse("not known");
        return Optional.of(id + ": " + reason);
      }
    }
    return Optional.empty();
  }

  private Optional<String> violated(Row row) {
    var text = new StringJoiner("; ");
    for (Constraint c : spec.constraints()) {
      double value = row.number(columns.index(c.column()));
      if (c.violation(value) > 0) {
        boolean isBelow = c.min().isPresent() && value < c.min().getAsDouble();
        double bound = isBelow ? c.min().getAsDouble() : c.max().orElseThrow();
        text.add(
            "%s is %s, %s %s"
                .formatted(
                    c.column(),
                    Decimals.exact(value).toPlainString(),
                    isBelow ? "below" : "above",
                    Decimals.exact(bound).toPlainString()));
      }
    }
    return text.length() == 0 ? Optional.empty() : Optional.of(text.toString());
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "..." : line;
  }
}
