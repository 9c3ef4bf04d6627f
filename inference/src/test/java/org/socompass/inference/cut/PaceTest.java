package org.socompass.inference.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.DataType;
import org.socompass.inference.schedule.FluidSimulation;
import org.socompass.inference.schedule.Lane;
import org.socompass.inference.schedule.Task;
import org.socompass.operator.Bound;
import org.socompass.operator.Matmul;

/** Two processors that leave each other the bandwidth they need, against the fluid simulation. */
final class PaceTest {
  private static final Lane GPU = new Lane("gpu", 100, 1, true);
  private static final Lane NPU = new Lane("npu", 100, 1, false);

  private static final Matmul PRODUCT =
      new Matmul(1, 1, 1, 1, DataType.FP16, DataType.FP16, DataType.FP16);

  private static Piece piece(String processor, double seconds, double bytes, double submit) {
    return new Piece(
        processor, PRODUCT, seconds, bytes, submit, Bound.MEMORY, 0, EnergyUse.unknown());
  }

  private static double simulated(List<Piece> pieces, double bandwidth) {
    List<Task> tasks = new ArrayList<>();
    for (Piece p : pieces) {
      boolean isGpu = p.processor().equals("gpu");
      double submit = isGpu ? 0 : p.submitSeconds();
      tasks.add(new Task("x", isGpu ? 0 : 1, p.seconds(), p.bytes(), submit, List.of()));
    }
    return FluidSimulation.seconds(List.of(GPU, NPU), tasks, bandwidth, 0);
  }

  @Test
  void whoIsNotWaitedForLeavesBandwidthToTheOther() {
    // Alone 8 s and 4 s, 480 and 320 bytes, asking for 60 and 80 of 100 B/s. Fair: 50 each until
    // 6.4 s, when the NPU has its 320; the GPU lacks 160, which take 2.67 s at 60 B/s. At a pace
    // the NPU takes 40 B/s for 8 s, and the GPU the 60 that it asks for.
    List<Piece> pieces = List.of(piece("gpu", 8, 480, 0), piece("npu", 4, 320, 0));

    Pace pace = Pace.of(pieces, GPU, NPU, 100);

    assertThat(simulated(pieces, 100)).isCloseTo(6.4 + 160 / 60.0, within(1e-9));
    assertThat(pace.seconds()).isCloseTo(8, within(1e-9));
    assertThat(pace.isGpuBound()).isTrue();
    assertThat(pace.isNpuBound()).isFalse();
    assertThat(simulated(pace.pieces(), 100)).isCloseTo(8, within(1e-9));
  }

  @Test
  void submissionLeavesLessTime() {
    // The NPU begins after 2 s: 300 / t + 200 / (t - 2) = 100, t^2 - 7 t + 6 = 0, t = 6.
    List<Piece> pieces = List.of(piece("gpu", 3, 300, 0), piece("npu", 2, 200, 2));

    Pace pace = Pace.of(pieces, GPU, NPU, 100);

    assertThat(pace.seconds()).isCloseTo(6, within(1e-9));
    assertThat(simulated(pace.pieces(), 100)).isCloseTo(6, within(1e-9));
  }

  @Test
  void theSimulationEndsWhenTheFormulaSays() {
    var random = new SplittableRandom(5);
    for (int i = 0; i < 2000; i++) {
      List<Piece> pieces = new ArrayList<>();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        pieces.add(random(random, "gpu"));
        pieces.add(random(random, "npu"));
      }

      Pace pace = Pace.of(pieces, GPU, NPU, 100);

      assertThat(simulated(pace.pieces(), 100)).isCloseTo(pace.seconds(), within(1e-9));
    }
  }

  @Test
  void fewerSecondsOrBytesNeverEndLater() {
    var random = new SplittableRandom(6);
    for (int i = 0; i < 2000; i++) {
      List<Piece> pieces = List.of(random(random, "gpu"), random(random, "npu"));
      int changed = random.nextInt(2);
      Piece old = pieces.get(changed);
      Piece better =
          piece(
              old.processor(),
              old.seconds() * random.nextDouble(),
              old.bytes() * random.nextDouble(0.5, 1),
              old.submitSeconds());
      var upgraded = new ArrayList<>(pieces);
      upgraded.set(changed, better);

      assertThat(Pace.of(upgraded, GPU, NPU, 100).seconds())
          .isLessThanOrEqualTo(Pace.of(pieces, GPU, NPU, 100).seconds() * (1 + 1e-12));
    }
  }

  private static Piece random(SplittableRandom random, String processor) {
    return piece(
        processor,
        random.nextDouble(0.1, 10),
        random.nextInt(4) == 0 ? 0 : random.nextDouble(1, 900),
        random.nextDouble(0, 0.5));
  }
}
