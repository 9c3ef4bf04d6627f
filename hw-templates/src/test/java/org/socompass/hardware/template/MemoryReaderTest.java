package org.socompass.hardware.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.hardware.DataType;
import org.socompass.hardware.MainMemory;
import org.socompass.input.InputException;

/** Memory types that ship, and units in banks: what is read, and the message of each mistake. */
final class MemoryReaderTest {
  private static final String PHONE = "snapdragon-8-gen-3";

  private static MainMemory memory(String... overrides) {
    return DeviceTemplate.of(PHONE).device(List.of(overrides)).memory();
  }

  private static MainMemory pim(String... overrides) {
    List<String> all = new ArrayList<>(List.of("memory.extends=lpddr5x-pim"));
    all.addAll(List.of(overrides));
    return memory(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    // 4 channels x 16 bit x 8.533 GT/s / 8
    "lpddr5x-8533, LPDDR5X, 68.264e9, 29.6e-12",
    // 4 x 24 bit x 10.667 GT/s / 8 = 128.0 GB/s, of which 256 of 288 bits are data
    "lpddr6-10667, LPDDR6, 113.781e9, 29.6e-12",
    "lpddr6-14400, LPDDR6, 153.600e9, 29.6e-12",
    "lpddr5x-pim, LPDDR5X-PIM, 68.264e9, 29.6e-12",
    // 512 bit x 3.2 GT/s / 8; 1.88 pJ a bit
    "lpw, LPW, 204.8e9, 15.1e-12",
    "llw, LLW, 128e9, 9.6e-12"
  })
  void anOverrideNamesAnotherMemory(String id, String type, double bandwidth, double read) {
    MainMemory memory = memory("memory.capacity=24 GiB", "memory.extends=" + id);

    assertThat(memory.type()).isEqualTo(type);
    assertThat(memory.peakBytesPerSecond()).isCloseTo(bandwidth, within(1e6));
    assertThat(memory.energy().orElseThrow().joulesPerByteRead())
        .isCloseTo(read, within(read * 1e-9));
    // What is of the device stays, and other overrides come last.
    assertThat(memory.capacityBytes()).isEqualTo(24L << 30);
    assertThat(memory.reserveBytes()).isEqualTo(4L << 30);
    assertThat(memory.achievableFraction()).isEqualTo(0.906);
  }

  @Test
  void everyMemoryThatShipsIsRead() {
    List<String> ids = Resources.index("/memory/");
    assertThat(ids).contains("lpddr5x-10667", "lpddr6-14400", "lpw");
    for (String id : ids) {
      assertThat(memory("memory.extends=" + id).peakBytesPerSecond()).as(id).isPositive();
    }
  }

  @Test
  void anotherMemoryOfADeviceThatStatesABandwidthNeedsItsChannels() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(
            () -> DeviceTemplate.of("a100-80gb").device(List.of("memory.extends=lpddr6-10667")))
        .withMessageContaining("memory: lacks 'channels'");
  }

  @Test
  void unitsHaveAMultipleOfTheBusOrABandwidthWhichWins() {
    MainMemory.Pim multiple = pim().pim().orElseThrow();
    assertThat(multiple.bytesPerSecond()).isCloseTo(8 * 68.264e9, within(1e3));
    assertThat(multiple.weights())
        .containsExactlyInAnyOrder(DataType.FP16, DataType.INT8, DataType.INT4);
    assertThat(multiple.operationsPerSecond()).containsEntry(DataType.FP16, 546e9);
    assertThat(pim("memory.pim.bandwidth=300 GB/s").pim().orElseThrow().bytesPerSecond())
        .isEqualTo(300e9);
    assertThat(pim("memory.pim=none").pim()).isEmpty();
    assertThat(memory().pim()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "memory.extends=lpddr7|unknown memory 'lpddr7'; did you mean 'lpddr6-10667'?",
        "memory.pim.efficiency=1.2|must be at most 1, but is 1.2",
        "memory.pim.efficiency=0|must be positive, but is 0",
        "memory.pim.bandwidth_multiple=-8|must be positive, but is -8",
        "memory.pim.max_rows=2.5|must be a whole number, but is 2.5",
        "memory.pim.weights=[int5]|'int5' is not a data type; did you mean 'int4'?",
        "memory.pim.operations.q4_0=1 TOPS|'q4_0' is unpacked to int4; state that",
        "memory.pim.operations.int8=1 THz|'THz' is not a unit of operation rate; write one of GOPS,"
            + " TOPS, GFLOPS, TFLOPS",
        "memory.pim.capacity_share=2|must be at most 1, but is 2",
        "memory.pim.mode=1 us|unknown key 'mode'; did you mean 'mode_switch'?",
        "memory.payload=1.1|must be at most 1, but is 1.1"
      })
  void aMistakeIsNamedAtItsField(String override, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(
            () -> {
              if (override.startsWith("memory.extends")) {
                memory(override);
              } else {
                pim(override);
              }
            })
        .withMessage("--set " + override + ": " + message);
  }

  @Test
  void unitsNeedTheTimeOfTheirMode() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> pim("memory.pim.mode_switch=none"))
        .withMessageContaining("memory.pim: lacks 'mode_switch'");
  }
}
