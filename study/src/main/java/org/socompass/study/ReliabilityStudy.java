package org.socompass.study;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.socompass.inference.trust.Variances;
import org.socompass.input.InputException;
import org.socompass.ratefit.EngineLeaveOut;
import org.socompass.ratefit.RatedRows;
import org.socompass.reliability.Coverage;
import org.socompass.reliability.MeasuredTable;
import org.socompass.reliability.PointsFile;
import org.socompass.reliability.ReliabilityFiles;
import org.socompass.reliability.Residual;
import org.socompass.reliability.VarianceFit;
import org.socompass.validation.Dataset;
import org.socompass.validation.DatasetReader;
import org.socompass.validation.ErrorKind;
import org.socompass.validation.Validator;

/** How predictions err, and how often the bands that follow hold for devices left out. */
public final class ReliabilityStudy {
  private ReliabilityStudy() {}

  /**
   * What is asked.
   *
   * @param data folders of data sets; empty for those that ship
   * @param points files of points whose errors are taken in place of predictions made now; empty
   *     for none
   * @param overrides {@code path=value} assignments for the template of every device
   * @param command the words of the command line that asks; empty if none does
   */
  public record Request(
      List<Path> data, List<Path> points, List<String> overrides, List<String> command) {
    /** Copies the lists. */
    public Request {
      data = List.copyOf(data);
      points = List.copyOf(points);
      overrides = List.copyOf(overrides);
      command = List.copyOf(command);
    }
  }

  /**
   * What is answered.
   *
   * @param variances variances by kind of errors
   * @param coverage how many rows of each device left out the band of the others holds
   * @param files the files that ship, as they would be now, by their path below the resources
   * @param provenance where the result comes from
   */
  public record Result(
      Map<ErrorKind, Variances> variances,
      List<Coverage> coverage,
      Map<String, String> files,
      Provenance provenance) {
    /** Copies the list. */
    public Result {
      coverage = List.copyOf(coverage);
    }
  }

  /**
   * Returns how predictions err.
   *
   * @param progress told what is done
   * @throws InputException if a data set or the file of points is not valid
   */
  public static Result of(Request request, Consumer<String> progress) {
    List<Dataset> datasets =
        request.data().isEmpty() ? DatasetReader.builtIn() : ValidateStudy.read(request.data());
    List<Residual> residuals =
        request.points().isEmpty()
            ? predicted(datasets, request.overrides(), progress)
            : PointsFile.read(request.points());
    if (residuals.isEmpty()) {
      throw new InputException("no row can be predicted, so that nothing is known of errors");
    }
    return new Result(
        VarianceFit.of(residuals),
        Coverage.of(residuals),
        ReliabilityFiles.of(MeasuredTable.rows(datasets), residuals),
        ValidateStudy.provenance(request.command(), ValidateStudy.sources(datasets)));
  }

  /**
   * Returns errors now; those of engines whose rates are fitted without the rows of each device.
   */
  private static List<Residual> predicted(
      List<Dataset> datasets, List<String> overrides, Consumer<String> progress) {
    List<Residual> all =
        Residual.of(
            new Validator(overrides).points(datasets, id -> progress.accept("predicting " + id)));
    List<Residual> leftOut =
        EngineLeaveOut.predictions(
                RatedRows.of(datasets, overrides), fit -> progress.accept("fitting " + fit))
            .stream()
            .flatMap(p -> Residual.of(p.point(), p.own() > 0).stream())
            .toList();
    return Residual.replaced(all, leftOut);
  }
}
