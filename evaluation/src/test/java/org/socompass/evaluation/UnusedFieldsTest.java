package org.socompass.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.socompass.inference.engine.DeviceSource;

/** Which numbers of a template no model reads. */
final class UnusedFieldsTest {
  private static List<String> unused(String device, String... overrides) {
    return List.copyOf(UnusedFields.of(new DeviceSource(device, List.of(overrides))));
  }

  @Test
  void aDeviceListsWhatNoModelReads() {
    // Pipelined kernels of the GPU read the latency of memory and the rate of the local buffer.
    assertThat(unused("a100-80gb"))
        .containsExactly("memory.achievable_fraction", "processors.gpu.global_buffer.latency");
  }

  @Test
  void whatIsReadElsewhereIsNotListed() {
    assertThat(unused("snapdragon-8-gen-3"))
        .contains(
            "memory.latency",
            "processors.npu.registers",
            "processors.npu.local_buffer.bandwidth",
            "processors.cpu.launch.attention")
        .noneMatch(path -> path.startsWith("storage."))
        .noneMatch(path -> path.contains("energy"))
        .noneMatch(path -> path.startsWith("thermal."))
        .doesNotContain(
            "memory.channels", "processors.npu.matrix.rows", "processors.gpu.vector.exp_per_cycle");
  }

  /** The latency is read where cores draw what they keep in flight over it. */
  @Test
  void anOverrideMayPutAFieldToUse() {
    assertThat(unused("snapdragon-8-gen-3", "processors.cpu.dram.bytes_in_flight=4 KiB"))
        .doesNotContain("memory.latency");
  }

  /** Processors that work at the same time share what of the memory is achievable. */
  @Test
  void whatSeveralProcessorsShareIsRead() {
    assertThat(UnusedFields.of(new DeviceSource("rk3588", List.of())))
        .doesNotContain("memory.achievable_fraction");
  }
}
