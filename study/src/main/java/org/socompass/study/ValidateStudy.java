package org.socompass.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.socompass.cost.area.AreaValidation;
import org.socompass.input.InputException;
import org.socompass.validation.Dataset;
import org.socompass.validation.DatasetReader;
import org.socompass.validation.Point;
import org.socompass.validation.Row;
import org.socompass.validation.Summary;
import org.socompass.validation.Validator;

/** Predictions against measurements. */
public final class ValidateStudy {
  private ValidateStudy() {}

  /**
   * What is asked.
   *
   * @param data folders of data sets; empty for those that ship
   * @param overrides {@code path=value} assignments for the template of every device
   * @param command the words of the command line that asks; empty if none does
   */
  public record Request(List<Path> data, List<String> overrides, List<String> command) {
    /** Copies the lists. */
    public Request {
      data = List.copyOf(data);
      overrides = List.copyOf(overrides);
      command = List.copyOf(command);
    }
  }

  /**
   * What is answered.
   *
   * @param points a point for each measurement
   * @param summaries errors by data set, operator, device and processor
   * @param provenance where the result comes from
   */
  public record Result(List<Point> points, List<Summary> summaries, Provenance provenance) {
    /** Copies the lists. */
    public Result {
      points = List.copyOf(points);
      summaries = List.copyOf(summaries);
    }

    /** Returns whether no row could be predicted. */
    public boolean isNonePredicted() {
      return points.stream().allMatch(p -> p.prediction().isEmpty());
    }

    /** Returns why rows were skipped, and how many for each reason. */
    public Map<String, Integer> skipped() {
      Map<String, Integer> reasons = new LinkedHashMap<>();
      for (Point p : points) {
        if (!p.skipReason().isEmpty()) {
          reasons.merge(p.dataset() + ": " + p.skipReason(), 1, Integer::sum);
        }
      }
      return reasons;
    }
  }

  /**
   * Predicted against measured areas.
   *
   * @param rows the blocks
   * @param summaries errors by chip
   * @param provenance where the result comes from
   */
  public record AreaResult(
      List<AreaValidation.Row> rows,
      List<AreaValidation.Summary> summaries,
      Provenance provenance) {
    /** Copies the lists. */
    public AreaResult {
      rows = List.copyOf(rows);
      summaries = List.copyOf(summaries);
    }

    /** Returns the mean error of the four chips held out [%]. */
    public double heldOutPercent() {
      return summaries.stream()
          .filter(s -> s.name().equals(AreaValidation.ALL_CHIPS))
          .mapToDouble(s -> 100 * s.heldOut().orElse(0))
          .sum();
    }
  }

  /**
   * Returns predictions beside measurements.
   *
   * @param progress told the data set before it is predicted
   * @throws InputException if a data set is not valid, or overrides leave no row to predict
   */
  public static Result of(Request request, Consumer<String> progress) {
    List<Dataset> datasets =
        request.data().isEmpty() ? DatasetReader.builtIn() : read(request.data());
    List<Point> points = new Validator(request.overrides()).points(datasets, progress);
    var result = new Result(points, Summary.of(points), provenance(request.command(), datasets));
    if (result.isNonePredicted() && !request.overrides().isEmpty()) {
      throw new InputException("no row can be predicted: " + points.get(0).skipReason());
    }
    return result;
  }

  /** Returns predicted areas beside measured ones. */
  public static AreaResult area(List<String> command) {
    var validation = new AreaValidation();
    return new AreaResult(validation.rows(), validation.summaries(), Provenance.of(command));
  }

  /** Returns the data sets of folders. */
  static List<Dataset> read(List<Path> folders) {
    List<Dataset> datasets = new ArrayList<>();
    folders.forEach(folder -> datasets.addAll(DatasetReader.folder(folder)));
    return datasets;
  }

  /** Returns the provenance of a result of measurements. */
  static Provenance provenance(List<String> command, List<Dataset> datasets) {
    Provenance result = Provenance.of(command);
    for (Dataset dataset : datasets) {
      var text = new StringBuilder();
      for (Dataset.Table table : dataset.tables()) {
        text.append(table.name()).append(table.columns()).append('\n');
        for (Row row : table.rows()) {
          table.columns().forEach(c -> text.append(row.fields().get(c)).append(','));
          text.append('\n');
        }
      }
      result = result.input(Provenance.Kind.DATA, dataset.id(), List.of(), text.toString());
    }
    return result;
  }
}
