package org.socompass.inference.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.socompass.llm.Phase;

/** Times of a pipeline by hand and by law. */
final class PipelinedPassesTest {
  private static PipelinedPasses.Timing timing(Phase phase, int parts) {
    // Stages of 3 + 3 + 2 layers of 1 s, embedding 0.5 s, head 1 s, transfers 0.25 s, back 0.1 s.
    return PipelinedPasses.timing(phase, 0.5, 8, 1, List.of(3, 3, 2), parts, 0.25, 0.1);
  }

  @Test
  void aPromptFillsAndDrainsThePipeline() {
    // Stages 3.5, 3, 3; through 9.5 + 2 * 0.25 = 10; three more parts at 3.5 each.
    PipelinedPasses.Timing four = timing(Phase.PREFILL, 4);

    assertThat(four.seconds()).isCloseTo(10 + 3 * 3.5, within(1e-12));
    assertThat(four.idleShare()).isCloseTo(1 - 4 * 9.5 / (3 * 20.5), within(1e-12));
    assertThat(timing(Phase.PREFILL, 1).seconds()).isCloseTo(10, within(1e-12));
  }

  @Test
  void aTokenWaitsForItsOwnOrForTheSlowestStage() {
    // One or two parts: 9.5 + 0.5 + 0.1; four parts: 4 * 3.5.
    assertThat(timing(Phase.DECODE, 1).seconds()).isCloseTo(10.1, within(1e-12));
    assertThat(timing(Phase.DECODE, 2).seconds()).isCloseTo(10.1, within(1e-12));
    assertThat(timing(Phase.DECODE, 4).seconds()).isCloseTo(14, within(1e-12));
    assertThat(timing(Phase.DECODE, 1).idleShare()).isCloseTo(1 - 9.5 / (3 * 10.1), within(1e-12));
  }

  @Test
  void theFirstStagesHaveTheLayersThatAreLeft() {
    assertThat(PipelinedPasses.layersOfStages(32, 5)).containsExactly(7, 7, 6, 6, 6);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PipelinedPasses.layersOfStages(3, 4))
        .withMessage("a pipeline of 4 stages needs as many layers, but there are 3");
  }

  @Test
  void noPipelineIsFasterThanItsStagesOrItsWay() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 1000; i++) {
      List<Integer> layers =
          PipelinedPasses.layersOfStages(random.nextInt(8, 100), random.nextInt(1, 9));
      double first = random.nextDouble();
      double all = 10 * random.nextDouble();
      double last = random.nextDouble();
      double transfer = random.nextDouble();
      int parts = random.nextInt(1, 20);
      for (Phase phase : Phase.values()) {
        var timing = PipelinedPasses.timing(phase, first, all, last, layers, parts, transfer, 0);
        assertThat(timing.seconds())
            .isGreaterThanOrEqualTo(first + all + last)
            .isGreaterThanOrEqualTo(parts * (first + all + last) / layers.size() - 1e-9);
        assertThat(timing.idleShare()).isBetween(0.0, 1.0);
        assertThat(
                PipelinedPasses.timing(phase, first, all, last, layers, parts, 2 * transfer, 0)
                    .seconds())
            .isGreaterThanOrEqualTo(timing.seconds());
      }
    }
  }
}
