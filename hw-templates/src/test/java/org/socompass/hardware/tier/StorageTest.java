package org.socompass.hardware.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.hardware.tier.Storage.Range;
import org.socompass.input.InputException;

/** Rates of storage by block, reads under way and range. */
final class StorageTest {
  private static final double ANYWHERE = 1e15;

  private static Storage phone() {
    return DeviceTemplate.of("snapdragon-8-gen-3")
        .device(List.of())
        .tiers()
        .storage()
        .orElseThrow();
  }

  private static Storage of(double bandwidth, double command, double latency, int depth) {
    return new Storage(
        "x",
        bandwidth,
        bandwidth,
        command,
        List.of(new Range(1e9, command / 4), new Range(1e8, command / 2)),
        latency,
        depth,
        4096,
        131072,
        OptionalDouble.empty(),
        1L << 38,
        OptionalDouble.empty());
  }

  @Test
  void aReadTakesItsCommandAndItsBytes() {
    // 8000 B at 1 GB/s are 8 us; with a command of 2 us 10 us, 0.8 GB/s.
    Storage storage = of(1e9, 2e-6, 20e-6, 10);
    assertThat(storage.bytesPerSecond(8000, 10, ANYWHERE)).isCloseTo(0.8e9, within(1.0));
    // Alone it waits for 20 us of latency: 28 us.
    assertThat(storage.bytesPerSecond(8000, 1, ANYWHERE)).isCloseTo(8000 / 28e-6, within(1.0));
    // 16 reads of 1000 B each: 1 + 2 us.
    assertThat(storage.queuedSeconds(16_000, 1000)).isCloseTo(48e-6, within(1e-12));
    // Faults in order read 131072 B after 20 us each.
    assertThat(storage.faultSeconds(131072, true)).isCloseTo(151.072e-6, within(1e-12));
    assertThat(storage.faultSeconds(131072, false)).isCloseTo(32 * 24.096e-6, within(1e-12));
  }

  @Test
  void aNarrowRangeHasShorterCommands() {
    Storage storage = of(1e9, 4e-6, 0, 10);
    assertThat(storage.fixedSeconds(1, 2e9)).isEqualTo(4e-6);
    assertThat(storage.fixedSeconds(1, 5e8)).isEqualTo(1e-6);
    assertThat(storage.fixedSeconds(1, 5e7)).isEqualTo(1e-6);
  }

  /** PowerInfer-2 on OnePlus 12: two of the five rows made the curve, the others two ranges. */
  @Test
  void theStorageOfAPhoneReadsAsMeasured() {
    Storage storage = phone();
    double anywhere = ANYWHERE;
    assertThat(storage.bytesPerSecond(4096, 32, anywhere)).isCloseTo(0.45e9, within(0.01e9));
    assertThat(storage.bytesPerSecond(524288, 32, anywhere)).isCloseTo(3.5e9, within(0.05e9));
    assertThat(storage.bytesPerSecond(4096, 32, 128 << 20)).isCloseTo(1.0e9, within(0.02e9));
    assertThat(storage.bytesPerSecond(4096, 32, 512 << 20)).isCloseTo(0.85e9, within(0.02e9));
  }

  @Test
  void moreOfAnythingIsNeverSlower() {
    var random = new Random(18);
    for (int i = 0; i < 2000; i++) {
      double bandwidth = 1e8 * (1 + 100 * random.nextDouble());
      double command = 20e-6 * random.nextDouble();
      double latency = 200e-6 * random.nextDouble();
      int depth = 1 + random.nextInt(64);
      Storage storage = of(bandwidth, command, latency, depth);
      double block = 512 * Math.pow(2, 12 * random.nextDouble());
      int outstanding = 1 + random.nextInt(80);
      double range = Math.pow(10, 6 + 6 * random.nextDouble());
      double rate = storage.bytesPerSecond(block, outstanding, range);
      assertThat(rate).isPositive().isLessThanOrEqualTo(bandwidth);
      assertThat(storage.bytesPerSecond(block * 1.5, outstanding, range))
          .isGreaterThanOrEqualTo(rate);
      assertThat(storage.bytesPerSecond(block, outstanding + 1, range))
          .isGreaterThanOrEqualTo(rate);
      assertThat(storage.bytesPerSecond(block, outstanding, range / 3))
          .isGreaterThanOrEqualTo(rate);
      assertThat(of(bandwidth * 1.2, command, latency, depth).bytesPerSecond(block, 1, range))
          .isGreaterThanOrEqualTo(storage.bytesPerSecond(block, 1, range));
    }
  }

  @Test
  void storageWithoutBandwidthIsRefusedAtItsField(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(
        file,
        """
        extends: raspberry-pi-5
        storage: {type: SD card, capacity: 64 GB}
        """);
    assertThatThrownBy(() -> DeviceTemplate.of(file.toString()).device(List.of()))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ":2:10: storage: lacks 'bandwidth'; present: type, capacity");
  }

  @Test
  void anOverrideChoosesTheStorage() {
    Storage storage =
        DeviceTemplate.of("snapdragon-8-gen-3")
            .device(List.of("storage.bandwidth=5 GB/s", "storage.extends=ufs-4.1"))
            .tiers()
            .storage()
            .orElseThrow();
    assertThat(storage.type()).isEqualTo("UFS 4.1");
    assertThat(storage.bytesPerSecond()).isEqualTo(5e9);
    assertThatThrownBy(
            () ->
                DeviceTemplate.of("snapdragon-8-gen-3").device(List.of("storage.extends=ufs-4.2")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("unknown storage 'ufs-4.2'; did you mean 'ufs-4.");
  }
}
