package org.socompass.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.socompass.cost.CostExperiment;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.DesignModel;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.report.chart.RooflineChart;

/** One inference on a phone: page, charts, and the parts of its results. */
final class RunPageTest {
  static final RunData RUN = run("tensor", Quantization.W4A16, 256);

  static RunData run(String engine, Quantization quantization, int promptTokens) {
    var source = new DeviceSource("snapdragon-8-gen-3", List.of());
    var request =
        new InferenceRequest(
            ModelLibrary.load("llama-3-8b"), quantization, promptTokens, 64, 1, engine, List.of());
    return new RunData(
        "Llama 3 8B on " + SyntheticSweep.NASTY,
        List.of(new Fact("Device", "snapdragon-8-gen-3")),
        new DesignModel(source, CostExperiment.standard(), InferenceModel::new).evaluation(request),
        List.of("socompass", "run", "--engine", engine));
  }

  @Test
  void bothPhasesHaveAllCharts() {
    assertThat(RunFigures.of(RUN).keySet())
        .containsExactly(
            "operators-prefill",
            "roofline-prefill",
            "timeline-prefill",
            "energy-prefill",
            "operators-decode",
            "roofline-decode",
            "timeline-decode",
            "energy-decode",
            "area",
            "cost");
  }

  @Test
  void noOperatorIsAboveTheRoofline() {
    List<RooflineChart.Ceiling> ceilings =
        Ceilings.of(RUN.evaluation().result(), RUN.evaluation().processors());
    double greatest =
        ceilings.stream().mapToDouble(RooflineChart.Ceiling::operationsPerSecond).max().orElse(0);
    double bandwidth = RUN.evaluation().result().device().memory().peakBytesPerSecond();
    for (PhaseResult phase : RUN.phases()) {
      for (OperatorTime o : phase.operators()) {
        if (RunFigures.isPlaced(o)) {
          double rate = o.operations() / o.seconds();
          assertThat(rate).as(o.name()).isLessThanOrEqualTo(greatest);
          assertThat(rate)
              .as(o.name())
              .isLessThanOrEqualTo(bandwidth * o.operations() / o.mainMemoryBytes() * (1 + 1e-9));
        }
      }
    }
  }

  @Test
  void operationsOfPrefillAreThoseOfTheModel() {
    // The products of 32 layers: q and o 4096x4096, k and v 4096x1024, three 4096x14336; two
    // operations a multiply-accumulate, 256 tokens.
    double weights = 2.0 * 4096 * 4096 + 2.0 * 4096 * 1024 + 3.0 * 4096 * 14336;
    double expected = 2 * 256 * 32 * weights;
    double sum =
        RUN.phases().get(0).operators().stream()
            .filter(o -> o.name().endsWith("_projection") || o.name().matches("ffn_(gate|up|down)"))
            .mapToDouble(o -> o.operations() * o.count())
            .sum();
    assertThat(sum).isEqualTo(expected);
  }

  @Test
  void chunkedPrefillCountsEachOperationOnce() {
    // 512 tokens are two chunks of 256: their products are those of the prompt.
    RunData chunked = run("llm-npu", Quantization.W8A8, 512);
    double sum =
        chunked.phases().get(0).operators().stream()
            .filter(o -> o.name().equals("ffn_down"))
            .mapToDouble(o -> o.operations() * o.count())
            .sum();
    assertThat(sum).isEqualTo(2.0 * 512 * 32 * 4096 * 14336);
    assertThat(chunked.phases().get(0).operators())
        .filteredOn(o -> o.name().endsWith("_first_use"))
        .allMatch(o -> o.operations() == 0);
  }

  @Test
  void partsAddUpToTheWhole() {
    DesignEvaluation evaluation = RUN.evaluation();
    assertThat(sum(DesignParts.ofDevice(evaluation), "Die area"))
        .isCloseTo(evaluation.dieMm2().orElseThrow(), within(1e-6));
    assertThat(sum(DesignParts.ofDevice(evaluation), "System cost"))
        .isCloseTo(evaluation.systemUsd().orElseThrow(), within(1e-6));
    assertThat(sum(DesignParts.ofRun(evaluation), "Decode of a token, time"))
        .isCloseTo(evaluation.result().decode().seconds() * 1e3, within(1e-6));
    assertThat(sum(DesignParts.ofRun(evaluation), "Decode of a token, energy"))
        .isCloseTo(evaluation.decodeJoulesPerToken().orElseThrow(), within(1e-9));
  }

  private static double sum(List<DesignParts.Group> groups, String label) {
    return groups.stream()
        .filter(g -> g.label().equals(label))
        .flatMap(g -> g.values().values().stream())
        .mapToDouble(Double::doubleValue)
        .sum();
  }

  @Test
  void thePageIsInertAndTheSameEachTime() {
    String page = RunPage.of(RUN);
    assertThat(page).isEqualTo(RunPage.of(RUN)).doesNotContain(SyntheticSweep.NASTY);
    assertThat(page).contains("Content-Security-Policy\" content=\"default-src 'none';");
  }
}
