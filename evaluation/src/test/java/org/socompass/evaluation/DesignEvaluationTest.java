package org.socompass.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.cost.CostExperiment;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.input.InputException;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;

/** Metrics against the records that they come from, and what is said where inputs lack. */
final class DesignEvaluationTest {
  private static DesignEvaluation evaluate(String device, String engine, String... overrides) {
    return evaluate(device, engine, "qwen2.5-1.5b", overrides);
  }

  private static DesignEvaluation evaluate(
      String device, String engine, String model, String[] overrides) {
    var source = new DeviceSource(device, List.of(overrides));
    var request =
        new InferenceRequest(
            ModelLibrary.load(model), Quantization.W8A8, 64, 8, 2, engine, List.of());
    return new DesignModel(source, CostExperiment.standard(), InferenceModel::new)
        .evaluation(request);
  }

  private static double value(String metric, DesignEvaluation evaluation) {
    return Metrics.named(metric).value(evaluation).orElseThrow();
  }

  @Test
  void ratesAndEnergiesFollowFromTimesAndCost() {
    DesignEvaluation e = evaluate("snapdragon-8-gen-3", "gpu-only");

    // Two sequences: 128 tokens of prompt in the time to the first token, 2 tokens a step.
    double ttft = value("ttft_ms", e) / 1e3;
    double tpot = value("tpot_ms", e) / 1e3;
    assertThat(value("prefill_tokens_per_second", e)).isCloseTo(128 / ttft, within(1e-9 / ttft));
    assertThat(value("decode_tokens_per_second", e)).isCloseTo(2 / tpot, within(1e-9 / tpot));
    assertThat(value("end_to_end_s", e)).isCloseTo(ttft + 7 * tpot, within(1e-9));
    assertThat(value("decode_tokens_per_second_per_usd", e))
        .isCloseTo(2 / tpot / value("system_cost_usd", e), within(1e-9));
    assertThat(value("decode_tokens_per_joule", e) * value("decode_energy_j_per_token", e))
        .isCloseTo(1, within(1e-12));
    assertThat(value("fits_in_memory", e)).isEqualTo(1);
    assertThat(e.processors()).containsExactly("gpu");
    assertThat(e.gaps()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"snapdragon-8-gen-3", "rk3588", "jetson-orin-nano", "apple-m2-10gpu"})
  void aMetricHasAValueOrAReasonNeverBoth(String device) {
    DesignEvaluation e = evaluate(device, "auto");

    for (Metric metric : Metrics.all()) {
      assertThat(metric.value(e).isPresent())
          .as(metric.id())
          .isNotEqualTo(e.reason(metric.id()).isPresent());
      metric.value(e).ifPresent(v -> assertThat(v).isFinite().isPositive());
    }
  }

  @Test
  void allDevicesOfANodeAreCounted() {
    DesignEvaluation one = evaluate("a100-80gb", "gpu-only", "llama-3-8b", new String[0]);
    DesignEvaluation four = evaluate("a100-80gb-x4", "gpu-only", "llama-3-8b", new String[0]);

    assertThat(four.systemUsd().getAsDouble()).isEqualTo(4 * one.systemUsd().getAsDouble());
    assertThat(four.dieMm2()).isEqualTo(one.dieMm2());
  }

  @Test
  void aRefusedAreaIsAGapWithTheReasonOfTheModel() {
    DesignEvaluation e = evaluate("snapdragon-8-gen-3", "gpu-only", "process_node=N4Q");

    assertThat(e.reason("die_area_mm2")).isPresent().isEqualTo(e.reason("ai_area_mm2"));
    assertThat(e.reason("die_area_mm2").orElseThrow()).contains("N4Q");
    assertThat(e.reason("decode_tokens_per_second_per_usd")).contains("no system cost");
    assertThat(value("ttft_ms", e)).isPositive();
  }

  @Test
  void idsAreUnique() {
    assertThat(Set.copyOf(Metrics.ids())).hasSameSizeAs(Metrics.ids());
  }

  @Test
  void anUnknownMetricNamesTheNearest() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Metrics.named("ttft_s"))
        .withMessage("unknown metric 'ttft_s'; did you mean 'ttft_ms'?");
  }
}
