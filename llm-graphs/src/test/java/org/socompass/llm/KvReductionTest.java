package org.socompass.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.socompass.llm.library.ModelLibrary;

/** What stays of keys and values, by hand. */
final class KvReductionTest {
  private static final LanguageModel LLAMA = ModelLibrary.byId("llama-3.2-3b");

  @Test
  void aWindowWithSinksHoldsBoth() {
    // 28 layers, 8 heads of 128 for keys and values: 2 x 8 x 128 elements a token and layer.
    double ofToken = 28 * 2.0 * 8 * 128;
    LanguageModel less = new KvReduction(4, 1020, 1).of(LLAMA);
    assertThat(less.cachedElements(8192)).isEqualTo(1024 * ofToken);
    assertThat(less.cachedElements(100)).isEqualTo(100 * ofToken);
    assertThat(less.parameters()).isEqualTo(LLAMA.parameters());
  }

  @Test
  void layersThatShareHaveNoKeysOfTheirOwn() {
    // Of 28 layers 10 keep keys when 3 share: 9 x 3 + 1. The others lose two matrices of 3072 x
    // 1024.
    LanguageModel less = new KvReduction(0, 0, 3).of(LLAMA);
    assertThat(less.layers()).isEqualTo(28);
    assertThat(less.cachedElements(8192)).isEqualTo(8192 * 10 * 2.0 * 8 * 128);
    assertThat(LLAMA.parameters().total() - less.parameters().total())
        .isEqualTo(18 * 2L * 3072 * 1024);
  }

  @Test
  void windowsThatAModelHasStay() {
    LanguageModel gemma = ModelLibrary.byId("gemma-3-4b");
    // 34 layers, of which 29 see 1024 tokens; the other five are cut to 2048.
    double ofToken = gemma.cachedElements(1) / 34;
    assertThat(new KvReduction(0, 2048, 1).of(gemma).cachedElements(100_000))
        .isEqualTo(ofToken * (29 * 1024 + 5 * 2048));
  }

  @Test
  void nothingIsTheSameModel() {
    assertThat(KvReduction.NONE.of(LLAMA)).isSameAs(LLAMA);
  }

  @Test
  void wrongSizesAreRefused() {
    assertThatThrownBy(() -> new KvReduction(4, 0, 1))
        .hasMessage("sinks need a window of the last tokens beside them");
    assertThatThrownBy(() -> new KvReduction(0, 0, 0))
        .hasMessage("layers that share must be in [1, 4096], but are 0");
    LanguageModel latent = ModelLibrary.byId("deepseek-v3");
    assertThatThrownBy(() -> new KvReduction(0, 64, 2).of(latent))
        .hasMessage(
            "'deepseek-v3' has no layers with keys and values of heads that could be left out");
  }
}
