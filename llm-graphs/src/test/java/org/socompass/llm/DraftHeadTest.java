package org.socompass.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.llm.library.ModelLibrary;

/** Heads against the parameters that their authors state. */
final class DraftHeadTest {
  private static double ownParameters(LanguageModel head) {
    ParameterCount count = head.parameters();
    return count.total() - count.embedding() - count.lmHead();
  }

  /** Li et al., EAGLE, 2024: 0.24 B for 7 B models, 0.99 B for 70 B. */
  @ParameterizedTest
  @CsvSource({"llama-2-7b, 0.24e9", "llama-3-70b, 0.99e9"})
  void anEagleHeadHasThePublishedParameters(String model, double published) {
    double own = ownParameters(DraftHead.eagle(ModelLibrary.byId(model)));

    assertThat(own / published).isCloseTo(1, within(0.02));
  }

  /** DeepSeek-V3's README: 11.5 B parameters of the MTP module are its own. */
  @Test
  void theMtpModuleOfDeepSeekHasThePublishedParameters() {
    LanguageModel head = DraftHead.mtp(ModelLibrary.byId("deepseek-v3"));

    assertThat(ownParameters(head)).isCloseTo(11.5e9, within(0.15e9));
    assertThat(head.layers()).isEqualTo(1);
  }

  @Test
  void theMtpLayerOfAHybridAttendsToAllKeys() {
    LanguageModel head = DraftHead.mtp(ModelLibrary.byId("qwen3.5-0.8b"));

    assertThat(head.stateBytes()).isZero();
    assertThat(head.cachedElements(100)).isPositive();
  }

  @Test
  void aModelWithoutSuchLayersIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DraftHead.mtp(ModelLibrary.byId("llama-3-8b")))
        .withMessage(
            "'llama-3-8b' has no layers that predict tokens ahead (MTP);"
                + " 'eagle' drafts with a head of any model");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DraftHead.eagle(ModelLibrary.byId("mamba2-2.7b")))
        .withMessage("'mamba2-2.7b' has no attention that a drafting head is like");
  }
}
