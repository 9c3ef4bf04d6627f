package org.socompass.study.calibrate;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.socompass.calibration.Calibration;
import org.socompass.calibration.CalibrationResult;
import org.socompass.calibration.CalibrationSettings;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.study.Provenance;
import org.socompass.study.ValidateStudy;
import org.socompass.validation.Dataset;

/** The empirical parameters of a template from measurements of its device. */
public final class CalibrateStudy {
  private CalibrateStudy() {}

  /**
   * What is asked.
   *
   * @param data folders of data sets
   * @param device template id or path
   * @param settings what is fitted, and how it is cross-validated
   * @param command the words of the command line that asks; empty if none does
   */
  public record Request(
      List<Path> data, String device, CalibrationSettings settings, List<String> command) {
    /** Copies the lists. */
    public Request {
      data = List.copyOf(data);
      command = List.copyOf(command);
    }
  }

  /**
   * What is answered.
   *
   * @param calibration values with their intervals, and errors before and after
   * @param provenance where the result comes from
   */
  public record Result(CalibrationResult calibration, Provenance provenance) {}

  /**
   * Returns the fit.
   *
   * @param progress told what is being done
   * @throws org.socompass.input.InputException if device or data are not valid, or a parameter that
   *     was asked for can't be identified
   */
  public static Result of(Request request, Consumer<String> progress) {
    List<Dataset> datasets = ValidateStudy.read(request.data());
    CalibrationResult fitted =
        Calibration.fit(datasets, request.device(), request.settings(), progress);
    return new Result(
        fitted,
        ValidateStudy.provenance(request.command(), ValidateStudy.sources(datasets))
            .device(new DeviceSource(request.device(), List.of()))
            .seed(fitted.seed()));
  }
}
