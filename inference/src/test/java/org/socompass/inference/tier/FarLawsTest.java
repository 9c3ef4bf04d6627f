package org.socompass.inference.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseEnergy;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.tier.TierUse.Mode;
import org.socompass.input.InputException;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;
import org.socompass.operator.Bound;

/** What far memory beside a whole device must obey. */
final class FarLawsTest {
  private static final OperatorCache CACHE = new OperatorCache();
  private static final String CARD = "far_memory.extends=cxl-ddr5-x16";

  private static InferenceResult run(
      String device, String model, String engine, Mode mode, String... set) {
    Quantization quantization = engine.equals("llm-npu") ? Quantization.W8A8 : Quantization.FP16;
    var request =
        new InferenceRequest(ModelLibrary.byId(model), quantization, 64, 5, 4, engine, List.of())
            .placed(new TierUse(mode, 0, false));
    return InferenceModel.withoutTimelines(new DeviceSource(device, List.of(set)), CACHE)
        .run(request);
  }

  /** A GPU with less memory than Llama 3.2 1B takes: 2.5 GB of weights. */
  private static InferenceResult small(Mode mode, String... set) {
    List<String> all = new ArrayList<>(List.of("memory.capacity=2 GB", "memory.reserve=0 B"));
    all.addAll(List.of(set));
    return run("a100-80gb", "llama-3.2-1b", "gpu-only", mode, all.toArray(String[]::new));
  }

  private static void assertSameTimes(InferenceResult a, InferenceResult b) {
    assertThat(a.ttftSeconds()).isEqualTo(b.ttftSeconds());
    assertThat(a.tpotSeconds()).isEqualTo(b.tpotSeconds());
    assertThat(a.endToEndSeconds()).isEqualTo(b.endToEndSeconds());
  }

  @Test
  void infiniteBandwidthIsAllInMemory() {
    InferenceResult far =
        small(Mode.FAR, CARD, "far_memory.bandwidth=1e9 GB/s", "far_memory.latency=0 s");
    assertThat(far.far()).isPresent();
    assertThat(far.fitsInMemory()).isTrue();
    assertSameTimes(far, small(Mode.DRAM_ONLY));
  }

  @Test
  void memoryAsFastAsTheMainMemoryIsAllInMemory() {
    InferenceResult memory = small(Mode.DRAM_ONLY);
    InferenceResult far =
        small(
            Mode.FAR,
            CARD,
            "far_memory.latency=0 s",
            "far_memory.bandwidth=" + memory.device().memory().peakBytesPerSecond() + " B/s");
    assertSameTimes(far, memory);
  }

  @Test
  void aDeviceWhoseMemoryHoldsAllIsAsWithoutTheTier() {
    for (Mode mode : List.of(Mode.AUTO, Mode.FAR, Mode.DRAM_ONLY)) {
      InferenceResult with = run("a100-80gb", "llama-3.2-1b", "gpu-only", mode, CARD);
      InferenceResult without = run("a100-80gb", "llama-3.2-1b", "gpu-only", Mode.AUTO);
      assertThat(with.far()).isEmpty();
      assertSameTimes(with, without);
      assertThat(with.decode().operators()).isEqualTo(without.decode().operators());
    }
  }

  @Test
  void moreBandwidthLessLatencyAndMoreMainMemoryAreNeverSlower() {
    double before = Double.POSITIVE_INFINITY;
    for (double gb = 8; gb <= 4096; gb *= 2) {
      InferenceResult now = small(Mode.FAR, CARD, "far_memory.bandwidth=" + gb + " GB/s");
      assertThat(now.endToEndSeconds()).isLessThanOrEqualTo(before);
      before = now.endToEndSeconds();
    }
    before = 0;
    for (int us = 0; us <= 1000; us = 10 * us + 1) {
      double now = small(Mode.FAR, CARD, "far_memory.latency=" + us + " us").endToEndSeconds();
      assertThat(now).isGreaterThanOrEqualTo(before);
      before = now;
    }
    before = Double.POSITIVE_INFINITY;
    for (int mb = 500; mb <= 3000; mb += 250) {
      double now = small(Mode.AUTO, CARD, "memory.capacity=" + mb + " MB").endToEndSeconds();
      assertThat(now).isLessThanOrEqualTo(before);
      before = now;
    }
    assertThat(before).isEqualTo(small(Mode.DRAM_ONLY).endToEndSeconds());
  }

  @Test
  void anOperatorWaitsForTheLongerStream() {
    InferenceResult memory = small(Mode.DRAM_ONLY);
    InferenceResult far = small(Mode.FAR, CARD);
    FarPlan plan = far.far().orElseThrow().plan();
    // ffn_down is [8192, 2048] in 2 bytes; its share is that of all weights of a pass.
    double bytes = 8192.0 * 2048 * 2 * plan.everyPass().farShare();
    double streaming = 250e-9 + bytes / 56e9;
    OperatorTime in = operator(memory.decode(), "ffn_down");
    OperatorTime out = operator(far.decode(), "ffn_down");
    assertThat(streaming).isGreaterThan(in.seconds());
    assertThat(out.seconds()).isCloseTo(streaming, within(1e-12));
    assertThat(out.boundBy()).isEqualTo(Bound.FAR_MEMORY);
    assertThat(out.mainMemoryBytes()).isCloseTo(in.mainMemoryBytes() - bytes, within(1.0));
    double sum = far.decode().operators().stream().mapToDouble(OperatorTime::totalSeconds).sum();
    assertThat(far.decode().seconds()).isCloseTo(sum, within(1e-9 * sum));
  }

  private static OperatorTime operator(PhaseResult phase, String name) {
    return phase.operators().stream().filter(o -> o.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void whatAPassMovesIsWhatIsFar() {
    InferenceResult far = small(Mode.FAR, CARD);
    FarPlan plan = far.far().orElseThrow().plan();
    // Keys and values and the head's table are far as a whole; of the weights all matrices count.
    assertThat(far.far().orElseThrow().decode().weightsBytes())
        .isCloseTo(plan.everyPass().farBytes(), within(0.001 * plan.everyPass().farBytes()));
    assertThat(far.memoryBytes()).isCloseTo(2e9, within(1.0));
  }

  @Test
  void energyMovesWithTheBytes() {
    InferenceResult memory = run("snapdragon-8-gen-3", "llama-3.2-1b", "gpu-only", Mode.DRAM_ONLY);
    double read = memory.device().memory().energy().orElseThrow().joulesPerByteRead();
    String[] all = {
      CARD,
      "memory.capacity=1.5 GB",
      "memory.reserve=0 B",
      "far_memory.bandwidth=1e9 GB/s",
      "far_memory.latency=0 s",
      "far_memory.read_energy=" + read * 1e12 + " pJ/B"
    };
    InferenceResult far = run("snapdragon-8-gen-3", "llama-3.2-1b", "gpu-only", Mode.FAR, all);
    double moved = far.far().orElseThrow().decode().otherBytes();
    assertThat(joules(far.decode(), far))
        .isCloseTo(joules(memory.decode(), memory) + moved * read, within(1e-9));
    all[5] = "far_memory.read_energy=" + 3 * read * 1e12 + " pJ/B";
    InferenceResult dear = run("snapdragon-8-gen-3", "llama-3.2-1b", "gpu-only", Mode.FAR, all);
    double bytes = far.far().orElseThrow().decode().bytes();
    assertThat(joules(dear.decode(), dear))
        .isCloseTo(joules(far.decode(), far) + 2 * read * bytes, within(1e-9));
  }

  private static double joules(PhaseResult phase, InferenceResult result) {
    return phase.energy(result.device()).map(PhaseEnergy::joules).orElseThrow();
  }

  /** Every engine and several devices: far memory is charged for what it holds. */
  @ParameterizedTest
  @CsvSource({
    "snapdragon-8-gen-3,qwen2.5-0.5b,gpu-only,0.6 GB",
    "snapdragon-8-gen-3,qwen2.5-0.5b,cpu-only,0.6 GB",
    "snapdragon-8-gen-3,qwen2.5-0.5b,tensor,0.6 GB",
    "snapdragon-8-gen-3,qwen2.5-0.5b,llm-npu,0.3 GB",
    "a100-80gb-x4,llama-3.2-1b,gpu-only,0.5 GB"
  })
  void allEnginesMoveWhatIsFar(String device, String model, String engine, String capacity) {
    InferenceResult far =
        run(
            device,
            model,
            engine,
            Mode.FAR,
            CARD,
            "memory.capacity=" + capacity,
            "memory.reserve=0 B",
            "far_memory.bandwidth=1 GB/s");
    FarPlan plan = far.far().orElseThrow().plan();
    double each = plan.everyPass().farBytes() / far.device().deviceCount();
    assertThat(each).isPositive();
    assertThat(far.far().orElseThrow().decode().weightsBytes()).isBetween(0.95 * each, 1.05 * each);
    assertThat(far.far().orElseThrow().prefill().weightsBytes()).isGreaterThan(0.95 * each);
    assertThat(far.ttftSeconds()).isGreaterThan(0.9 * each / 1e9);
    assertThat(far.tpotSeconds()).isGreaterThan(0.9 * each / 1e9);
  }

  @Test
  void whatCanNotBeDoneIsRefused() {
    assertRefused(
        () -> small(Mode.FAR),
        "placement far needs far memory, but a100-80gb states none; name one, as in --set"
            + " far_memory.extends=cxl-ddr5-x16");
    assertRefused(
        () -> small(Mode.FAR, CARD, "far_memory.capacity=100 MB"),
        "placement far: 0.494 GB of weights, keys and values do not fit beside a100-80gb, whose far"
            + " memory has 0.100 GB; state more, as in --set far_memory.capacity=1GB");
    assertThat(small(Mode.AUTO, CARD, "far_memory.capacity=100 MB").fitsInMemory()).isFalse();
    assertRefused(
        () -> small(Mode.FAR, CARD, "memory.capacity=1 MB"),
        "placement far: the main memory of a100-80gb lacks 0.0");
  }

  private static void assertRefused(Runnable run, String message) {
    assertThatThrownBy(run::run).isInstanceOf(InputException.class).hasMessageStartingWith(message);
  }
}
