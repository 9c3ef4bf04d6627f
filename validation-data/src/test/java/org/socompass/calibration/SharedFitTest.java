package org.socompass.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.util.FastMath;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.input.InputException;
import org.socompass.validation.Dataset;

/** Means and spreads of shared constants are those of the devices that they come from. */
final class SharedFitTest {
  private static final List<long[]> SHAPES =
      List.of(
          new long[] {1, 8192, 28672},
          new long[] {1, 4096, 14336},
          new long[] {4096, 4096, 4096},
          new long[] {64, 2048, 512});

  @Test
  void findsMeanAndSpreadOfTheDevices() {
    List<Dataset> data = new ArrayList<>();
    data.add(PriorsTest.products("a40", SHAPES, List.of(PriorsTest.DRAM + "=0.64")));
    data.add(PriorsTest.products("l40s", SHAPES, List.of(PriorsTest.DRAM + "=0.72")));
    data.add(PriorsTest.products("h100-sxm-80gb", SHAPES, List.of(PriorsTest.DRAM + "=0.81")));

    SharedFit.Result result =
        SharedFit.of(data, List.of("a40", "l40s", "h100-sxm-80gb"), what -> {});

    SharedFit.Constant dram =
        result.constants().stream()
            .filter(c -> c.before().path().equals(PriorsTest.DRAM))
            .findFirst()
            .orElseThrow();
    assertThat(dram.isFitted()).isTrue();
    assertThat(dram.tellingDevices()).isEqualTo(3);
    // The magnitudes' least is at the median; ln(0.81 / 0.72) is 0.118, and so on the other side:
    // sqrt((2 * 0.118^2 + 2 * 0.11^2) / (3 + 2)) = 0.102, and what the rows leave open.
    assertThat(dram.fitted().start()).isBetween(0.70, 0.75);
    assertThat(dram.fitted().sigma().orElseThrow()).isBetween(0.09, 0.13);
    assertThat(dram.own().get("a40")).isLessThan(dram.own().get("l40s"));
    assertThat(dram.own().get("l40s")).isLessThan(dram.own().get("h100-sxm-80gb"));
    // No row is of attention: its constants stay, and the result says so.
    assertThat(result.constants())
        .filteredOn(c -> c.before().path().contains(".attention."))
        .isNotEmpty()
        .allSatisfy(
            c -> {
              assertThat(c.isFitted()).isFalse();
              assertThat(c.fitted()).isEqualTo(c.before());
            });
    result.errors().forEach(e -> assertThat(e.ownPercent()).isLessThan(e.beforePercent() + 0.1));
    assertThat(PriorsFile.of(result))
        .contains("fitted together to 12 rows of a40, h100-sxm-80gb, l40s (made)")
        .contains("told by the rows of 3 of 3 devices");
  }

  @Test
  void spreadIsThatOfTheValuesAndOfWhatRowsLeaveOpen() {
    List<Parameter> before =
        Parameter.declared(DeviceLibrary.tree("a40", List.of())).stream()
            .filter(p -> p.path().equals(PriorsTest.DRAM))
            .toList();
    List<Double> open = List.of(0.0016);
    List<Boolean> has = List.of(true);

    var found =
        Hierarchy.over(
            List.of(
                new Hierarchy.Evidence("a", List.of(0.8 * FastMath.exp(0.1)), open, has),
                new Hierarchy.Evidence("b", List.of(0.8 * FastMath.exp(-0.1)), open, has),
                new Hierarchy.Evidence("c", List.of(0.7), open, List.of(false))),
            before.stream().map(p -> p.withPrior(p.start(), 0.08)).toList(),
            new double[] {0.8});

    // sqrt((2 * (0.01 + 0.0016) + 2 * 0.0064) / (2 + 2)); the third does not have it.
    assertThat(found.parameters().get(0).sigma().orElseThrow()).isCloseTo(0.094868, within(1e-6));
    assertThat(found.parameters().get(0).start()).isEqualTo(0.8);
    // 1 - 0.0016 / 0.0064 is 0.75 of the spread's square
    assertThat(found.tellingDevices()).containsExactly(2);
  }

  @Test
  void twoDevicesSayNothingOfASpread() {
    List<Dataset> data = List.of(PriorsTest.products("a40", SHAPES, List.of()));

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> SharedFit.of(data, List.of("a40", "l40s", "a40"), what -> {}))
        .withMessage(
            "--shared: a spread over devices takes at least 3 devices, but --device names 2");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> SharedFit.of(data, List.of("a40", "l40s", "t4"), what -> {}))
        .withMessage("--shared: the data has no row of matmul.csv or attention.csv of 'l40s'");
  }
}
