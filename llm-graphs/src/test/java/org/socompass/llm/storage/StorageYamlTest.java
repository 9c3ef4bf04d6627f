package org.socompass.llm.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.DataType;
import org.socompass.input.InputException;

/** Schemes in YAML: groups, roles, exceptions, stand-ins, and what is wrong with them. */
final class StorageYamlTest {
  private static final String SCHEME =
      """
      id: mine
      source: assumed
      activation: fp16
      weights: q4_k
      experts: mxfp4
      head: q6_k
      exceptions:
        wide groups: {roles: [value], least_query_group: 4, type: q5_k}
        more: {roles: [down, attention], layers: first-eighth, type: q6_k}
      stand_ins: {q4_k: q5_0, q5_0: fp16}
      """;

  private static StorageScheme scheme() {
    return StorageYaml.read("q.yaml", SCHEME);
  }

  private static Map<DataType, Integer> types(MatrixRole role, long row, int group) {
    return scheme().weights().types(new MatrixSite(role, 16, row, group, 0));
  }

  @Test
  void theFirstRuleThatAppliesCounts() {
    assertThat(types(MatrixRole.UP, 256, 1)).isEqualTo(Map.of(DataType.Q4_K, 16));
    assertThat(types(MatrixRole.EXPERT_UP, 256, 1)).isEqualTo(Map.of(DataType.MXFP4, 16));
    assertThat(types(MatrixRole.HEAD, 256, 1)).isEqualTo(Map.of(DataType.Q6_K, 1));
    // An eighth of 16 layers are two.
    assertThat(types(MatrixRole.DOWN, 256, 1))
        .isEqualTo(Map.of(DataType.Q6_K, 2, DataType.Q4_K, 14));
    assertThat(types(MatrixRole.VALUE, 256, 1))
        .isEqualTo(Map.of(DataType.Q6_K, 2, DataType.Q4_K, 14));
    assertThat(types(MatrixRole.VALUE, 256, 4)).isEqualTo(Map.of(DataType.Q5_K, 16));
    // Routers and convolutions stay as norms are.
    assertThat(types(MatrixRole.ROUTER, 256, 1)).isEqualTo(Map.of(DataType.FP16, 16));
  }

  @Test
  void rowsThatDoNotFillBlocksAreStoredOtherwise() {
    assertThat(types(MatrixRole.UP, 896, 1)).isEqualTo(Map.of(DataType.Q5_0, 16));
    assertThat(types(MatrixRole.UP, 100, 1)).isEqualTo(Map.of(DataType.FP16, 16));
  }

  /** llama.cpp's rule at 32 layers: 0 to 3, 6, 9, ..., 27, and 28 to 31. */
  @Test
  void halfOfTheLayersHaveMoreBits() {
    List<Integer> more =
        java.util.stream.IntStream.range(0, 32)
            .filter(i -> LayerSelection.EIGHTHS_AND_THIRDS.contains(i, 32))
            .boxed()
            .toList();
    assertThat(more).containsExactly(0, 1, 2, 3, 6, 9, 12, 15, 18, 21, 24, 27, 28, 29, 30, 31);
  }

  @Test
  void whatIsWrongIsNamed() {
    assertError(
        "weights: q4_k\n",
        "weights: q4k\n",
        "q.yaml:4:10: weights: 'q4k' is not a data type; did you mean 'q4_k'?");
    assertError(
        "roles: [value]",
        "roles: [valu]",
        "q.yaml:8:25: exceptions.wide groups.roles: 'valu' is not a role; did you mean 'value'?");
    assertError(
        "stand_ins: {q4_k: q5_0, q5_0: fp16}",
        "stand_ins: {q4_k: q5_0, q5_0: q4_k}",
        "q.yaml:1:1: q5_0 must not stand in for itself");
    assertError(
        "experts:", "expert:", "q.yaml:5:1: expert: unknown key 'expert'; did you mean 'experts'?");
  }

  @Test
  void everyShippedSchemeSaysWhereItIsFrom() {
    assertThat(StorageYaml.ids())
        .doesNotHaveDuplicates()
        .allSatisfy(
            id -> {
              StorageScheme scheme = StorageYaml.shipped(id);
              assertThat(scheme.id()).isEqualTo(id);
              assertThat(scheme.source()).hasSizeGreaterThan(20);
            });
  }

  private static void assertError(String from, String to, String message) {
    assertThat(SCHEME).contains(from);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> StorageYaml.read("q.yaml", SCHEME.replace(from, to)))
        .withMessage(message);
  }
}
