package org.socompass.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.llm.layer.AttentionShape;
import org.socompass.llm.layer.Biases;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.Normalization;
import org.socompass.llm.library.ModelLibrary;

/** Parameters that follow from the shapes against those that the authors state. */
final class LanguageModelTest {
  static Stream<String> models() {
    return ModelLibrary.ids().stream();
  }

  /** A wrong width, head count or tied table moves the count by more than this tolerance. */
  @ParameterizedTest
  @MethodSource("models")
  void hasThePublishedParameters(String id) {
    LanguageModel model = ModelLibrary.byId(id);

    double published = model.publishedParameters().orElseThrow();
    double relativeError = (model.parameters().total() - published) / published;
    assertThat(relativeError).isCloseTo(0, within(0.01));
  }

  @Test
  void parametersAreThoseOfAHandComputedModel() {
    // Table 128256 x 4096; layer: q and o 2 x 4096^2, k and v 2 x 4096 x 1024,
    // feed-forward 3 x 4096 x 14336, two norms of 4096; one more norm; LM head as the table.
    long layer = 33_554_432L + 8_388_608 + 176_160_768 + 8192;
    assertThat(ModelLibrary.byId("llama-3-8b").parameters())
        .isEqualTo(new ParameterCount(525_336_576, 32 * layer, 4096, 525_336_576, 0));
  }

  @Test
  void aTiedTableIsCountedOnce() {
    ParameterCount parameters = ModelLibrary.byId("gemma-2b").parameters();

    assertThat(parameters.lmHead()).isZero();
    assertThat(parameters.embedding()).isEqualTo(256_000L * 2048);
  }

  @Test
  void biasesOfEveryMatrixAreCounted() {
    // phi-2: q, k, v, o and down are 5 x 2560, up 10240; one LayerNorm of 2 x 2560.
    assertThat(vectorElements("phi-2-2.7b")).isEqualTo(5 * 2560 + 10_240 + 2 * 2560);
  }

  @Test
  void biasesOfQueriesKeysAndValuesAreCounted() {
    // qwen2-0.5b: 896 + 2 x 128; two RMSNorms of 896.
    assertThat(vectorElements("qwen2-0.5b")).isEqualTo(896 + 2 * 128 + 2 * 896);
  }

  private static long vectorElements(String id) {
    LanguageModel model = ModelLibrary.byId(id);
    return model.stack().get(0).vectorElements(model.hidden());
  }

  @Test
  void rejectsHeadsThatDoNotDivide() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AttentionShape(10, 4, 64, false))
        .withMessage("heads must be a multiple of kv_heads, but are 10 and 4");
  }

  @Test
  void rejectsASizeAndNamesIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FeedForward(FeedForward.Kind.GELU, 0))
        .withMessage("intermediate must be in [1, 16777216], but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AttentionShape(1, 1, 4097, false))
        .withMessage("head_dim must be in [1, 4096], but is 4097");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Normalization(Normalization.Kind.RMSNORM, 3, true))
        .withMessage("norms_per_layer must be 1, 2 or 4, but is 3");
  }

  @Test
  void oneNormPerLayerNeedsAParallelBlock() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model(/* normsPerLayer= */ 1, /* parallelBlock= */ false, 0, "x"))
        .withMessage("norms_per_layer must be 2 or 4 unless parallel_block is true, but is 1");
  }

  @Test
  void rejectsABlankIdAndNegativePositions() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model(2, false, 0, " "))
        .withMessage("id, name and source must not be blank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model(2, false, -1, "x"))
        .withMessage("learned_positions must not be negative, but is -1");
  }

  private static LanguageModel model(
      int normsPerLayer, boolean parallelBlock, int learnedPositions, String id) {
    return new LanguageModel(
        id,
        "x",
        1,
        8,
        new AttentionShape(2, 1, 4, false),
        new FeedForward(FeedForward.Kind.GELU, 16),
        new Normalization(Normalization.Kind.RMSNORM, normsPerLayer, true),
        10,
        false,
        Biases.NONE,
        parallelBlock,
        learnedPositions,
        128,
        OptionalDouble.empty(),
        "test");
  }
}
