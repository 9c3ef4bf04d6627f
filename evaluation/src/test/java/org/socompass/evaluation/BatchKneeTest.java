package org.socompass.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Where more sequences stop to pay. */
final class BatchKneeTest {
  private static BatchKnee at(double batch, double rate) {
    return new BatchKnee(batch, rate);
  }

  @Test
  void theFirstDoublingThatGivesLessThanHalfAsMuchAgain() {
    // 1.9, 1.6, 1.4 and 1.9 times
    assertThat(BatchKnee.of(List.of(at(1, 10), at(2, 19), at(4, 30.4), at(8, 42.6), at(16, 81))))
        .contains(at(4, 30.4));
    assertThat(BatchKnee.of(List.of(at(4, 30.4), at(1, 10), at(8, 42.6), at(2, 19))))
        .contains(at(4, 30.4));
  }

  @Test
  void stepsThatAreNoDoublingsAreTakenAsPowers() {
    // four times the batch is two doublings: 1.5^2 = 2.25 times
    assertThat(BatchKnee.of(List.of(at(1, 10), at(4, 22.6)))).isEmpty();
    assertThat(BatchKnee.of(List.of(at(1, 10), at(4, 22.4)))).contains(at(1, 10));
  }

  @Test
  void aCurveThatPaysOrHasOnePointHasNone() {
    assertThat(BatchKnee.of(List.of(at(1, 10), at(2, 20)))).isEmpty();
    assertThat(BatchKnee.of(List.of(at(1, 10)))).isEmpty();
  }
}
