package org.socompass.hardware.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.input.InputException;

/** The optional thermal section and the steps of a processor. */
final class ThermalLimitsTest {
  private static Device phone(String... overrides) {
    return DeviceLibrary.load("snapdragon-8-gen-3", List.of(overrides));
  }

  @Test
  void readsEveryField() {
    Device device =
        phone(
            "thermal.ambient=30 degC",
            "thermal.chip.resistance=2 K/W",
            "thermal.chip.capacity=10 J/K",
            "thermal.chip.limit=90 degC",
            "thermal.body.resistance=4 K/W",
            "thermal.body.capacity=100 J/K",
            "thermal.body.limit=45 degC",
            "thermal.platform=500 mW",
            "thermal.power_cap=6 W",
            "thermal.period=100 ms");

    assertThat(device.thermal())
        .contains(
            new ThermalLimits(
                30,
                new ThermalLimits.Node(2, 10, 90),
                new ThermalLimits.Node(4, 100, 45),
                0.5,
                OptionalDouble.of(6),
                0.1));
  }

  @Test
  void aTemplateMayHaveNone() {
    assertThat(DeviceLibrary.load("jetson-agx-orin", List.of()).thermal()).isEmpty();
    assertThat(DeviceLibrary.load("snapdragon-x-elite", List.of()).thermal()).isEmpty();
  }

  @Test
  void stepsFollowTheClockOfTheTemplate() {
    Processor cpu = phone("processors.cpu.clock=2 GHz").processor("cpu");

    assertThat(cpu.throttleSteps()).hasSize(7);
    assertThat(cpu.throttled(3).clockHz()).isCloseTo(1.4e9, within(1.0));
    assertThat(cpu.throttled(0)).isEqualTo(cpu);
    assertThat(cpu.throttled(3).throttled(3)).isEqualTo(cpu.throttled(3));
    ThrottleStep half = new ThrottleStep(0.5, 0.7);
    assertThat(half.dynamicFactor()).isCloseTo(0.49, within(1e-12));
    assertThat(half.leakageFactor()).isEqualTo(0.7);
  }

  @Test
  void everyShippedLadderFalls() {
    for (String id : DeviceLibrary.ids()) {
      for (Processor processor : DeviceLibrary.load(id, List.of()).processors().values()) {
        ThrottleStep last = ThrottleStep.NONE;
        for (ThrottleStep step : processor.throttleSteps()) {
          assertThat(step.clockShare()).isLessThan(last.clockShare());
          assertThat(step.dynamicFactor() * step.clockShare())
              .isLessThan(last.dynamicFactor() * last.clockShare());
          last = step;
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "thermal.ambient=43 degC | --set thermal.ambient=43 degC: must be below the limits of chip and body",
        "processors.cpu.dvfs.s2.clock=0.95 | processors.cpu.dvfs.s2: must have a lower clock, and no"
            + " higher voltage, than the step before it: 0.9 and 0.94",
        "thermal.body.resistance=3 W | --set thermal.body.resistance=3 W: 'W' is not a unit of thermal"
            + " resistance; write one of K/W",
        "thermal.body.limit=300 degC | --set thermal.body.limit=300 degC: must be at most 200 degC, but is 300 degC"
      })
  void rejectsWhatCannotBe(String override, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> phone(override))
        .withMessageContaining(message);
  }
}
