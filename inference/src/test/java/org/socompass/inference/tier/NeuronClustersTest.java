package org.socompass.inference.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.tier.Storage;
import org.socompass.llm.Quantization;
import org.socompass.llm.StoredWeights.ExpertGroup;
import org.socompass.llm.library.ModelLibrary;

/** Neurons in flash: by hand, and what must hold of more memory, storage and bandwidth. */
final class NeuronClustersTest {
  private static final NeuronClusters.Rates RATES = new NeuronClusters.Rates(50e9, 40e9, 60e9);

  private static Storage storage(double bytesPerSecond, double commandSeconds) {
    return new Storage(
        "flash",
        bytesPerSecond,
        bytesPerSecond,
        commandSeconds,
        List.of(),
        0,
        32,
        4096,
        131_072,
        OptionalDouble.empty(),
        1L << 38,
        OptionalDouble.empty());
  }

  @Test
  void aTokenByHand() {
    // Two layers of four neurons of 1 MB, all alike, two fire; half of them have room. A neuron was
    // used within T tokens with probability 1/2, so that half of what fires is read: 2 of 4 MB.
    var some = new NeuronClusters(6e6, List.of(new ExpertGroup(2, 4, 2, 1e6, 1e6)), 2);
    NeuronClusters.Token token = some.token(10e6, 0, storage(1e9, 1e-3), RATES);
    assertThat(token.missedBytes()).isCloseTo(2e6, within(1.0));
    // Probability 1/2 is hot: all eight are dense clusters, 14 MB at 60 GB/s.
    assertThat(token.hotBytes()).isEqualTo(8e6);
    assertThat(token.computeSeconds()).isCloseTo(14e6 / 60e9, within(1e-12));
    // A bundle takes 1 ms and 1 ms.
    assertThat(token.readSeconds()).isCloseTo(4e-3, within(1e-9));
    assertThat(token.seconds()).isCloseTo(4e-3 + 14e6 / 60e9 / 2, within(1e-9));
  }

  @Test
  void moreIsNeverSlower() {
    NeuronClusters mixtral =
        NeuronClusters.of(ModelLibrary.byId("llama-2-7b"), Quantization.of("q4_0"), 0.2);
    double before = Double.POSITIVE_INFINITY;
    for (double memory = 1.5e9; memory < 5e9; memory += 0.5e9) {
      double now = mixtral.token(memory, 1, storage(4e9, 8e-6), RATES).seconds();
      assertThat(now).isLessThanOrEqualTo(before);
      assertThat(mixtral.token(memory, 1, storage(5e9, 8e-6), RATES).seconds())
          .isLessThanOrEqualTo(now);
      assertThat(mixtral.token(memory, 1, storage(4e9, 7e-6), RATES).seconds())
          .isLessThanOrEqualTo(now);
      before = now;
    }
    NeuronClusters.Token all = mixtral.token(mixtral.bytes(), 1, storage(4e9, 8e-6), RATES);
    assertThat(all.missedBytes()).isZero();
    assertThat(all.seconds()).isEqualTo(all.computeSeconds());
  }

  @Test
  void bytesAreThoseOfTheModel() {
    // Llama 2 7B: 32 x 11008 neurons of 3 x 4096 weights of 0.5625 B.
    NeuronClusters llama =
        NeuronClusters.of(ModelLibrary.byId("llama-2-7b"), Quantization.of("q4_0"), 0.2);
    assertThat(llama.bytes() - llama.denseBytes())
        .isCloseTo(32.0 * 11_008 * 3 * 4096 * 0.5625, within(1.0));
  }

  @Test
  void wrongInputIsRefused() {
    assertThatThrownBy(
            () -> NeuronClusters.of(ModelLibrary.byId("llama-2-7b"), Quantization.Q4_0, 0))
        .hasMessage("the share of neurons that fire must be in (0, 1], but is 0.0");
    NeuronClusters llama =
        NeuronClusters.of(ModelLibrary.byId("llama-2-7b"), Quantization.Q4_0, 0.2);
    assertThatThrownBy(() -> llama.token(1e8, 1, storage(4e9, 8e-6), RATES))
        .hasMessageContaining("memory must hold what every token reads");
  }
}
