package org.socompass.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.socompass.cost.CostExperiment;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;

/** One design against another of the same device. */
final class OddsTest {
  private static final List<String> TIMES =
      List.of(
          "ttft_ms",
          "tpot_ms",
          "end_to_end_s",
          "prefill_tokens_per_second",
          "decode_tokens_per_second",
          "decode_tokens_per_second_per_usd",
          "decode_tokens_per_second_per_kg");

  private static DesignEvaluation evaluation(String... overrides) {
    return new DesignModel(
            new DeviceSource("snapdragon-8-gen-3", List.of(overrides)),
            CostExperiment.standard(),
            InferenceModel::new)
        .evaluation(
            new InferenceRequest(
                ModelLibrary.load("qwen2-0.5b"),
                Quantization.of("w4a16"),
                32,
                2,
                1,
                "gpu-only",
                List.of()));
  }

  @Test
  void aDesignIsNoBetterThanItself() {
    DesignEvaluation same = evaluation();
    for (String metric : TIMES) {
      assertThat(Odds.beats(metric, same, same).orElseThrow()).as(metric).isEqualTo(0.5);
    }
    assertThat(Odds.beats("die_area_mm2", same, same)).isEmpty();
  }

  @Test
  void aFasterDesignIsLikelyToBeFasterAndTheOddsOfBothAreOne() {
    DesignEvaluation slow = evaluation();
    DesignEvaluation fast = evaluation("processors.gpu.clock=1.2 GHz");
    for (String metric : TIMES) {
      double odds = Odds.beats(metric, fast, slow).orElseThrow();
      assertThat(odds + Odds.beats(metric, slow, fast).orElseThrow())
          .as(metric)
          .isCloseTo(1, within(1e-9));
    }
    assertThat(Odds.beats("ttft_ms", fast, slow).orElseThrow()).isBetween(0.55, 1.0);
  }

  @Test
  void theRatioIsKnownBetterThanTheLevel() {
    DesignEvaluation slow = evaluation();
    DesignEvaluation fast = evaluation("processors.gpu.clock=1.2 GHz");
    double ratio = fast.latency().bands().prefillRatio(slow.latency().bands()).sigma();

    assertThat(ratio)
        .isPositive()
        .isLessThan(slow.latency().bands().prefill().sigma())
        .isLessThan(fast.latency().bands().prefill().sigma());
  }

  /** What follows from a rate is less sure than the cost alone. */
  @Test
  void ratesPerCostAreOffByTheLatencyAsWell() {
    DesignEvaluation run = evaluation();
    var cost = run.systemCost().orElseThrow().quantiles();
    var perCost = run.performancePerCost().orElseThrow().quantiles();

    assertThat(perCost.p90() / perCost.p10()).isGreaterThan(cost.p90() / cost.p10());
    // The latency alone spans p90/p10 = exp(2 * 1.28 sigma), and so does the rate.
    var rate = run.latency().decodeTokensPerSecond(run.result());
    assertThat(perCost.p90() / perCost.p10()).isGreaterThan(0.98 * rate.p90() / rate.p10());
  }
}
