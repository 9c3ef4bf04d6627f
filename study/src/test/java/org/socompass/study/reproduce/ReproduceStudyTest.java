package org.socompass.study.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.input.InputException;
import org.socompass.mapper.OperatorCache;

/** Every published figure is met within its tolerance, or is on the list of those that are not. */
final class ReproduceStudyTest {
  /** What docs/case-studies.md says is missed. */
  private static final Set<String> MISSED =
      Set.of(
          "smallthinker: 4B-A0.6B at 1 GiB",
          "smallthinker: Qwen3 30B-A3B at 8 GiB, mapped",
          "pim: CD-PIM over units at whole banks",
          "pim: HBM-PIM over the GPU, 4096 x 8192",
          "mooncake: 8 H800, by simulated times",
          "megatron: 1.7B, one GPU a replica, share of the peak",
          "heteroinfer: matmul gpu m 1 k 14336 n 4096 fp16",
          "heteroinfer: matmul npu m 1 k 14336 n 4096 fp16",
          "llm.npu: prefill npu+cpu qwen1.5-1.8b w8a8 llm.npu, 741 tokens",
          "llm.npu: prefill npu+cpu llama-2-7b w8a8 llm.npu, 741 tokens",
          "llm.npu: prefill npu+cpu qwen1.5-1.8b w8a8 llm.npu, 575 tokens");

  static List<String> names() {
    return ReproduceStudy.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void figuresAreMetOrListedAsMissed(String name) {
    Reproduction system = ReproduceStudy.of(Optional.of(name), new OperatorCache()).get(0);
    for (Reproduction.Row row : system.rows()) {
      assertThat(row.isWithin())
          .as(
              "%s, %s: published %s, predicted %s",
              name, row.quantity(), row.published(), row.predicted())
          .isEqualTo(!MISSED.contains(name + ": " + row.quantity()));
    }
    assertThat(system.assumed()).isNotEmpty();
    assertThat(system.commands()).isNotEmpty();
  }

  @Test
  void anUnknownSystemIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> ReproduceStudy.of(Optional.of("smalthinker"), new OperatorCache()))
        .isInstanceOf(InputException.class)
        .hasMessage("no published system 'smalthinker'; did you mean 'smallthinker'?");
  }
}
