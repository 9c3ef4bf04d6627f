package org.socompass.study.leaveout;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.socompass.calibration.LeaveOut;
import org.socompass.validation.Dataset;
import org.socompass.validation.DatasetReader;

/** Kernels of each device, predicted by constants of the others. */
public final class KernelLeaveOutStudy {
  private KernelLeaveOutStudy() {}

  /**
   * What is asked.
   *
   * @param data folders of data sets; empty for those that ship
   * @param device the device to leave out; empty for each in turn
   */
  public record Request(List<Path> data, Optional<String> device) {
    /** Copies the list. */
    public Request {
      data = List.copyOf(data);
    }
  }

  /**
   * Returns the errors.
   *
   * @param progress told what is being fitted
   * @throws org.socompass.input.InputException if data or device are not valid
   */
  public static LeaveOut.Result of(Request request, Consumer<String> progress) {
    List<Dataset> datasets = new ArrayList<>();
    request.data().forEach(folder -> datasets.addAll(DatasetReader.folder(folder)));
    return LeaveOut.of(
        datasets.isEmpty() ? DatasetReader.builtIn() : datasets, request.device(), progress);
  }
}
