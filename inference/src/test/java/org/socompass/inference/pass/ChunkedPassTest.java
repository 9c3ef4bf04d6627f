package org.socompass.inference.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.hardware.Device;
import org.socompass.inference.cut.Pieces;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.schedule.Timeline;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.GraphBuilder;
import org.socompass.llm.GraphOptions;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorMapper;

final class ChunkedPassTest {
  private static final Device PHONE =
      new DeviceSource("snapdragon-8-gen-3", List.of()).load(Engines.profile("llm-npu"));
  private static final OperatorMapper MAPPER = new OperatorMapper(PHONE);

  private static PhaseResult prefill(String engine, String model, long tokens, int simulated) {
    EngineProfile profile = Engines.profile(engine);
    LanguageModel language = ModelLibrary.byId(model);
    var builder =
        new GraphBuilder(language, Quantization.W8A8, new GraphOptions(false, true, true, true));
    return new ChunkedPass(profile, new Pieces(MAPPER), List.of("npu", "cpu"), Background.NONE)
        .prefill(builder, ForwardPass.prefill(1, tokens), simulated);
  }

  /** Chunks in a steady state take what they take one by one. */
  @ParameterizedTest
  @CsvSource({
    "llm-npu, qwen1.5-1.8b, 6144",
    "llm-npu-in-order, qwen1.5-1.8b, 6144",
    "llm-npu, llama-3.2-1b, 8192"
  })
  void theSteadyStateIsThatOfTheSimulation(String engine, String model, long tokens) {
    PhaseResult simulated = prefill(engine, model, tokens, Integer.MAX_VALUE);
    PhaseResult steady = prefill(engine, model, tokens, ChunkedPass.SIMULATED);

    assertThat(steady.seconds()).isCloseTo(simulated.seconds(), withinPercentage(3));
    assertThat(steady.handOvers()).isEqualTo(simulated.handOvers());
    assertThat(steady.timeline().orElseThrow().seconds()).isEqualTo(steady.seconds());
    for (int i = 0; i < steady.operators().size(); i++) {
      OperatorTime one = steady.operators().get(i);
      OperatorTime other = simulated.operators().get(i);
      assertThat(one.count()).isEqualTo(other.count());
      assertThat(one.totalSeconds())
          .as(one.name())
          .isCloseTo(other.totalSeconds(), withinPercentage(1));
    }
  }

  /** 16 chunks are 4,096 tokens: up to there nothing is taken for a steady state. */
  @Test
  void shortPromptsAreSimulatedWhole() {
    PhaseResult simulated = prefill("llm-npu", "llama-3.2-1b", 4096, Integer.MAX_VALUE);
    PhaseResult chosen = prefill("llm-npu", "llama-3.2-1b", 4096, ChunkedPass.SIMULATED);

    assertThat(chosen).isEqualTo(simulated);
  }

  /** Nothing ends before the busiest processor does, and longer prompts take longer. */
  @Test
  void noProcessorIsBusierThanThePromptLasts() {
    double before = 0;
    for (long tokens = 256; tokens <= 1 << 20; tokens *= 4) {
      PhaseResult pass = prefill("llm-npu", "llama-3.2-1b", tokens, ChunkedPass.SIMULATED);

      assertThat(pass.seconds()).isGreaterThan(before);
      for (Timeline.Shares shares : pass.timeline().orElseThrow().shares()) {
        assertThat(shares.busy()).isLessThanOrEqualTo(1 + 1e-9);
      }
      before = pass.seconds();
    }
  }

  /** A first use moves bytes, which no bandwidth moves in no time. */
  @Test
  void firstUseHasARoofline() {
    PhaseResult pass = prefill("llm-npu", "llama-3.2-1b", 256, ChunkedPass.SIMULATED);
    List<OperatorTime> uses =
        pass.operators().stream().filter(o -> o.name().endsWith("_first_use")).toList();

    assertThat(uses).isNotEmpty();
    for (OperatorTime use : uses) {
      assertThat(use.rooflineSeconds())
          .isCloseTo(use.mainMemoryBytes() / PHONE.memory().peakBytesPerSecond(), within(use));
      assertThat(use.rooflineSeconds()).isLessThanOrEqualTo(use.seconds());
    }
  }

  private static org.assertj.core.data.Offset<Double> within(OperatorTime use) {
    return org.assertj.core.data.Offset.offset(1e-12 * use.seconds());
  }
}
