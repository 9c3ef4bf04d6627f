package org.socompass.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.socompass.dse.DesignIndex;
import org.socompass.dse.DryRun;
import org.socompass.dse.PointEvaluator;
import org.socompass.dse.Sweep;
import org.socompass.dse.Tally;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.Objective;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.spec.Workload;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.RowStore;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.Odds;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.report.SweepData;

/** Many designs: each a point of a sweep, evaluated as a run is. */
public final class SweepStudy {
  /** The most threads that a sweep may have. */
  public static final int MOST_JOBS = 256;

  private static final int MOST_ODDS = 20;

  private final Request request;
  private final PointSpace space;
  private final PointEvaluator evaluator;

  /**
   * What is asked.
   *
   * @param spec what to explore
   * @param jobs threads; they change no result
   * @param command the words of the command line that asks; empty if none does
   */
  public record Request(SweepSpec spec, int jobs, List<String> command) {
    /** Copies the command. */
    public Request {
      command = List.copyOf(command);
    }
  }

  /**
   * What a sweep would take.
   *
   * @param spec what to explore
   * @param combinations points of the grid of all parameters
   * @param points points that are evaluated; at most so many if the search chooses them
   * @param isIndexed whether the points follow from their number
   * @param time how long it takes
   */
  public record Estimate(
      SweepSpec spec, long combinations, long points, boolean isIndexed, DryRun time) {}

  /**
   * What is answered. The rows of all points are in the store.
   *
   * @param spec what was explored
   * @param columns columns of the rows
   * @param tally how many points there are of each status, and those that no other is better than
   * @param odds of the designs that no other is better than, the best in the first objective first,
   *     the probability that each beats the next in that; empty of the last, and where the
   *     objective does not follow from latency
   * @param page what page and charts show
   * @param provenance where the result comes from
   */
  public record Result(
      SweepSpec spec,
      Columns columns,
      Tally tally,
      List<OptionalDouble> odds,
      SweepData page,
      Provenance provenance) {
    /** Copies the odds. */
    public Result {
      odds = List.copyOf(odds);
    }
  }

  /**
   * Prepares a sweep.
   *
   * @throws org.socompass.input.InputException if the space is too large, or the device without any
   *     parameter is not valid
   */
  public SweepStudy(Request request) {
    this.request = request;
    this.space = new PointSpace(request.spec());
    this.evaluator = new PointEvaluator(request.spec());
  }

  /** Returns the columns of the rows. */
  public Columns columns() {
    return evaluator.columns();
  }

  /** Returns how many points are evaluated; at most so many if the search chooses them. */
  public long points() {
    return space.size();
  }

  /**
   * Returns what the sweep would take; evaluates a few of its points.
   *
   * @param patienceNanos time that these are given [ns]
   */
  public Estimate estimate(long patienceNanos) {
    return new Estimate(
        request.spec(),
        space.gridSize(),
        space.size(),
        space.isIndexed(),
        DryRun.of(space, evaluator, request.jobs(), patienceNanos));
  }

  /**
   * Runs until the last point, or until stopped.
   *
   * @param store what is done already, and takes what is done
   * @param isStopped whether to stop; what is done by then is stored
   * @param progress told after each batch
   * @throws org.socompass.input.InputException if the store can't be written, or holds rows of
   *     other models
   */
  public Tally run(RowStore store, BooleanSupplier isStopped, Consumer<Tally> progress) {
    return new Sweep(request.spec(), evaluator, store).run(request.jobs(), isStopped, progress);
  }

  /**
   * Returns the result of a sweep that has run.
   *
   * @param store its rows
   * @param tally what was found
   */
  public Result result(RowStore store, Tally tally) {
    SweepSpec spec = request.spec();
    Provenance provenance =
        Provenance.of(request.command())
            .input(
                new Provenance.Input(Provenance.Kind.SPEC, spec.name(), List.of(), spec.digest()))
            .device(new DeviceSource(spec.device(), List.of()))
            .seed(spec.search().seed());
    for (Workload w : spec.workloads()) {
      provenance = provenance.model(w.request().model(), w.request().quantization());
    }
    try (var workers = new Workers(request.jobs())) {
      return new Result(
          spec,
          columns(),
          tally,
          odds(tally, workers),
          SweepView.of(spec, evaluator, store, tally, workers),
          provenance);
    }
  }

  /** Returns the odds of the first designs of the front; the rest, which nobody looks at, not. */
  private List<OptionalDouble> odds(Tally tally, Workers workers) {
    SweepSpec spec = request.spec();
    Objective objective = spec.objectives().get(0);
    OptionalInt workload = workloadOf(objective.column());
    List<Row> front = tally.front().byFirstObjective();
    List<OptionalDouble> result = new ArrayList<>();
    if (workload.isEmpty()) {
      return Collections.nCopies(front.size(), OptionalDouble.empty());
    }
    var index = new DesignIndex(spec);
    String metric = SweepSpec.metricId(objective.column());
    List<DesignEvaluation> evaluations =
        workers.all(
            front.stream()
                .limit(MOST_ODDS + 1L)
                .map(
                    row ->
                        (Supplier<DesignEvaluation>)
                            () -> evaluator.evaluations(index.design(row)).get(workload.getAsInt()))
                .toList());
    for (int i = 0; i < front.size(); i++) {
      result.add(
          i + 1 < evaluations.size()
              ? Odds.beats(metric, evaluations.get(i), evaluations.get(i + 1))
              : OptionalDouble.empty());
    }
    return result;
  }

  /** Returns the workload that an objective is of; empty if it is the mean of several. */
  private OptionalInt workloadOf(String column) {
    List<Workload> workloads = request.spec().workloads();
    for (int i = 0; i < workloads.size(); i++) {
      if (workloads.size() == 1 || column.startsWith(workloads.get(i).name() + ".")) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** Returns what a workload runs, in words. */
  public static String workload(Workload workload) {
    var request = workload.request();
    return "%s %s, %d+%d tokens"
        .formatted(
            request.model().id(),
            request.quantization().id(),
            request.promptTokens(),
            request.outputTokens());
  }

  /** Returns what a sweep makes small or large, in words. */
  public static String objectives(SweepSpec sweep) {
    return sweep.objectives().stream()
        .map(o -> o.column() + " " + o.better().name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
