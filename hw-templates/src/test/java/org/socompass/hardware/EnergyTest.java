package org.socompass.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.hardware.power.MemoryEnergy;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.input.InputException;

/** The optional energy of processors and memory in a template. */
final class EnergyTest {
  private static final String GPU = "processors.gpu.energy.";

  private static Device orin(String... overrides) {
    return DeviceLibrary.load("jetson-agx-orin", List.of(overrides));
  }

  @Test
  void readsEveryField() {
    Device device =
        orin(
            GPU + "idle=3 W",
            GPU + "core_cycle=0.5 nJ/cycle",
            GPU + "operation.fp16=2 pJ/op",
            GPU + "operation.bf16=3 pJ/op",
            GPU + "operation.int8=1 pJ/op",
            GPU + "vector_operation=20 pJ/op",
            GPU + "read=1 pJ/bit",
            GPU + "write=16 pJ/B",
            "memory.energy.idle=100 mW",
            "memory.energy.active=2 W",
            "memory.energy.read=30 pJ/B",
            "memory.energy.write=10 pJ/B");

    assertThat(device.processor("gpu").energy())
        .contains(
            new ProcessorEnergy(
                3,
                0.5e-9,
                Map.of(DataType.FP16, 2e-12, DataType.BF16, 3e-12, DataType.INT8, 1e-12),
                20e-12,
                8e-12,
                16e-12));
    assertThat(device.memory().energy()).contains(new MemoryEnergy(0.1, 2, 30e-12, 10e-12));
  }

  @Test
  void aTemplateWithoutIsValid() {
    Device device = DeviceLibrary.load("rk3588", List.of());

    assertThat(device.memory().energy()).isEmpty();
    assertThat(device.processors().values())
        .allSatisfy(p -> assertThat(p.energy()).isEqualTo(Optional.empty()));
  }

  @Test
  void launchingDifferentlyDoesNotChangeIt() {
    Processor gpu = orin().processor("gpu");

    assertThat(gpu.withLaunch(gpu.launch())).isEqualTo(gpu);
  }

  @ParameterizedTest
  @ValueSource(strings = {"idle", "core_cycle", "vector_operation", "read", "write"})
  void rejectsANegativeConstant(String key) {
    String unit =
        switch (key) {
          case "idle" -> "W";
          case "core_cycle" -> "pJ/cycle";
          case "vector_operation" -> "pJ/op";
          default -> "pJ/B";
        };

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> orin(GPU + key + "=-1 " + unit))
        .withMessage(
            "--set %s%s=-1 %s: must not be negative, but is -1 %s".formatted(GPU, key, unit, unit));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "memory.energy.read=30 W | 'W' is not a unit of energy per byte; write one of pJ/B, pJ/bit",
        "memory.energy.idle=3 | '3' lacks its unit: W, mW"
      })
  void rejectsAnotherDimension(String override, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> orin(override))
        .withMessage("--set " + override + ": " + message);
  }
}
