package org.socompass.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.socompass.inference.TestInferences.EXACT;
import static org.socompass.inference.TestInferences.model;
import static org.socompass.inference.TestInferences.request;
import static org.socompass.inference.TestInferences.small;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.Quantization;

/**
 * What holds for whole inferences on any device: more work takes no less time, more hardware no
 * more.
 */
final class InferenceLawsTest {
  @ParameterizedTest
  @CsvSource({
    "a100-80gb, gpu-only, 1, FP16",
    "a100-80gb-x4, gpu-only, 4, FP16",
    "jetson-agx-orin, gpu-only, 1, W4A16",
    "jetson-agx-thor, gpu-only, 1, W8A8",
    "snapdragon-8-gen-3, layer, 1, W4A16",
    "snapdragon-8-gen-3, npu-only, 1, W4A16",
    "rk3588, npu-only, 1, W8A8",
    "rk3588, cpu-only, 1, W8A8",
    "apple-m1-8gpu, gpu-only, 1, Q4_0",
  })
  void moreTokensSequencesOrLayersNeverTakeLessTime(
      String device, String engine, long batch, Quantization quantization) {
    InferenceModel model = model(device);
    InferenceResult base = model.run(request("llama-2-7b", quantization, 300, 40, batch, engine));
    var random = new SplittableRandom(42);
    for (int i = 0; i < 3; i++) {
      long prompt = 300 + random.nextLong(1, 600);
      InferenceResult longer =
          model.run(request("llama-2-7b", quantization, prompt, 40, batch, engine));
      assertNoFaster(longer.ttftSeconds(), base.ttftSeconds());
      assertNoFaster(longer.tpotSeconds(), base.tpotSeconds());
    }
    InferenceResult wider =
        model.run(request("llama-2-7b", quantization, 300, 40, batch + 1, engine));
    assertNoFaster(wider.ttftSeconds(), base.ttftSeconds());
    assertNoFaster(wider.tpotSeconds(), base.tpotSeconds());
    InferenceResult further =
        model.run(request("llama-2-7b", quantization, 300, 41, batch, engine));
    assertNoFaster(further.endToEndSeconds(), base.endToEndSeconds());
    // TinyLlama has 22 layers of 2048, Llama-2 7B 32 of 4096.
    InferenceResult smaller =
        model.run(request("tinyllama-1.1b", quantization, 300, 40, batch, engine));
    assertThat(smaller.ttftSeconds()).isLessThan(base.ttftSeconds());
    assertThat(smaller.tpotSeconds()).isLessThan(base.tpotSeconds());
    assertSound(base);
  }

  private static void assertNoFaster(double more, double less) {
    assertThat(more).isFinite().isPositive().isGreaterThanOrEqualTo(less * (1 - EXACT));
  }

  private static void assertSound(InferenceResult result) {
    for (PhaseResult phase : List.of(result.prefill(), result.decode())) {
      assertThat(phase.seconds()).isGreaterThanOrEqualTo(phase.rooflineSeconds() * (1 - EXACT));
      for (OperatorTime o : phase.operators()) {
        assertThat(o.seconds()).as("%s", o).isFinite().isPositive();
        assertThat(o.utilization()).as("%s", o).isBetween(0.0, 1.0);
        assertThat(o.mainMemoryBytes()).isFinite().isNotNegative();
      }
    }
  }

  /** Cores, clock and buffers of every processor, and the memory, one at a time. */
  @ParameterizedTest
  @CsvSource({
    "a100-80gb, gpu-only, W4A16",
    "jetson-agx-orin, gpu-only, FP16",
    "jetson-agx-orin, mlc, W4A16",
    "snapdragon-8-gen-3, layer, W4A16",
    "snapdragon-8-gen-3, gpu-only, W4A16",
    "rk3588, npu-only, W8A8",
    "apple-m1-8gpu, gpu-only, Q8_0",
  })
  void moreHardwareNeverTakesMoreTime(String device, String engine, Quantization quantization) {
    InferenceRequest request = request("tinyllama-1.1b", quantization, 200, 20, 1, engine);
    InferenceResult plain = model(device).run(request);
    Device d = DeviceLibrary.load(device);
    List<List<String>> faster = new ArrayList<>();
    faster.add(
        List.of(device.startsWith("a100") ? "memory.bandwidth=3 TB/s" : "memory.data_rate=9 GT/s"));
    for (String field : List.of("cores", "clock", "global_buffer.capacity")) {
      List<String> all = new ArrayList<>();
      for (Processor p : d.processors().values()) {
        String value =
            switch (field) {
              case "cores" -> String.valueOf(p.cores() + 1);
              case "clock" -> 1.3 * p.clockHz() / 1e9 + " GHz";
              default -> 2 * p.global().capacityBytes() + " B";
            };
        all.add("processors." + p.id() + "." + field + "=" + value);
      }
      faster.add(all);
    }
    for (List<String> overrides : faster) {
      InferenceResult result = new InferenceModel(new DeviceSource(device, overrides)).run(request);

      assertThat(result.ttftSeconds())
          .as("%s", overrides)
          .isLessThanOrEqualTo(plain.ttftSeconds() * (1 + 1e-5));
      assertThat(result.tpotSeconds())
          .as("%s", overrides)
          .isLessThanOrEqualTo(plain.tpotSeconds() * (1 + 1e-5));
    }
  }

  @Test
  void decodeTakesLongerWithEveryTokenOfContext() {
    InferenceModel model = model("rk3588");
    double before = 0;
    for (long context : new long[] {1, 2, 100, 101, 1000, 4000, 16_000}) {
      double seconds =
          model.pass(small(1, 1, "npu-only"), ForwardPass.decode(1, context)).seconds();
      assertThat(seconds).isGreaterThan(before);
      before = seconds;
    }
  }

  /** Neither a second model nor other requests before it change a result. */
  @Test
  void resultsDependOnTheRequestAlone() {
    InferenceModel used = model("snapdragon-8-gen-3");
    List<InferenceRequest> requests =
        List.of(
            small(10, 2, "layer"),
            small(100, 4, "layer"),
            small(10, 2, "gpu-only"),
            request("tinyllama-1.1b", Quantization.W4A16, 33, 3, 2, "npu-only"),
            small(17, 2, "auto"));
    requests.forEach(used::run);
    for (InferenceRequest request : requests) {
      InferenceResult again = used.run(request);
      InferenceResult fresh = model("snapdragon-8-gen-3").run(request);

      assertThat(again.prefill()).isEqualTo(fresh.prefill());
      assertThat(again.decode()).isEqualTo(fresh.decode());
      assertThat(again.endToEndSeconds()).isEqualTo(fresh.endToEndSeconds());
    }
    assertThat(used.mappers()).containsKeys("layer", "gpu-only", "npu-only");
  }
}
