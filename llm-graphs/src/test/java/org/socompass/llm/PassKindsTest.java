package org.socompass.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.hardware.DataType;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.operator.Attention;
import org.socompass.operator.Exchange;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;

/** Passes over sequences of different lengths, over drafts, and over groups of experts. */
final class PassKindsTest {
  private static Map<String, Operator> graph(String model, GraphOptions options, ForwardPass pass) {
    return new GraphBuilder(ModelLibrary.byId(model), Quantization.FP16, options)
        .wholeModel(pass).nodes().stream()
            .collect(Collectors.toMap(OperatorNode::name, OperatorNode::operator));
  }

  private static Operator of(Map<String, Operator> graph, String name) {
    return Objects.requireNonNull(graph.get(name), name);
  }

  @Test
  void fusedAttentionOfMixedLengthsReadsTheirMean() {
    ForwardPass mixed = ForwardPass.decode(List.of(100L, 300L, 800L));

    var attention = (Attention) of(graph("llama-3-8b", GraphOptions.fused(), mixed), "attention");

    // (100 + 300 + 800) / 3
    assertThat(attention.kvLength()).isEqualTo(400);
    assertThat(attention.batch()).isEqualTo(3);
  }

  @Test
  void unfusedAttentionOfMixedLengthsIsOneProductForEach() {
    ForwardPass mixed = ForwardPass.decode(List.of(100L, 800L, 100L));

    Map<String, Operator> graph = graph("llama-3-8b", GraphOptions.unfused(), mixed);

    assertThat(((Matmul) of(graph, "q_mul_k#100")).batch()).isEqualTo(2 * 8);
    assertThat(((Matmul) of(graph, "q_mul_k#800")).n()).isEqualTo(800);
    assertThat(graph).containsKey("ffn_down").doesNotContainKey("q_mul_k");
  }

  @Test
  void aWindowHoldsNoMoreOfALongSequence() {
    ForwardPass mixed = ForwardPass.decode(List.of(100L, 5000L));

    Map<String, Operator> graph = graph("gemma-3-1b", GraphOptions.fused(), mixed);

    // Windows of 512: (100 + 512) / 2; all keys: (100 + 5000) / 2.
    assertThat(
            graph.entrySet().stream()
                .filter(e -> e.getKey().startsWith("attention@"))
                .map(e -> ((Attention) e.getValue()).kvLength()))
        .containsExactlyInAnyOrder(306L, 2550L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-3-8b", "gemma-3-1b", "deepseek-v2-lite", "qwen3.5-0.8b"})
  void equalLengthsAreAPlainBatch(String model) {
    ForwardPass mixed = ForwardPass.decode(Collections.nCopies(4, 700L));

    assertThat(mixed).isEqualTo(ForwardPass.decode(4, 700));
    for (GraphOptions options : List.of(GraphOptions.fused(), GraphOptions.unfused())) {
      assertThat(graph(model, options, mixed))
          .isEqualTo(graph(model, options, ForwardPass.decode(4, 700)));
    }
  }

  @Test
  void draftsAreVerifiedWithTheTokenBeforeThem() {
    ForwardPass verify = ForwardPass.decode(2, 100).verifying(3);

    Map<String, Operator> graph = graph("llama-3-8b", GraphOptions.fused(), verify);

    assertThat(((Matmul) of(graph, "lm_head")).m()).isEqualTo(2 * 4);
    assertThat(((Matmul) of(graph, "ffn_down")).m()).isEqualTo(2 * 4);
    var attention = (Attention) of(graph, "attention");
    assertThat(attention.queryLength()).isEqualTo(4);
    assertThat(attention.kvLength()).isEqualTo(103);
  }

  @Test
  void statesAreKeptForEachDraft() {
    ForwardPass decode = ForwardPass.decode(1, 100);

    assertThat(graph("mamba2-2.7b", GraphOptions.fused(), decode))
        .doesNotContainKey("state_snapshots");
    assertThat(graph("mamba2-2.7b", GraphOptions.fused(), decode.verifying(2)))
        .containsKey("state_snapshots");
  }

  @Test
  void groupsOfExpertsExchangeHiddenStates() {
    // Mixtral: 8 experts, 2 a token. 4 groups of 2, 8 sequences: 2 on each group.
    ForwardPass pass = ForwardPass.decode(8, 100).withExpertGroups(4);

    Map<String, Operator> graph = graph("mixtral-8x7b", GraphOptions.fused(), pass);

    // Groups of a token: 4 (1 - 6/8 * 5/7) = 13/7; ceil(2 * 4096 * 13 / 7) = 15214 elements.
    assertThat(graph.get("expert_dispatch"))
        .isEqualTo(new Exchange(Exchange.Kind.ALL_TO_ALL, 15_214, DataType.FP16, 4));
    assertThat(graph.get("expert_return")).isEqualTo(graph.get("expert_dispatch"));
    // 8 (1 - 0.75^8) = 7.2 experts are touched, in the busiest group both.
    var down = (Matmul) of(graph, "experts_down");
    assertThat(down.batch()).isEqualTo(2);
    assertThat(((Matmul) of(graph, "router")).m()).isEqualTo(2);
  }

  @Test
  void groupsThatDoNotDivideTheExpertsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                graph(
                    "mixtral-8x7b",
                    GraphOptions.fused(),
                    ForwardPass.decode(3, 10).withExpertGroups(3)))
        .withMessage(
            "expert parallelism over 3 groups must divide experts of mixtral-8x7b, which are 8");
  }

  @Test
  void rolesAndKindsOfNamesWithContexts() {
    var named =
        new OperatorNode(
            "q_mul_k#128@window-512",
            of(graph("llama-3-8b", GraphOptions.fused(), ForwardPass.decode(1, 9)), "lm_head"),
            1);

    assertThat(named.role()).isEqualTo("q_mul_k");
    assertThat(named.kind()).isEqualTo("window-512");
    assertThat(OperatorNode.drafting("attention")).isEqualTo("attention@draft");
    assertThat(OperatorNode.drafting("attention@full")).isEqualTo("attention@full-of-draft");
  }
}
