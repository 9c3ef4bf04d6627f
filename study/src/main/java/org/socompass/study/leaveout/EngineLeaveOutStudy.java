package org.socompass.study.leaveout;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.socompass.input.InputException;
import org.socompass.ratefit.DeviceOrder;
import org.socompass.ratefit.EngineLeaveOut;
import org.socompass.ratefit.EngineLeaveOut.Prediction;
import org.socompass.ratefit.RatedRow;
import org.socompass.ratefit.RatedRows;
import org.socompass.validation.Dataset;
import org.socompass.validation.DatasetReader;

/** Errors of engines on devices whose rows their constants were not fitted to. */
public final class EngineLeaveOutStudy {
  /** Name of what is over all engines or devices. */
  public static final String ALL = "all";

  /**
   * Name of what is over the rows that an engine, or one that it is derived from, has elsewhere.
   */
  public static final String SEVERAL = "several devices";

  private static final double PERCENT = 100;

  private EngineLeaveOutStudy() {}

  /**
   * What is asked.
   *
   * @param data folders of data sets; empty for those that ship
   * @param overrides {@code path=value} assignments for the template of every device
   */
  public record Request(List<Path> data, List<String> overrides) {
    /** Copies the lists. */
    public Request {
      data = List.copyOf(data);
      overrides = List.copyOf(overrides);
    }
  }

  /**
   * Errors of rows.
   *
   * @param engine id of the engine, {@code several devices} or {@code all}
   * @param phase prefill or decode
   * @param device device, or {@code all}
   * @param rows how many
   * @param inSamplePercent mean magnitude of the error with all rows in the fit [%]
   * @param leftOutPercent the same without the rows of the device; empty if nothing else was
   *     measured of the engine [%]
   * @param biasPercent mean error without them [%]
   */
  public record Line(
      String engine,
      String phase,
      String device,
      int rows,
      double inSamplePercent,
      OptionalDouble leftOutPercent,
      OptionalDouble biasPercent) {}

  /**
   * What is answered.
   *
   * @param predictions all rows
   * @param lines errors by engine, phase and device, and over all of them
   * @param tauInSample order of devices with all rows in the fit
   * @param tauLeftOut order of devices left out
   */
  public record Result(
      List<Prediction> predictions,
      List<Line> lines,
      OptionalDouble tauInSample,
      OptionalDouble tauLeftOut) {
    /** Copies the lists. */
    public Result {
      predictions = List.copyOf(predictions);
      lines = List.copyOf(lines);
    }
  }

  /**
   * Returns the errors.
   *
   * @param progress told what is fitted
   * @throws InputException if a data set is not valid, or none has such rows
   */
  public static Result of(Request request, Consumer<String> progress) {
    List<Dataset> datasets = new ArrayList<>();
    request.data().forEach(folder -> datasets.addAll(DatasetReader.folder(folder)));
    List<RatedRow> rows =
        RatedRows.of(
            request.data().isEmpty() ? DatasetReader.builtIn() : datasets, request.overrides());
    if (rows.isEmpty()) {
      throw new InputException("no row is of an engine whose constants can be fitted");
    }
    List<Prediction> predictions = EngineLeaveOut.predictions(rows, progress);
    List<Prediction> known = predictions.stream().filter(p -> p.others() > 0).toList();
    return new Result(
        predictions, lines(predictions), DeviceOrder.inSample(known), DeviceOrder.leftOut(known));
  }

  private static List<Line> lines(List<Prediction> predictions) {
    Map<List<String>, List<Prediction>> groups = new LinkedHashMap<>();
    for (Prediction p : predictions) {
      RatedRow r = p.row();
      groups
          .computeIfAbsent(List.of(r.engine(), r.phase(), r.device()), k -> new ArrayList<>())
          .add(p);
    }
    for (Prediction p : predictions) {
      RatedRow r = p.row();
      groups.computeIfAbsent(List.of(r.engine(), r.phase(), ALL), k -> new ArrayList<>()).add(p);
    }
    for (Prediction p : predictions) {
      if (p.own() > 0) {
        groups
            .computeIfAbsent(List.of(SEVERAL, p.row().phase(), ALL), k -> new ArrayList<>())
            .add(p);
      }
    }
    for (Prediction p : predictions) {
      groups.computeIfAbsent(List.of(ALL, p.row().phase(), ALL), k -> new ArrayList<>()).add(p);
    }
    List<Line> lines = new ArrayList<>();
    groups.forEach((key, members) -> lines.add(line(key, members)));
    return lines;
  }

  private static Line line(List<String> key, List<Prediction> members) {
    List<Prediction> known = members.stream().filter(p -> p.others() > 0).toList();
    return new Line(
        key.get(0),
        key.get(1),
        key.get(2),
        members.size(),
        mean(members, p -> Math.abs(p.inSample() - 1)).orElseThrow(),
        mean(known, p -> Math.abs(p.leftOut() - 1)),
        mean(known, p -> p.leftOut() - 1));
  }

  private static OptionalDouble mean(List<Prediction> rows, ToDoubleFunction<Prediction> error) {
    OptionalDouble mean = rows.stream().mapToDouble(error).average();
    return mean.isPresent()
        ? OptionalDouble.of(PERCENT * mean.getAsDouble())
        : OptionalDouble.empty();
  }
}
