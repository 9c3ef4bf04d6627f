package org.socompass.inference.thermal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.power.ThermalLimits;

/** Temperatures by hand, against small steps, and the laws of heat. */
final class ThermalNetworkTest {
  private static final double EXACT = 1e-9;

  static ThermalLimits limits(double chipKelvinPerWatt, double bodyKelvinPerWatt, double platform) {
    return new ThermalLimits(
        25,
        new ThermalLimits.Node(chipKelvinPerWatt, 8, 95),
        new ThermalLimits.Node(bodyKelvinPerWatt, 130, 43),
        platform,
        OptionalDouble.empty(),
        1);
  }

  private static ThermalNetwork.State state(double chip, double body) {
    return new ThermalNetwork.State(chip, body);
  }

  private static void assertClose(
      ThermalNetwork.State actual, ThermalNetwork.State expected, double kelvin) {
    assertThat(actual.chipCelsius()).isCloseTo(expected.chipCelsius(), within(kelvin));
    assertThat(actual.bodyCelsius()).isCloseTo(expected.bodyCelsius(), within(kelvin));
  }

  @Test
  void endsWhereAllPowerFlowsThroughTheResistances() {
    // 4 W and 1 W of platform through 3.6 K/W: 18 K above 25 degC. 4 W through 5 K/W: 20 K more.
    var network = new ThermalNetwork(limits(5, 3.6, 1));
    assertClose(network.steady(4), state(63, 43), EXACT);
    assertClose(network.after(network.cold(), 4, 1e6), state(63, 43), EXACT);
  }

  @Test
  void startsWithTheCapacityOfTheChipAlone() {
    // For a moment all heat stays in the chip: 8 W into 8 J/K is 1 K/s.
    var network = new ThermalNetwork(limits(5, 3.6, 0));
    ThermalNetwork.State soon = network.after(network.cold(), 8, 1e-3);
    assertThat(soon.chipCelsius() - 25).isCloseTo(1e-3, within(1e-6));
    assertThat(soon.bodyCelsius() - 25).isCloseTo(0, within(1e-6));
  }

  @Test
  void agreesWithSmallStepsOfTheEquations() {
    ThermalLimits limits = limits(4, 5, 1.5);
    double chip = 30;
    double body = 28;
    double dt = 1e-3;
    for (int i = 0; i < 200_000; i++) {
      double inner = (chip - body) / 4;
      double outer = (body - 25) / 5;
      chip += (7 - inner) / 8 * dt;
      body += (inner + 1.5 - outer) / 130 * dt;
    }
    assertClose(new ThermalNetwork(limits).after(state(30, 28), 7, 200), state(chip, body), 1e-3);
  }

  @Test
  void twoStepsAreOneOfBoth() {
    var random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      var network =
          new ThermalNetwork(limits(random.nextDouble(1, 10), random.nextDouble(1, 10), 1));
      double watts = random.nextDouble(0, 12);
      double a = random.nextDouble(0, 300);
      double b = random.nextDouble(0, 300);
      ThermalNetwork.State start = state(random.nextDouble(20, 90), random.nextDouble(20, 50));
      assertClose(
          network.after(network.after(start, watts, a), watts, b),
          network.after(start, watts, a + b),
          EXACT);
    }
  }

  @Test
  void morePowerIsNeverColder() {
    var network = new ThermalNetwork(limits(5, 3.6, 1));
    for (double seconds : new double[] {0.1, 1, 60, 1800}) {
      ThermalNetwork.State last = network.after(network.cold(), 0, seconds);
      for (double watts = 1; watts < 15; watts++) {
        ThermalNetwork.State next = network.after(network.cold(), watts, seconds);
        assertThat(next.chipCelsius()).isGreaterThan(last.chipCelsius());
        assertThat(next.bodyCelsius()).isGreaterThan(last.bodyCelsius());
        last = next;
      }
    }
  }
}
