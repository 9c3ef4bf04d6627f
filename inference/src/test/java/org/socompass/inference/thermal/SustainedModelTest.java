package org.socompass.inference.thermal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.Processor;
import org.socompass.hardware.power.ThrottleStep;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.input.InputException;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;

/** Sustained operation of shipped phones, and what throttling does to a prediction. */
final class SustainedModelTest {
  private static final double HALF_HOUR = 1800;

  private static InferenceResult run(DeviceSource source, String engine) {
    var request =
        new InferenceRequest(
            ModelLibrary.load("llama-3.2-1b"), Quantization.W4A16, 128, 64, 1, engine, List.of());
    return new InferenceModel(source).run(request);
  }

  private static SustainedResult sustained(String engine, String... overrides) {
    var source = new DeviceSource("snapdragon-8-gen-3", List.of(overrides));
    return SustainedModel.run(
        step -> new InferenceModel(source.throttled(step)), run(source, engine));
  }

  @Test
  void aThrottledProcessorHasTheClockAndEnergiesOfItsStep() {
    var source = new DeviceSource("snapdragon-8-gen-3", List.of());
    Processor cold = source.load().processor("gpu");
    Processor hot = source.throttled(5).load().processor("gpu");
    ThrottleStep step = cold.throttleSteps().get(4);
    double voltage = step.voltageShare();
    assertThat(hot.clockHz()).isCloseTo(cold.clockHz() * step.clockShare(), within(1e-3));
    assertThat(hot.energy().orElseThrow().joulesPerCoreCycle())
        .isCloseTo(
            cold.energy().orElseThrow().joulesPerCoreCycle() * voltage * voltage, within(1e-20));
    assertThat(hot.energy().orElseThrow().idleWatts())
        .isEqualTo(cold.energy().orElseThrow().idleWatts() * voltage);
    assertThat(source.throttled(99).load().processor("gpu").clockHz())
        .isEqualTo(source.throttled(7).load().processor("gpu").clockHz());
  }

  @Test
  void decodeThatMemoryBoundsLosesLessThanPrefillThatComputes() {
    // The port as if it had a clock of its own, which does not fall with that of the cores.
    var source =
        new DeviceSource("snapdragon-8-gen-3", List.of("processors.gpu.dram.port_clock=0.903 GHz"));
    InferenceResult cold = run(source, "gpu-only");
    InferenceResult hot = run(source.throttled(5), "gpu-only");
    double clock = source.load().processor("gpu").throttleSteps().get(4).clockShare();
    double prefill = hot.prefillTokensPerSecond() / cold.prefillTokensPerSecond();
    double decode = hot.decodeTokensPerSecond() / cold.decodeTokensPerSecond();
    assertThat(prefill).isBetween(clock, 0.75);
    assertThat(decode).isBetween(0.8, 1.0);
  }

  @Test
  void decodeThroughAPortOfTheProcessorsClockFallsNoFurtherThanTheClock() {
    var source = new DeviceSource("snapdragon-8-gen-3", List.of());
    double clock = source.load().processor("gpu").throttleSteps().get(4).clockShare();
    double decode =
        run(source.throttled(5), "gpu-only").decodeTokensPerSecond()
            / run(source, "gpu-only").decodeTokensPerSecond();
    assertThat(decode).isBetween(clock, 0.75);
  }

  @Test
  void decodeAtALowerStepDrawsLessPowerAndNothingIsFaster() {
    var source = new DeviceSource("snapdragon-8-gen-3", List.of());
    double watts = Double.POSITIVE_INFINITY;
    double seconds = 0;
    for (int step = 0; step <= 7; step++) {
      InferenceResult result = run(source.throttled(step), "cpu-only");
      double power = result.decode().energy(result.device()).orElseThrow().averageWatts();
      assertThat(power).isLessThan(watts);
      assertThat(result.endToEndSeconds()).isGreaterThanOrEqualTo(seconds * (1 - 1e-12));
      watts = power;
      seconds = result.endToEndSeconds();
    }
  }

  @Test
  void theCpuSlowsDownWithinTenMinutesAndTheNpuDoesNot() {
    SustainedResult cpu = sustained("cpu-only");
    SustainedResult npu = sustained("npu-only");
    assertThat(cpu.firstThrottleSeconds().orElseThrow()).isBetween(120.0, 600.0);
    assertThat(cpu.prefillTokensPerSecond(600)).isLessThan(0.8 * cpu.prefillTokensPerSecond(60));
    assertThat(npu.watts(600)).isLessThan(cpu.watts(60));
    assertThat(npu.decodeTokensPerSecond(600)).isEqualTo(npu.decodeTokensPerSecond(60));
  }

  @Test
  void aColderPlaceOrALargerBodyPostponesIt() {
    double first = sustained("cpu-only").firstThrottleSeconds().orElseThrow();
    assertThat(
            sustained("cpu-only", "thermal.ambient=22 degC").firstThrottleSeconds().orElseThrow())
        .isGreaterThan(first);
    assertThat(
            sustained("cpu-only", "thermal.body.capacity=180 J/K")
                .firstThrottleSeconds()
                .orElseThrow())
        .isGreaterThan(first);
  }

  @Test
  void aPowerCapIsKeptForTheWholeHalfHour() {
    SustainedResult capped = sustained("cpu-only", "thermal.power_cap=4 W");
    assertThat(capped.samples()).allMatch(s -> s.load().watts() <= 4);
    assertThat(capped.watts(HALF_HOUR)).isLessThanOrEqualTo(4);
  }

  @Test
  void saysWhatATemplateLacks() {
    var source = new DeviceSource("apple-m2-10gpu", List.of());
    InferenceResult result = run(source, "gpu-only");
    assertThat(SustainedModel.missing(result)).contains("thermal", "processors.gpu.dvfs");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> SustainedModel.run(step -> new InferenceModel(source), result))
        .withMessageStartingWith("the template lacks thermal, processors.gpu.dvfs");
  }
}
