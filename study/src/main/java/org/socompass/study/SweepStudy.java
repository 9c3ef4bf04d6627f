package org.socompass.study;

import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.socompass.dse.DryRun;
import org.socompass.dse.PointEvaluator;
import org.socompass.dse.Sweep;
import org.socompass.dse.Tally;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.spec.Workload;
import org.socompass.dse.store.RowStore;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.report.SweepData;

/** Many designs: each a point of a sweep, evaluated as a run is. */
public final class SweepStudy {
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
   * @param page what page and charts show
   * @param provenance where the result comes from
   */
  public record Result(
      SweepSpec spec, Columns columns, Tally tally, SweepData page, Provenance provenance) {}

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

  /** Returns what the sweep would take; evaluates a few of its points. */
  public Estimate estimate() {
    return new Estimate(
        request.spec(),
        space.gridSize(),
        space.size(),
        space.isIndexed(),
        DryRun.of(space, evaluator, request.jobs()));
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
    return new Result(
        spec, columns(), tally, SweepView.of(spec, evaluator, store, tally), provenance);
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
