package org.socompass.hardware.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.Device;
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
          "processors.npu.cores=0");

  @Test
  void partsThatAreKnownAreThePartsThatAreRead() {
    DeviceTemplate template = DeviceTemplate.of("snapdragon-8-gen-3");
    var random = new Random(5);
    int valid = 0;
    for (int i = 0; i < 400; i++) {
      List<String> overrides = new ArrayList<>();
      for (int c = random.nextInt(4); c >= 0; c--) {
        overrides.add(OVERRIDES.get(random.nextInt(OVERRIDES.size())));
      }
      Outcome known = outcome(() -> template.device(overrides));
      Outcome read =
          outcome(() -> DeviceReader.read("snapdragon-8-gen-3", template.tree(overrides)));

      assertThat(known).as("%s", overrides).isEqualTo(read);
      valid += known.message().isEmpty() ? 1 : 0;
    }
    assertThat(valid).isBetween(40, 360);
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
    // The latency of the memory decides what a core keeps in flight.
    Device slower = template.device(List.of("memory.latency=300 ns"));
    assertThat(slower.processor("npu")).isNotSameAs(one.processor("npu"));
  }
}
