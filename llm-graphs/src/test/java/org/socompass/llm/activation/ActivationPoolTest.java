package org.socompass.llm.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.hardware.DataType;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.GraphBuilder;
import org.socompass.llm.GraphOptions;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelGraph;
import org.socompass.llm.OperatorNode;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.operator.ElementwiseOperator;

final class ActivationPoolTest {
  private static final long ALIGNMENT = 64;

  /** Worked out by hand: a lives with b, b with c, never a with c. */
  @Test
  void tensorsThatDoNotMeetShareMemory() {
    var a = new ActivationTensor("a", 100, 0, 1);
    var b = new ActivationTensor("b", 200, 1, 2);
    var c = new ActivationTensor("c", 100, 2, 3);

    ActivationPool pool = ActivationPool.of(List.of(a, b, c), ALIGNMENT);

    // b is the largest: 0 to 200; a and c begin at the next multiple of 64.
    assertThat(pool.places())
        .extracting(ActivationPool.Place::offset)
        .containsExactly(256L, 0L, 256L);
    assertThat(pool.bytes()).isEqualTo(356);
    assertThat(pool.liveBytes()).isEqualTo(300);
  }

  /**
   * Llama-3 8B, 256 tokens, everything fused: at the activation the hidden state, gate and up, and
   * their product live: 256 * 2 B * (4096 + 2 * 14336 + 14336).
   */
  @Test
  void peakOfLlamaIsInTheFeedForwardNetwork() {
    ActivationPool pool =
        ActivationPool.of(
            tensors("llama-3-8b", GraphOptions.fused(), ForwardPass.prefill(1, 256)), ALIGNMENT);

    assertThat(pool.liveBytes()).isEqualTo(256L * 2 * (4096 + 3 * 14336));
  }

  /** Unfused, the scores of 32 heads dominate: hidden, queries read, 32 * 2048 * 2048 scores. */
  @Test
  void peakOfLongPromptsAreTheScores() {
    ActivationPool pool =
        ActivationPool.of(
            tensors("llama-3-8b", GraphOptions.unfused(), ForwardPass.prefill(1, 2048)), ALIGNMENT);

    assertThat(pool.liveBytes()).isEqualTo(2048L * 2 * (4096 + 4096) + 32L * 2048 * 2048 * 2);
  }

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void tensorsAtOneTimeDoNotOverlap(int seed) {
    var random = new SplittableRandom(seed);
    List<ActivationTensor> tensors = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int first = random.nextInt(60);
      tensors.add(
          new ActivationTensor(
              "t" + i, random.nextLong(0, 100_000), first, first + random.nextInt(8)));
    }

    check(ActivationPool.of(tensors, ALIGNMENT));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyModelHasAPool(int seed) {
    var random = new SplittableRandom(seed);
    List<String> models = ModelLibrary.ids();
    var options =
        new GraphOptions(
            random.nextBoolean(), random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
    long tokens = random.nextLong(1, 3000);
    String model = models.get(random.nextInt(models.size()));
    Quantization[] stored = Quantization.values();
    LanguageModel language = ModelLibrary.byId(model);
    ModelGraph graph =
        new GraphBuilder(language, stored[random.nextInt(stored.length)], options)
            .wholeModel(
                random.nextBoolean()
                    ? ForwardPass.prefill(1 + seed % 3, tokens)
                    : ForwardPass.decode(1 + seed % 3, tokens));

    List<ActivationTensor> tensors = ActivationTensors.of(graph.nodes());

    // Only the logits are nobody's input: all others are read by an operator that follows.
    assertThat(tensors.subList(0, tensors.size() - 1))
        .allSatisfy(t -> assertThat(t.lastNode()).isGreaterThan(t.firstNode()));
    assertThat(tensors.get(tensors.size() - 1).name()).isEqualTo("logits");
    check(ActivationPool.of(tensors, ALIGNMENT));
  }

  private static void check(ActivationPool pool) {
    long sum = 0;
    for (int i = 0; i < pool.places().size(); i++) {
      ActivationPool.Place a = pool.places().get(i);
      sum += a.tensor().bytes() + ALIGNMENT;
      assertThat(a.offset() % ALIGNMENT).isZero();
      assertThat(a.end()).isLessThanOrEqualTo(pool.bytes());
      for (ActivationPool.Place b : pool.places().subList(0, i)) {
        boolean areApart = a.end() <= b.offset() || b.end() <= a.offset();
        assertThat(areApart || !a.tensor().overlaps(b.tensor())).isTrue();
      }
    }
    assertThat(pool.bytes()).isBetween(pool.liveBytes(), sum);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    var node =
        new OperatorNode(
            "mystery",
            new ElementwiseOperator(ElementwiseOperator.Kind.ROPE, 8, DataType.FP16, DataType.FP16),
            1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ActivationTensors.of(List.of(node)))
        .withMessage("it is not known what mystery reads");
    assertThatIllegalArgumentException().isThrownBy(() -> ActivationPool.of(List.of(), 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ActivationTensor("a", 1, 2, 1))
        .withMessage("a of 1 B can't live from operator 2 to 1");
  }

  private static List<ActivationTensor> tensors(
      String model, GraphOptions options, ForwardPass pass) {
    return ActivationTensors.of(
        new GraphBuilder(ModelLibrary.byId(model), Quantization.FP16, options)
            .wholeModel(pass)
            .nodes());
  }
}
