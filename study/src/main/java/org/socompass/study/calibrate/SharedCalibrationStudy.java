package org.socompass.study.calibrate;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.socompass.calibration.PriorsFile;
import org.socompass.calibration.SharedFit;
import org.socompass.study.ValidateStudy;
import org.socompass.validation.Dataset;
import org.socompass.validation.DatasetReader;

/** The constants that kernels of several devices share, with their spread over these. */
public final class SharedCalibrationStudy {
  private SharedCalibrationStudy() {}

  /**
   * What is asked.
   *
   * @param data folders of data sets; empty for those that ship
   * @param devices template ids or paths
   */
  public record Request(List<Path> data, List<String> devices) {
    /** Copies the lists. */
    public Request {
      data = List.copyOf(data);
      devices = List.copyOf(devices);
    }
  }

  /**
   * What is answered.
   *
   * @param fit means, spreads and errors
   * @param priorsFile text of a file of priors that has them
   */
  public record Result(SharedFit.Result fit, String priorsFile) {}

  /**
   * Returns the fit.
   *
   * @param progress told what is being done
   * @throws org.socompass.input.InputException if a device or data are not valid
   */
  public static Result of(Request request, Consumer<String> progress) {
    List<Dataset> datasets =
        request.data().isEmpty() ? DatasetReader.builtIn() : ValidateStudy.read(request.data());
    SharedFit.Result fit = SharedFit.of(datasets, request.devices(), progress);
    return new Result(fit, PriorsFile.of(fit));
  }
}
