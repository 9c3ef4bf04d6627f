package org.socompass.inference.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.tier.Storage;
import org.socompass.inference.tier.SparseFlash.Sparsity;
import org.socompass.inference.tier.SparseFlash.Technique;
import org.socompass.llm.library.ModelLibrary;

/** Sparse feed-forward networks in flash. */
final class SparseFlashTest {
  /** 10 MB, 6 MB of it networks, a predictor of 0.5 MB, rows of 8192 B. */
  private static final SparseFlash MODEL = new SparseFlash(10e6, 6e6, 0.5e6, 8192);

  private static final Sparsity SPARSITY = new Sparsity(0.5, 0.1, 0.02, 0.25);

  private static Storage storage(double bandwidth, double command) {
    return new Storage(
        "x",
        bandwidth,
        bandwidth,
        command,
        List.of(),
        0,
        8,
        4096,
        131072,
        OptionalDouble.empty(),
        1L << 38,
        OptionalDouble.empty());
  }

  @Test
  void eachTechniqueReadsLess() {
    // A row of 8192 B at 1 GB/s with 8.192 us of command: 0.5 GB/s; two rows: 16.384 of 24.576 us.
    Storage storage = storage(1e9, 8.192e-6);
    assertThat(MODEL.readSeconds(Technique.ALL, SPARSITY, storage)).isCloseTo(0.01, within(1e-12));
    assertThat(MODEL.readSeconds(Technique.NOT_RESIDENT, SPARSITY, storage))
        .isCloseTo(0.005, within(1e-12));
    assertThat(MODEL.readSeconds(Technique.PREDICTED, SPARSITY, storage))
        .isCloseTo(0.6e6 / 0.5e9, within(1e-12));
    assertThat(MODEL.readSeconds(Technique.WINDOWED, SPARSITY, storage))
        .isCloseTo(0.12e6 / 0.5e9, within(1e-12));
    assertThat(MODEL.readSeconds(Technique.BUNDLED, SPARSITY, storage))
        .isCloseTo(0.12e6 * 24.576 / 16.384 / 1e9, within(1e-12));
    // (4 + 0.5 + 0.25 x 6) / 10 and (4 + 0.5 + 0.1 x 6) / 10
    assertThat(MODEL.residentShare(SPARSITY)).isCloseTo(0.6, within(1e-12));
    assertThat(MODEL.computedShare(SPARSITY)).isCloseTo(0.51, within(1e-12));
  }

  /** OPT 6.7B: 32 layers of two matrices of 4096 x 16384; a predictor of 32 x 128 x 20480. */
  @Test
  void aModelGivesItsNetworksAndPredictor() {
    SparseFlash opt =
        SparseFlash.of(ModelLibrary.byId("opt-6.7b"), 2, Collections.nCopies(32, 128));
    assertThat(opt.networkBytes()).isEqualTo(32.0 * 2 * 4096 * 16384 * 2);
    assertThat(opt.predictorBytes()).isEqualTo(32.0 * 128 * 20480 * 2);
    assertThat(opt.rowBytes()).isEqualTo(8192);
    assertThatThrownBy(() -> SparseFlash.of(ModelLibrary.byId("qwen3-30b-a3b"), 2, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer 'full' has no dense feed-forward network");
    assertThatThrownBy(() -> new Sparsity(0.5, 1.2, 0, 0))
        .hasMessage("a share must be from 0 to 1, but is 1.2");
  }

  @Test
  void largerRowsAndFewerNeuronsAreNeverSlower() {
    var random = new Random(7);
    for (int i = 0; i < 500; i++) {
      Storage storage = storage(1e8 + 1e10 * random.nextDouble(), 2e-5 * random.nextDouble());
      double row = 4096 * (1 + random.nextInt(8));
      double active = random.nextDouble();
      double fresh = active * random.nextDouble();
      var sparsity = new Sparsity(0.5, active, fresh, 0.5);
      var model = new SparseFlash(1e9, 6e8, 1e7, row);
      double windowed = model.readSeconds(Technique.WINDOWED, sparsity, storage);
      assertThat(windowed)
          .isLessThanOrEqualTo(model.readSeconds(Technique.PREDICTED, sparsity, storage));
      assertThat(model.readSeconds(Technique.BUNDLED, sparsity, storage))
          .isLessThanOrEqualTo(windowed);
      assertThat(
              new SparseFlash(1e9, 6e8, 1e7, 2 * row)
                  .readSeconds(Technique.WINDOWED, sparsity, storage))
          .isLessThanOrEqualTo(windowed);
    }
  }
}
