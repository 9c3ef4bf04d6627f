package org.socompass.mapper.kept;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.socompass.hardware.DataType;
import org.socompass.operator.Matmul;

/** What stays, and what goes. */
final class ResultsByHardwareTest {
  private static final int BYTES = 1 << 20;
  private static final int VALUE_BYTES = 1 << 12;

  private static String value(ResultsByHardware all, String hardware, long rows) {
    Matmul op = new Matmul(1, rows, 8, 8, DataType.FP16, DataType.FP16, DataType.FP16);
    return all.of(hardware, (String v) -> VALUE_BYTES).get(op, o -> new String(hardware));
  }

  @Test
  void whatIsAskedForStaysAndWhatIsNotGoes() {
    var all = new ResultsByHardware(BYTES);
    String often = value(all, "often", 1);
    String once = value(all, "once", 1);
    for (int i = 0; i < 1000; i++) {
      value(all, "other " + i, 1);
      assertThat(value(all, "often", 1)).isSameAs(often);
    }

    assertThat(value(all, "once", 1)).isNotSameAs(once);
  }

  /** A sweep asks for hardware five times and never again. */
  @Test
  void whatWasAskedForOftenBeforeMakesWayForWhatIsAskedForNow() {
    var all = new ResultsByHardware(BYTES);
    for (int i = 0; i < 2000; i++) {
      String first = value(all, "hardware " + i, 1);
      for (int again = 0; again < 4; again++) {
        value(all, "beside " + i, again + 1);
        assertThat(value(all, "hardware " + i, 1)).isSameAs(first);
      }
    }
  }

  @Test
  void bytesAreBounded() {
    var all = new ResultsByHardware(BYTES);
    for (int i = 0; i < 100; i++) {
      for (int rows = 1; rows <= 20; rows++) {
        value(all, "hardware " + i, rows);
      }
      assertThat(all.size()).isLessThanOrEqualTo(BYTES / VALUE_BYTES);
    }
  }
}
