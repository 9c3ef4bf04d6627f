package org.socompass.hardware.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.hardware.Device;
import org.socompass.hardware.LaunchMethod;
import org.socompass.input.InputException;

/** Devices whose sections were read before are those whose sections are read anew. */
final class KnownPartsTest {
  /** Overrides of each kind of section, of whole sections, of libraries, and wrong ones. */
  private static final List<String> OVERRIDES =
      List.of(
          "processors.gpu.cores=3",
          "processors.gpu.clock=0.7 GHz",
          "processors.gpu.dram.efficiency=0.5",
          "processors.npu.matrix.rows=64",
          "processors.npu.global_buffer.capacity=2 MiB",
          "processors.npu.energy.idle=0.1 W",
          "processors.npu.kernels.launch_overlap=2",
          "processors.gpu.kernels.extends=generic-gpu",
          "processors.gpu.kernels=none",
          "processors.gpu.matrix=none",
          "processors.cpu=none",
          "processors.cpu.clok=1 GHz",
          "memory.latency=300 ns",
          "memory.data_rate=6400 MT/s",
          "memory.capacity=8 GiB",
          "memory.energy.read=9 pJ/B",
          "area.die=90 mm2",
          "area=none",
          "product=none",
          "thermal=none",
          "system_cache.capacity=1 MiB",
          "system_cache=none",
          "power_limit=4 W",
          "process_node=N3E",
          "processors.npu.cores=0",
          "processors.xpu.cores=3",
          "storage.read_bandwidth=1 GB/s",
          "storage.extends=ufs-3.1",
          "far_memory=none",
          "far_memory.extends=cxl-ddr5-x16",
          "interconnect.devices=2",
          "synchronization.fast=9 us",
          "synchronization=none",
          "engines.tensor=layer",
          "kind=card",
          "kind=thing",
          "nmae=phone",
          "memory=none",
          "name=none");

  @ParameterizedTest
  @ValueSource(strings = {"snapdragon-8-gen-3", "rk3588", "a100-80gb-x4"})
  void partsThatAreKnownAreThePartsThatAreRead(String id) {
    DeviceTemplate template = DeviceTemplate.of(id);
    var random = new Random(5);
    int valid = 0;
    for (int i = 0; i < 300; i++) {
      List<String> overrides = new ArrayList<>();
      for (int c = random.nextInt(4); c >= 0; c--) {
        overrides.add(OVERRIDES.get(random.nextInt(OVERRIDES.size())));
      }
      Outcome known = outcome(() -> template.device(overrides));
      Outcome read = outcome(() -> DeviceReader.read(id, template.tree(overrides)));

      assertThat(known).as("%s", overrides).isEqualTo(read);
      valid += known.message().isEmpty() ? 1 : 0;
    }
    assertThat(valid).isBetween(20, 280);
  }

  /** More values than are kept, forth and back: what was forgotten is read again. */
  @Test
  void anyNumberOfValuesIsReadAsWritten() {
    DeviceTemplate template = DeviceTemplate.of("snapdragon-8-gen-3");
    for (int i = 0; i < 6000; i++) {
      int kib = 1 + (i < 3000 ? i : 6000 - i);
      Device device = template.device(List.of("system_cache.capacity=" + kib + " KiB"));

      assertThat(device.systemCache().orElseThrow().capacityBytes()).isEqualTo(1024L * kib);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"snapdragon-8-gen-3", "rk3588", "apple-m4-pro-20gpu", "a100-80gb-x4"})
  void validDevicesArePutTogetherOfParts(String id) {
    DeviceTemplate template = DeviceTemplate.of(id);
    var parts = new KnownParts();
    KnownParts.OfDevice overridden =
        parts.of(parts.changes(List.of("memory.latency=300 ns", "power_limit=300 W")));

    assertThat(DeviceParts.device(id, template.tree(List.of()), overridden))
        .contains(
            DeviceReader.read(
                id, template.tree(List.of("memory.latency=300 ns", "power_limit=300 W"))));
  }

  /** A device, or the message that refuses it. */
  private record Outcome(List<Device> device, String message) {}

  private static Outcome outcome(java.util.function.Supplier<Device> read) {
    List<Device> devices = new ArrayList<>();
    Throwable thrown = catchThrowable(() -> devices.add(read.get()));
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(InputException.class);
    }
    return new Outcome(devices, thrown == null ? "" : String.valueOf(thrown.getMessage()));
  }

  @Test
  void aSectionThatNoOverrideConcernsIsTheSameObject() {
    DeviceTemplate template = DeviceTemplate.of("snapdragon-8-gen-3");
    Device one = template.device(List.of("processors.gpu.cores=3"));
    Device other = template.device(List.of("memory.data_rate=6400 MT/s"));

    assertThat(other.processor("npu")).isSameAs(one.processor("npu"));
    assertThat(other.processor("gpu")).isNotEqualTo(one.processor("gpu"));
    // A part that says the same is the same object, however it came about.
    int cores = template.device(List.of()).processor("gpu").cores();
    Device same = template.device(List.of("processors.gpu.cores=" + cores));
    assertThat(same.processor("gpu")).isSameAs(other.processor("gpu"));
  }

  /** The latency of the memory decides what a core gets that keeps so many bytes in flight. */
  @Test
  void aProcessorChangesWithTheLatencyThatItWaitsFor() {
    DeviceTemplate template = DeviceTemplate.of("rk3562");
    Device device = template.device(List.of());
    Device slower = template.device(List.of("memory.latency=300 ns"));

    // 150 ns in the template: twice as long for the same bytes.
    assertThat(slower.processor("cpu").dram().perCoreBytesPerSecond().orElseThrow())
        .isEqualTo(device.processor("cpu").dram().perCoreBytesPerSecond().orElseThrow() / 2);
  }

  @Test
  void whatFollowsFromAProcessorIsOneObject() {
    DeviceTemplate template = DeviceTemplate.of("a100-80gb");
    Device one = template.device(List.of("area.dies=2"));
    Device other = template.device(List.of("process_node=N5"));

    assertThat(other.processor("gpu")).isSameAs(one.processor("gpu"));
    Device launched = template.launching(one, LaunchMethod.STREAM);
    assertThat(template.launching(other, LaunchMethod.STREAM).processor("gpu"))
        .isSameAs(launched.processor("gpu"))
        .isEqualTo(
            one.processor("gpu").withLaunch(one.processor("gpu").launch().by(LaunchMethod.STREAM)));
    assertThat(template.throttled(one, 1)).isEqualTo(one.throttled(1));
    assertThat(template.throttled(one, 2)).isEqualTo(one.throttled(2));
  }
}
