package org.socompass.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseEnergy;
import org.socompass.inference.result.PlacedFar;
import org.socompass.inference.tier.TierUse;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;

/** What units in the memory of a whole phone must obey. */
final class InMemoryLawsTest {
  private static final OperatorCache CACHE = new OperatorCache();
  private static final double SLACK = 1 + 1e-12;

  private static InferenceResult run(String engine, int batch, String... set) {
    List<String> all = new ArrayList<>(List.of("memory.extends=lpddr5x-pim"));
    all.addAll(List.of(set));
    var request =
        new InferenceRequest(
            ModelLibrary.byId("llama-3.2-1b"), Quantization.W4A16, 64, 4, batch, engine, List.of());
    return InferenceModel.withoutTimelines(new DeviceSource("snapdragon-8-gen-3", all), CACHE)
        .run(request);
  }

  private static InferenceResult without(String engine, int batch) {
    return run(engine, batch, "memory.pim=none");
  }

  private static double decode(InferenceResult result, ToDoubleFunction<OperatorTime> of) {
    return result.decode().operators().stream()
        .mapToDouble(o -> o.count() * of.applyAsDouble(o))
        .sum();
  }

  @Test
  void withoutUnitsNothingChanges() {
    for (String engine : List.of("npu-only", "tensor")) {
      InferenceResult with = without(engine, 1);
      InferenceResult plain =
          InferenceModel.withoutTimelines(new DeviceSource("snapdragon-8-gen-3", List.of()), CACHE)
              .run(with.request());
      assertThat(with.ttftSeconds()).as(engine).isEqualTo(plain.ttftSeconds());
      assertThat(with.tpotSeconds()).as(engine).isEqualTo(plain.tpotSeconds());
      assertThat(with.decode().operators()).isEqualTo(plain.decode().operators());
      assertThat(decode(with, OperatorTime::inMemoryBytes)).isZero();
    }
  }

  @Test
  void moreBandwidthInsideIsNeverSlower() {
    for (String engine : List.of("gpu-only", "tensor")) {
      double before = without(engine, 1).tpotSeconds();
      for (double gb = 20; gb <= 1280; gb *= 4) {
        double now = run(engine, 1, "memory.pim.bandwidth=" + gb + " GB/s").tpotSeconds();
        assertThat(now).as("%s at %s GB/s", engine, gb).isLessThanOrEqualTo(before * SLACK);
        before = now;
      }
    }
  }

  /** Random units, some of them slower than the bus: the engine takes them only where they pay. */
  @Test
  void unitsAreTakenOnlyWhereTheyPay() {
    var random = new Random(18);
    for (int i = 0; i < 9; i++) {
      String engine = List.of("cpu-only", "gpu-only", "npu-only").get(i % 3);
      int batch = 1 << random.nextInt(4);
      InferenceResult with =
          run(
              engine,
              batch,
              "memory.pim.bandwidth=" + (20 + random.nextInt(600)) + " GB/s",
              "memory.pim.operations.fp16=" + (20 + random.nextInt(2000)) + " GFLOPS",
              "memory.pim.mode_switch=" + random.nextInt(500) + " us",
              "memory.pim.capacity_share=" + (0.01 + random.nextDouble() / 10));
      InferenceResult without = without(engine, batch);
      assertThat(with.tpotSeconds()).isLessThanOrEqualTo(without.tpotSeconds() * SLACK);
      assertThat(with.ttftSeconds()).isLessThanOrEqualTo(without.ttftSeconds() * SLACK);
    }
  }

  @Test
  void unitsOfTheRateOfTheBusThatCostNothingAreNotSlower() {
    double with =
        run(
                "gpu-only",
                1,
                "memory.pim.bandwidth_multiple=1",
                "memory.pim.efficiency=0.906",
                "memory.pim.operations.fp16=1e6 GFLOPS",
                "memory.pim.mode_switch=0 us",
                "memory.pim.input_copies=1")
            .tpotSeconds();
    assertThat(with).isLessThanOrEqualTo(without("gpu-only", 1).tpotSeconds() * SLACK);
  }

  /** What no longer crosses the bus is read inside; activations cross once for each channel. */
  @Test
  void bytesAreConserved() {
    InferenceResult with = run("npu-only", 1);
    InferenceResult without = without("npu-only", 1);
    double inside = decode(with, OperatorTime::inMemoryBytes);
    double crossing = decode(with, OperatorTime::mainMemoryBytes);
    double all = decode(without, OperatorTime::mainMemoryBytes);
    assertThat(inside).isPositive();
    assertThat(crossing).isLessThan(all);
    // All products are in memory, so that their weights are all that stays; a hidden state of 4 kB
    // goes to four channels.
    assertThat(crossing + inside).isBetween(all * 0.99, all * 1.02);
    // Of a prompt only the head, on its last token, has few enough rows.
    assertThat(
            with.prefill().operators().stream()
                .filter(OperatorTime::isInMemory)
                .map(OperatorTime::name))
        .containsExactly("lm_head");
  }

  @Test
  void aShareOfTheCapacityIsAShareOfTheTime() {
    double all = run("npu-only", 1).tpotSeconds();
    double none = without("npu-only", 1).tpotSeconds();
    double weights = run("npu-only", 1).weightsBytes();
    String half = String.valueOf(weights / 2 / (16L << 30));
    double some = run("npu-only", 1, "memory.pim.capacity_share=" + half).tpotSeconds();
    // Besides, what is in memory and what is not is submitted apart.
    assertThat(some).isBetween((all + none) / 2, none);
    assertThat(some).isCloseTo((all + none) / 2, within(none * 0.1));
  }

  @Test
  void batchesBeyondTheUnitsStayOnTheProcessor() {
    assertThat(decode(run("gpu-only", 17), OperatorTime::inMemoryBytes)).isZero();
    assertThat(decode(run("gpu-only", 1), OperatorTime::inMemoryBytes)).isPositive();
  }

  /** Units at all of 2 GB, of which 0.5 GB are free: less than the weights of Llama 3.2 1B. */
  private static InferenceResult small(TierUse.Mode mode, String... set) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "memory.extends=lpddr5x-pim",
                "memory.capacity=2 GB",
                "memory.reserve=1.5 GB",
                "far_memory.extends=cxl-ddr5-x16"));
    all.addAll(List.of(set));
    var request =
        new InferenceRequest(
                ModelLibrary.byId("llama-3.2-1b"),
                Quantization.W4A16,
                64,
                4,
                1,
                "npu-only",
                List.of())
            .placed(new TierUse(mode, 0, false));
    return InferenceModel.withoutTimelines(new DeviceSource("snapdragon-8-gen-3", all), CACHE)
        .run(request);
  }

  private static List<String> inside(InferenceResult result) {
    return result.decode().operators().stream()
        .filter(OperatorTime::isInMemory)
        .map(OperatorTime::name)
        .toList();
  }

  @Test
  void whatUnitsRunIsStillInMemoryIfSomeWeightsAreFar() {
    InferenceResult far = small(TierUse.Mode.FAR);
    assertThat(far.far().orElseThrow().decode().weightsBytes()).isPositive();
    assertThat(inside(far)).isNotEmpty().isEqualTo(inside(small(TierUse.Mode.DRAM_ONLY)));
  }

  @Test
  void weightsThatAreFarAreNotReadInside() {
    InferenceResult all = small(TierUse.Mode.DRAM_ONLY);
    InferenceResult far = small(TierUse.Mode.FAR);
    double weights = far.far().orElseThrow().decode().weightsBytes();
    assertThat(decode(far, OperatorTime::inMemoryBytes))
        .isCloseTo(decode(all, OperatorTime::inMemoryBytes) - weights, within(1.0));
    // What crosses the bus are activations and what is beside: nothing less than before.
    for (OperatorTime o : far.decode().operators()) {
      if (o.isInMemory()) {
        assertThat(o.mainMemoryBytes()).isPositive();
      }
    }
  }

  @Test
  void aFarWeightCostsWhatItsByteCostsInPlaceOfOneReadInside() {
    String[] free = {"far_memory.bandwidth=1e9 GB/s", "far_memory.latency=0 s", ""};
    free[2] = "far_memory.read_energy=8.3 pJ/B";
    InferenceResult asInside = small(TierUse.Mode.FAR, free);
    double joules = joules(asInside);
    PlacedFar.Moved moved = asInside.far().orElseThrow().decode();
    double read = asInside.device().memory().energy().orElseThrow().joulesPerByteRead();
    // As dear as inside, so that only what is no weight costs another sum.
    assertThat(joules)
        .isCloseTo(
            joules(small(TierUse.Mode.DRAM_ONLY))
                + moved.otherBytes() * 8.3e-12
                + moved.cacheBytes() * (8.3e-12 - read),
            within(1e-9));
    free[2] = "far_memory.read_energy=30 pJ/B";
    assertThat(joules(small(TierUse.Mode.FAR, free)))
        .isCloseTo(joules + moved.bytes() * (30 - 8.3) * 1e-12, within(1e-9));
  }

  private static double joules(InferenceResult result) {
    return result.decode().energy(result.device()).map(PhaseEnergy::joules).orElseThrow();
  }
}
