package org.socompass.cli.map;

import java.util.List;
import org.socompass.cli.option.SweepText;
import org.socompass.study.MapSweepStudy;
import org.socompass.study.OperatorSpec;

/** Reads the quantities that {@code map --sweep} varies. */
final class SweepAxes {
  private SweepAxes() {}

  /**
   * Returns the axis that a text states, as in {@code m=32:1024:32}, {@code m=1,40,64:256:64}, or
   * {@code processors.npu.lanes=1,2}.
   *
   * @throws org.socompass.input.InputException if it states none
   */
  static MapSweepStudy.Axis parse(String text) {
    SweepText read =
        SweepText.parse(
            text,
            "m=32:1024:32 or processor=gpu,npu",
            OperatorSpec.sizeNames(),
            List.of(MapSweepStudy.Axis.PROCESSOR));
    return new MapSweepStudy.Axis(read.name(), read.values());
  }
}
