package org.socompass.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.socompass.llm.library.ModelLibrary;

/** Weights by how often a token reads them. */
final class StoredWeightsTest {
  @Test
  void theyAddUpToAllWeightsOfEveryModel() {
    for (String id : ModelLibrary.ids()) {
      for (Quantization q : List.of(Quantization.FP16, Quantization.W4A16)) {
        var storage = new ModelStorage(ModelLibrary.byId(id), q);
        assertThat(StoredWeights.of(storage).bytes())
            .as(id)
            .isCloseTo(storage.weightsBytes(), within(1e-9 * storage.weightsBytes()));
      }
    }
  }

  /** 48 layers of 128 experts with three matrices of 2048 x 768 at 2 B: 9,437,184 B each. */
  @Test
  void expertsAreThoseOfTheRouter() {
    var storage = new ModelStorage(ModelLibrary.byId("qwen3-30b-a3b"), Quantization.FP16);
    StoredWeights weights = StoredWeights.of(storage);
    assertThat(weights.experts())
        .containsExactly(new StoredWeights.ExpertGroup(48, 128, 8, 9_437_184, 3_145_728));
    assertThat(weights.experts().get(0).tokenBytes()).isEqualTo(48 * 8 * 9_437_184.0);
    assertThat(weights.tables()).extracting(StoredWeights.Table::role).containsExactly("embedding");
    assertThat(weights.tables().get(0).rowBytes()).isEqualTo(4096);
  }

  /** Gemma 3n: a row of 7680 elements for all layers beside one of the embedding. */
  @Test
  void perLayerEmbeddingsAreATable() {
    var storage = new ModelStorage(ModelLibrary.byId("gemma-3n-e2b"), Quantization.FP16);
    StoredWeights.Table table =
        StoredWeights.of(storage).tables().stream()
            .filter(t -> t.role().equals("layer_input_embedding"))
            .findFirst()
            .orElseThrow();
    assertThat(table.rowBytes()).isEqualTo(7680 * 2);
    assertThat(table.bytes()).isEqualTo(262144.0 * 7680 * 2);
  }
}
