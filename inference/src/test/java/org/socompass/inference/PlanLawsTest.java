package org.socompass.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.plan.Parallelism;
import org.socompass.inference.plan.Plan;
import org.socompass.inference.plan.Speculation;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.PipelineReport;
import org.socompass.inference.result.SpeculationReport;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.llm.storage.MatrixRole;

/** Laws of drafts, of stages and groups of devices, and of batches of different lengths. */
final class PlanLawsTest {
  private static final InferenceModel PHONE =
      new InferenceModel(new DeviceSource("snapdragon-8-gen-3", List.of()));
  private static final InferenceModel SYSTEM =
      new InferenceModel(new DeviceSource("h100-sxm-80gb", List.of("interconnect.devices=8")));

  private static InferenceRequest request(String model, String engine) {
    return new InferenceRequest(
        ModelLibrary.byId(model), Quantization.of("w4a16"), 256, 33, 1, engine, List.of());
  }

  private static InferenceResult drafted(
      InferenceRequest request, String draft, double acceptance, int length) {
    return PHONE.run(
        request.by(
            Plan.PLAIN.with(
                Speculation.named(
                    draft,
                    request.model(),
                    request.quantization(),
                    Optional.empty(),
                    ModelLibrary::byId,
                    acceptance,
                    length))));
  }

  @ParameterizedTest
  @CsvSource({
    "gpu-only, qwen3-8b, qwen3-0.6b",
    "npu-only, qwen3-8b, eagle",
    "cpu-only, qwen3.5-0.8b, mtp",
    "tensor, qwen3-8b, qwen3-0.6b",
    "llama.cpp, qwen3-8b, eagle",
    "qnn-genie, llama-3.2-3b, eagle"
  })
  void draftsThatAreNeverKeptAreNeverFaster(String engine, String model, String draft) {
    InferenceRequest request = request(model, engine);
    InferenceResult plain = PHONE.run(request);
    double before = Double.MAX_VALUE;
    for (double acceptance : new double[] {0, 0.3, 0.8, 1}) {
      InferenceResult result = drafted(request, draft, acceptance, 4);
      if (acceptance == 0) {
        assertThat(result.tpotSeconds()).isGreaterThanOrEqualTo(plain.tpotSeconds());
      }
      assertThat(result.tpotSeconds()).isLessThanOrEqualTo(before);
      assertThat(result.ttftSeconds()).isGreaterThan(plain.ttftSeconds());
      assertThat(result.weightsBytes()).isGreaterThan(plain.weightsBytes());
      assertThat(result.kvCacheBytes()).isGreaterThan(plain.kvCacheBytes());
      assertThat(result.kvCacheCapacityTokens()).isLessThanOrEqualTo(plain.kvCacheCapacityTokens());
      before = result.tpotSeconds();
    }
  }

  @Test
  void noDraftsAreThePlainInference() {
    InferenceRequest request = request("qwen3-8b", "gpu-only");

    InferenceResult none = drafted(request, "qwen3-0.6b", 0.9, 0);

    assertThat(none.request()).isEqualTo(request);
    assertThat(none.tpotSeconds()).isEqualTo(PHONE.run(request).tpotSeconds());
  }

  @Test
  void aStepIsItsDraftsAndTheirVerification() {
    InferenceResult result = drafted(request("qwen3-8b", "gpu-only"), "qwen3-0.6b", 0.75, 2);
    SpeculationReport report = result.plan().speculation().orElseThrow();

    // 1 + 0.75 + 0.5625
    assertThat(report.tokensPerStep()).isCloseTo(2.3125, within(1e-12));
    assertThat(result.decode().seconds())
        .isCloseTo(2 * report.draftSeconds() + report.verifySeconds(), within(1e-9));
    assertThat(report.plainSeconds())
        .isCloseTo(PHONE.run(request("qwen3-8b", "gpu-only")).decode().seconds(), within(1e-9));
    assertThat(report.bestTpotSeconds()).isLessThanOrEqualTo(report.plainSeconds());
    double breakEven = report.breakEvenAcceptance().orElseThrow();
    InferenceResult even = drafted(request("qwen3-8b", "gpu-only"), "qwen3-0.6b", breakEven, 2);
    assertThat(even.plan().speculation().orElseThrow().speedup()).isCloseTo(1, within(1e-6));
  }

  @Test
  void aHeadTakesNoMemoryForTableAndHeadOfTheModel() {
    InferenceRequest request = request("qwen3-8b", "gpu-only");
    SpeculationReport report = drafted(request, "eagle", 0.5, 1).plan().speculation().orElseThrow();

    // Products of a head: 2 h h + attention (32 + 2 * 8 + 32 heads of 128) h + 3 h 12288.
    double h = 4096;
    double weights = 2 * h * h + (32 + 16 + 32) * 128 * h + 3 * h * 12_288;
    double bytes =
        request.quantization().weightBytes(request.model(), MatrixRole.UP, 4096, 12_288)
            / (4096.0 * 12_288);
    assertThat(report.draftWeightsBytes() / weights).isCloseTo(bytes, within(0.001));
  }

  private static InferenceRequest onSystem(String model, long batch) {
    return new InferenceRequest(
        ModelLibrary.byId(model), Quantization.FP16, 512, 17, batch, "gpu-only", List.of());
  }

  private static InferenceResult parallel(InferenceRequest request, int stages, int groups) {
    return SYSTEM.run(
        request.by(Plan.PLAIN.with(new Parallelism(stages, groups, OptionalInt.empty()))));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void stagesShareWeightsAndWaitForEachOther(int stages) {
    InferenceResult one = parallel(onSystem("llama-3-70b", 1), stages, 1);
    InferenceResult many = parallel(onSystem("llama-3-70b", 64), stages, 1);
    PipelineReport report = one.plan().pipeline().orElseThrow();

    assertThat(report.layersOfStages()).hasSize(stages);
    assertThat(report.tensorParallel()).isEqualTo(8 / stages);
    // One sequence is on one stage at a time.
    assertThat(report.decodeIdleShare()).isGreaterThanOrEqualTo(1 - 1.0 / stages);
    assertThat(many.plan().pipeline().orElseThrow().decodeIdleShare())
        .isLessThan(report.decodeIdleShare());
    assertThat(report.busiestDeviceBytes() * 8)
        .isGreaterThanOrEqualTo(one.memoryBytes() * (1 - 1e-9));
    assertThat(one.tpotSeconds())
        .isGreaterThan(parallel(onSystem("llama-3-70b", 1), 1, 1).tpotSeconds());
  }

  @Test
  void oneStageAndOneGroupAreTensorParallel() {
    InferenceRequest request = onSystem("mixtral-8x7b", 16);

    assertThat(parallel(request, 1, 1).request()).isEqualTo(request);
    assertThat(parallel(request, 1, 1).plan().pipeline()).isEmpty();
  }

  @Test
  void groupsOfExpertsHoldEachExpertOnce() {
    LanguageModel mixtral = ModelLibrary.byId("mixtral-8x7b");
    var storage = new ModelStorage(mixtral, Quantization.FP16);
    // 32 layers of 8 experts of three 4096 x 14336 matrices, two bytes each.
    double experts = 32.0 * 8 * 3 * 4096 * 14_336 * 2;

    InferenceResult grouped = parallel(onSystem("mixtral-8x7b", 32), 1, 8);

    assertThat(grouped.weightsBytes())
        .isCloseTo(
            experts + 8 * (storage.weightsBytes() - experts),
            within(1e-6 * grouped.weightsBytes()));
    assertThat(grouped.decode().operators())
        .anyMatch(o -> o.operator().equals("all-to-all"))
        .noneMatch(o -> o.operator().equals("allreduce"));
  }

  @Test
  void stagesThatDoNotDivideTheDevicesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parallel(onSystem("llama-3-8b", 1), 3, 1))
        .withMessage(
            "3 stages of a pipeline with 1 groups of experts each do not divide the 8 devices of"
                + " the system");
  }

  @Test
  void equalLengthsAreAPlainBatch() {
    InferenceRequest batch = onSystem("llama-3-8b", 4);
    InferenceResult plain = SYSTEM.run(batch);

    InferenceResult mixed = SYSTEM.run(batch.by(Plan.PLAIN.of(Collections.nCopies(4, 512L))));

    assertThat(mixed.ttftSeconds()).isEqualTo(plain.ttftSeconds());
    assertThat(mixed.tpotSeconds()).isEqualTo(plain.tpotSeconds());
    assertThat(mixed.kvCacheBytes()).isEqualTo(plain.kvCacheBytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu-only", "npu-only", "cpu-only"})
  void aMixedBatchIsBetweenItsShortestAndItsLongest(String engine) {
    InferenceRequest request = request("llama-3.2-1b", engine);
    List<Long> lengths = List.of(128L, 512L, 4096L);
    InferenceResult mixed = PHONE.run(request.by(Plan.PLAIN.of(lengths)));
    InferenceResult least = PHONE.run(request.by(Plan.PLAIN.of(Collections.nCopies(3, 128L))));
    InferenceResult most = PHONE.run(request.by(Plan.PLAIN.of(Collections.nCopies(3, 4096L))));

    assertThat(mixed.tpotSeconds()).isBetween(least.tpotSeconds(), most.tpotSeconds());
    assertThat(mixed.ttftSeconds()).isBetween(least.ttftSeconds(), most.ttftSeconds());
    assertThat(mixed.kvCacheBytes()).isBetween(least.kvCacheBytes(), most.kvCacheBytes());
    assertThat(mixed.prefillTokensPerSecond() * mixed.ttftSeconds())
        .isCloseTo(128 + 512 + 4096, within(1e-6));
  }

  @Test
  void skewedRoutingIsNeverSlowerToDecode() {
    double before = Double.MAX_VALUE;
    for (double skew : new double[] {0, 0.5, 1, 2}) {
      InferenceRequest request =
          new InferenceRequest(
              ModelLibrary.byId("qwen3-30b-a3b").withRoutingSkew(skew),
              Quantization.of("w4a16"),
              64,
              9,
              8,
              "gpu-only",
              List.of());
      double now = PHONE.run(request).tpotSeconds();
      assertThat(now).isLessThanOrEqualTo(before);
      before = now;
    }
  }
}
