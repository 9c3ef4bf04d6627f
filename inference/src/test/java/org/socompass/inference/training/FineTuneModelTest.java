package org.socompass.inference.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.training.FineTuning.Recompute;
import org.socompass.inference.training.FineTuning.Sharding;
import org.socompass.input.InputException;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;

/** Fine-tuning: parameters and memory by hand, and what any step must obey. */
final class FineTuneModelTest {
  private static final OperatorCache CACHE = new OperatorCache();
  private static final DeviceSource FOUR = new DeviceSource("a100-80gb-x4", List.of());

  private static FineTuning tuning(OptionalInt rank, Recompute recompute, int replicas) {
    return tuning(rank, recompute, replicas, Sharding.NONE, true);
  }

  private static FineTuning tuning(
      OptionalInt rank, Recompute recompute, int replicas, Sharding sharding, boolean fuses) {
    return new FineTuning(
        ModelLibrary.byId("llama-3.2-1b"),
        Quantization.FP16,
        rank,
        512,
        2,
        1,
        recompute,
        ParameterUpdate.Rule.ADAM,
        replicas,
        sharding,
        fuses);
  }

  private static TrainingStep step(FineTuning tuning) {
    return FineTuneModel.of(FOUR, tuning, "gpu-only", CACHE);
  }

  @Test
  void adaptersHaveRowsAndColumnsOfEachMatrix() {
    // Llama 3.2 1B: q, o 2048 + 2048; k, v 2048 + 512; gate, up, down 2048 + 8192; 16 layers.
    long ofLayer = 2 * 4096 + 2 * 2560 + 3 * 10_240;
    assertThat(TrainingMemory.trainedParameters(tuning(OptionalInt.of(16), Recompute.NONE, 1)))
        .isEqualTo(16 * 16 * ofLayer);
  }

  @Test
  void aLayerKeepsWhatItsGradientsNeed() {
    // A layer of 1024 tokens in 16 bit, t = 1024 x 2 B: two norms 2 x 2048 t, qkv 2048 t, Q 2048 t,
    // K and V 512 t each, output projection 2048 t, gate and up 2048 t and 2 x 8192 t, down 8192 t.
    double t = 1024 * 2;
    double layer = t * (2 * 2048 + 2048 + 2048 + 2 * 512 + 2048 + 2048 + 2 * 8192 + 8192);
    // Behind the layers the last norm and the head 2 x 2048 t, and logits in 32 bit.
    double ends = t * 2 * 2048 + 1024 * 4.0 * 128_256;
    TrainingGraph graph = TrainingGraph.of(tuning(OptionalInt.empty(), Recompute.NONE, 1), 1, true);
    assertThat(graph.keptBytes(tuning(OptionalInt.empty(), Recompute.NONE, 1)))
        .isCloseTo(16 * layer + ends, within(1.0));
  }

  @Test
  void gradientsTakeTwiceTheOperationsOfProducts() {
    TrainingGraph graph =
        TrainingGraph.of(tuning(OptionalInt.empty(), Recompute.NONE, 1), 1, false);
    double forward =
        graph.forward().stream()
            .filter(n -> n.operator().id().equals("matmul"))
            .mapToDouble(n -> n.operations())
            .sum();
    double backward =
        graph.backward().stream()
            .filter(p -> p.node().operator().id().equals("matmul"))
            .mapToDouble(p -> p.node().operations())
            .sum();
    assertThat(backward).isCloseTo(2 * forward, within(1e-9 * forward));
  }

  @Test
  void computingAgainTradesTimeForMemory() {
    TrainingStep kept = step(tuning(OptionalInt.empty(), Recompute.NONE, 4, Sharding.NONE, false));
    TrainingStep scores =
        step(tuning(OptionalInt.empty(), Recompute.ATTENTION, 4, Sharding.NONE, false));
    TrainingStep again = step(tuning(OptionalInt.empty(), Recompute.FULL, 4, Sharding.NONE, false));
    assertThat(kept.seconds()).isLessThan(scores.seconds());
    assertThat(scores.seconds()).isLessThan(again.seconds());
    assertThat(kept.memory().bytes()).isGreaterThan(scores.memory().bytes());
    assertThat(scores.memory().bytes()).isGreaterThan(again.memory().bytes());
    assertThat(again.hardwareUtilization()).isGreaterThan(again.modelUtilization());
  }

  @Test
  void shardsNeverNeedMoreMemory() {
    double before = Double.POSITIVE_INFINITY;
    for (Sharding sharding : Sharding.values()) {
      TrainingStep step = step(tuning(OptionalInt.empty(), Recompute.FULL, 4, sharding, true));
      assertThat(step.memory().bytes()).isLessThan(before);
      before = step.memory().bytes();
    }
  }

  @Test
  void adaptersAreCheaperThanAllParameters() {
    TrainingStep full = step(tuning(OptionalInt.empty(), Recompute.NONE, 4));
    TrainingStep lora = step(tuning(OptionalInt.of(8), Recompute.NONE, 4));
    assertThat(lora.seconds()).isLessThan(full.seconds());
    assertThat(lora.memory().bytes()).isLessThan(full.memory().bytes());
    assertThat(lora.gradientSeconds()).isLessThan(full.gradientSeconds());
  }

  @Test
  void gradientsHideBehindTheBackwardPass() {
    TrainingStep step = step(tuning(OptionalInt.empty(), Recompute.NONE, 4));
    // 16 layers: what is left is a layer's share where the rest fits behind the others.
    assertThat(step.exposedSeconds())
        .isCloseTo(
            Math.max(0, step.gradientSeconds() - step.backwardSeconds() * 15 / 16)
                + step.gradientSeconds() / 16,
            within(1e-12));
    assertThat(step.seconds())
        .isCloseTo(
            step.forwardSeconds()
                + step.backwardSeconds()
                + step.optimizerSeconds()
                + step.exposedSeconds(),
            within(1e-9));
  }

  @Test
  void wrongInputIsRefused() {
    assertThatThrownBy(() -> step(tuning(OptionalInt.empty(), Recompute.NONE, 3)))
        .isInstanceOf(InputException.class)
        .hasMessage("3 replicas do not divide the 4 devices of a100-80gb-x4");
    assertThatThrownBy(
            () ->
                FineTuneModel.of(
                    new DeviceSource("snapdragon-8-gen-3", List.of()),
                    tuning(OptionalInt.of(8), Recompute.NONE, 1),
                    "npu-only",
                    CACHE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("engine 'npu-only' does not train on snapdragon-8-gen-3");
    assertThatThrownBy(
            () ->
                new FineTuning(
                    ModelLibrary.byId("llama-3.2-1b"),
                    Quantization.Q4_0,
                    OptionalInt.empty(),
                    8,
                    1,
                    1,
                    Recompute.NONE,
                    ParameterUpdate.Rule.SGD,
                    1,
                    Sharding.NONE,
                    true))
        .hasMessage(
            "weights that are trained need 16 bits, but q4_0 has q4_0; adapters beside them (lora) do not");
  }
}
