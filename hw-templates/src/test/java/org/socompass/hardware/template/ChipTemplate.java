package org.socompass.hardware.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.input.InputException;

/** A whole template of one NPU, to read with one piece of it replaced. */
final class ChipTemplate {
  static final String CHIP =
      """
      name: Chip
      process_node: N5
      memory:
        type: LPDDR5
        channels: 4
        channel_width: 16 bit
        data_rate: 6400 MT/s
        achievable_fraction: 0.9
        latency: 200 ns
        capacity: 8 GB
      processors:
        npu:
          kind: npu
          name: Engine
          clock: 1 GHz
          cores: 2
          lanes: 1
          matrix:
            rows: 32
            columns: 16
            macs_per_pe_per_cycle: {fp16: 1, int8: 2}
          vector:
            flops_per_cycle: {fp32: 32, fp16: 64}
            exp_per_cycle: 4
            rsqrt_per_cycle: 4
          registers: 16 KiB
          local_buffer:
            capacity: 256 KiB
            bandwidth: 128 B/cycle
          global_buffer:
            capacity: 4 MiB
            bandwidth: 256 B/cycle
            latency: 20 cycles
          dram:
            efficiency: 0.8
            bandwidth_cap: 20 GB/s
          launch:
            matmul: 10 us
            attention: 10 us
            softmax: 10 us
            normalization: 10 us
            elementwise: 10 us
          kernels:
            matmul: {family: scratchpad, tile_bytes: 1 MiB}
            streaming:
              dram_efficiency: 0.9
              overlap: 4
              cache_share: 0.5
              element_time: 0 ns
              reduction_time: 0 ns
              softmax: {rows_per_core: 1}
              normalization: {rows_per_core: 1}
              elementwise: {rows_per_core: 1}
      """;

  private ChipTemplate() {}

  static Device read(String text) {
    return DeviceReader.read(
        "chip", TemplateTree.load("chip.yaml", text, id -> Optional.empty(), List.of()));
  }

  /** Reads the template above with one piece of it replaced. */
  static Device readWith(String old, String replacement) {
    assertThat(CHIP).containsOnlyOnce(old);
    return read(CHIP.replace(old, replacement));
  }

  static void rejects(String old, String replacement, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> readWith(old, replacement))
        .withMessage(message);
  }
}
