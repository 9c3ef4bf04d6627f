package org.socompass.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The designs of LLMCompass (Zhang et al., ISCA 2024) beside GA100: its published figures, within
 * five points. docs/case-studies.md has all lengths; here is one of each.
 */
final class CaseStudiesTest {
  private static final List<String> LATENCY =
      List.of(
          "processors.gpu.cores=64",
          "processors.gpu.global_buffer.capacity=24MiB",
          "processors.gpu.global_buffer.bandwidth=2560B/cycle",
          "area.processors.gpu.cores_on_die=64",
          "area.processors.gpu.global_buffer_on_die=24MiB");
  private static final List<String> THROUGHPUT =
      List.of(
          "processors.gpu.cores=64",
          "processors.gpu.matrix.rows=32",
          "processors.gpu.matrix.columns=32",
          "processors.gpu.local_buffer.capacity=768KiB",
          "processors.gpu.local_buffer.bandwidth=256B/cycle",
          "memory.type=DDR5",
          "memory.capacity=512GiB",
          "memory.bandwidth=1024GB/s",
          "area.memory.interface=pcie5",
          "area.memory.units_on_die=256",
          "area.processors.gpu.cores_on_die=64");
  private static final List<String> DIES_AND_MEMORY =
      List.of(
          "product.defect_density=0/cm2",
          "product.packaging=organic",
          "product.package=0USD",
          "product.test=0USD");

  private static JsonNode json(List<String> command, List<String> overrides) {
    List<String> args = new ArrayList<>(command);
    args.addAll(List.of("--format", "json"));
    overrides.forEach(o -> args.addAll(List.of("--set", o)));
    Cli run = Cli.run(args.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    return run.json();
  }

  private static double seconds(
      String device, String model, long tokens, long batch, List<String> overrides) {
    return json(
            List.of(
                "run",
                "--device",
                "../examples/" + device,
                "--model",
                "../examples/" + model,
                "--engine",
                "tflite",
                "--prompt",
                "" + tokens,
                "--output-tokens",
                "" + tokens,
                "--batch",
                "" + batch),
            overrides)
        .get("end_to_end_s")
        .asDouble();
  }

  private static double dieMm2(List<String> overrides) {
    return json(List.of("area", "--device", "../examples/ga100.yaml"), overrides)
        .get("die_area_mm2")
        .asDouble();
  }

  private static double systemUsd(double memoryPrice, List<String> overrides) {
    List<String> all = new ArrayList<>(DIES_AND_MEMORY);
    all.addAll(overrides);
    return json(
            List.of(
                "cost", "--device", "../examples/ga100.yaml", "--memory-price", "" + memoryPrice),
            all)
        .get("system_cost_usd")
        .asDouble();
  }

  /** Figure 10, prompt and output of 1024: 0.96. */
  @Test
  void theLatencyDesignIsAlmostAsFast() {
    double whole = seconds("ga100-x4.yaml", "gpt3-48-layers.yaml", 1024, 16, List.of());
    double half = seconds("ga100-x4.yaml", "gpt3-48-layers.yaml", 1024, 16, LATENCY);

    assertThat(whole / half).isCloseTo(0.96, within(0.05));
  }

  /** Figure 12, prompt and output of 2048, all sequences that fit: 1.43. */
  @Test
  void theThroughputDesignIsFaster() {
    double whole = seconds("ga100.yaml", "gpt3-12-layers.yaml", 2048, 12, List.of()) / 12;
    double design = seconds("ga100.yaml", "gpt3-12-layers.yaml", 2048, 166, THROUGHPUT) / 166;

    assertThat(whole / design).isCloseTo(1.43, within(0.05));
  }

  /** Table IV: 42.1 and 4.8 % less area. */
  @Test
  void bothDiesAreSmaller() {
    double whole = dieMm2(List.of());

    assertThat(dieMm2(LATENCY) / whole).isCloseTo(1 - 0.421, within(0.05));
    assertThat(dieMm2(THROUGHPUT) / whole).isCloseTo(1 - 0.048, within(0.05));
  }

  /** Table IV: 711, 640 and 296 USD; 3.41 at 0.30 USD/GB becomes 0.74 at 2.40. */
  @Test
  void thePriceOfMemoryDecides() {
    double whole = systemUsd(7, List.of());

    assertThat(whole).isCloseTo(711, within(0.05 * 711));
    assertThat(systemUsd(7, LATENCY)).isCloseTo(640, within(0.05 * 640));
    assertThat(systemUsd(0.30, THROUGHPUT)).isCloseTo(296, within(0.05 * 296));
    assertThat(1.42 * whole / systemUsd(0.30, THROUGHPUT)).isCloseTo(3.41, within(0.05 * 3.41));
    assertThat(1.42 * whole / systemUsd(2.40, THROUGHPUT)).isCloseTo(0.74, within(0.01));
  }
}
