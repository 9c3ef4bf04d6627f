package org.socompass.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.GraphBuilder;
import org.socompass.llm.GraphOptions;
import org.socompass.llm.OperatorNode;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.report.chart.Palette;

/** The groups by which operators are coloured. */
final class OperatorGroupTest {
  @ParameterizedTest
  @CsvSource({
    "q_mul_k, ATTENTION",
    "attention@global, ATTENTION",
    "qkv_projection, PROJECTION",
    "v_absorption, PROJECTION",
    "ffn_down, FFN",
    "experts_gate_up@sparse, FFN",
    "swiglu, FFN",
    "layernorm_mha, NORM",
    "q_latent_norm, NORM",
    "state_scan, STATE",
    "residual_add_ffn, RESIDUAL",
    "quantize_ffn, CONVERSION",
    "lm_head, HEAD",
    "position_embedding, HEAD",
    "allreduce_mha, COMMUNICATION",
    "hand_over, OTHER"
  })
  void anOperatorIsOfThePartOfTheModelThatItBelongsTo(String name, OperatorGroup group) {
    assertThat(OperatorGroup.of(name)).isEqualTo(group);
  }

  /** Every operator of every model that ships has a part: OTHER is for what is no operator. */
  @Test
  void everyOperatorOfEveryModelHasAPart() {
    for (String id : ModelLibrary.ids()) {
      var graph =
          new GraphBuilder(
                  ModelLibrary.byId(id),
                  Quantization.of("w8a8"),
                  new GraphOptions(false, false, false, false))
              .wholeModel(ForwardPass.prefill(1, 64));
      assertThat(
              graph.nodes().stream()
                  .map(OperatorNode::name)
                  .filter(n -> OperatorGroup.of(n) == OperatorGroup.OTHER))
          .as(id)
          .isEmpty();
    }
  }

  @Test
  void eachPartHasAColourThatNoBoundHas() {
    assertThat(Palette.groups().keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(OperatorGroup.values()).map(OperatorGroup::id).toList());
    assertThat(Palette.groups().values())
        .doesNotHaveDuplicates()
        .doesNotContainAnyElementsOf(Palette.meanings().values());
  }
}
