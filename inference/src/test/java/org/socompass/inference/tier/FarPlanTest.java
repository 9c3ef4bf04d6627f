package org.socompass.inference.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.tier.FarMemory;
import org.socompass.inference.tier.FarPlan.Contents;
import org.socompass.llm.StoredWeights;
import org.socompass.llm.StoredWeights.ExpertGroup;
import org.socompass.llm.StoredWeights.Table;

/** What goes to far memory first, by hand. */
final class FarPlanTest {
  private static final double MB = 1e6;
  private static final FarMemory FAR =
      new FarMemory(
          "DDR5 behind CXL", 1e9, 250e-9, 1L << 30, OptionalDouble.empty(), Optional.empty());

  /** 60 MB of every pass, 4 layers of 4 experts of 2 MB of which a token takes 1, a table. */
  private static final StoredWeights MIXTURE =
      new StoredWeights(
          60 * MB,
          List.of(new ExpertGroup(4, 4, 1, 2 * MB, MB)),
          List.of(new Table("embedding", 10 * MB, 1000)),
          5 * MB);

  private static FarPlan plan(double roomBytes, double skew) {
    return FarPlan.of(FAR, 1, new Contents(MIXTURE, MIXTURE.bytes(), 20 * MB, skew), roomBytes);
  }

  @Test
  void tablesGoFirstThenExpertsThenKeysAndValuesThenWeights() {
    // 107 MB of weights, 20 of keys and values: 127. Of 110 there is no room for 15 of tables, nor
    // for 2 of experts.
    FarPlan plan = plan(110 * MB, 0);
    assertThat(plan.tables()).isEqualTo(new FarPlan.Part(0, 15 * MB));
    assertThat(plan.experts()).isEqualTo(new FarPlan.Part(30 * MB, 2 * MB));
    assertThat(plan.cache().farBytes()).isZero();
    assertThat(plan.everyPass().farBytes()).isZero();

    // Of 70 the weights of every pass take 60, keys and values 10.
    assertThat(plan(70 * MB, 0).cache()).isEqualTo(new FarPlan.Part(10 * MB, 10 * MB));
    assertThat(plan(70 * MB, 0).cache().farShare()).isEqualTo(0.5);
    assertThat(plan(45 * MB, 0).everyPass()).isEqualTo(new FarPlan.Part(45 * MB, 15 * MB));
    assertThat(plan(45 * MB, 0).nearWeightsBytes()).isEqualTo(45 * MB);
    assertThat(plan(45 * MB, 0).farBytes()).isEqualTo(82 * MB);
  }

  @Test
  void farMemoryThatIsTooSmallDoesNotFit() {
    assertThat(plan(45 * MB, 0).fits()).isTrue();
    var small = new FarMemory("DDR5", 1e9, 0, 81_000_000, OptionalDouble.empty(), Optional.empty());
    assertThat(
            FarPlan.of(small, 1, new Contents(MIXTURE, MIXTURE.bytes(), 20 * MB, 0), 45 * MB)
                .fits())
        .isFalse();
    assertThat(
            FarPlan.of(small, 2, new Contents(MIXTURE, MIXTURE.bytes(), 20 * MB, 0), 45 * MB)
                .fits())
        .isTrue();
  }

  @Test
  void popularExpertsStay() {
    // All alike: what of 32 MB is far is read as often as the rest, 16 of 32.
    assertThat(plan(96 * MB, 0).expertFarShare(1)).isCloseTo(0.5, within(1e-12));
    // 1, 1/2, 1/3, 1/4 of a sum of 25/12: the two that are far have (1/3 + 1/4) 12/25 = 0.28.
    assertThat(plan(96 * MB, 1).expertFarShare(1)).isCloseTo(0.28, within(1e-9));
    // Of many tokens every expert has one.
    assertThat(plan(96 * MB, 1).expertFarShare(1000)).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void aStreamTakesTheLatencyAndItsBytes() {
    assertThat(FAR.seconds(1000)).isCloseTo(250e-9 + 1e-6, within(1e-15));
    assertThat(FAR.seconds(0)).isZero();
    assertThat(FAR.memoryType()).isEqualTo("DDR5");
    // Half of 7 tokens' rows of 1000 B.
    assertThat(plan(122 * MB - 5 * MB - MB * 2.5, 0).rowBytes(7))
        .isCloseTo(7000 * 12.5 / 15, within(1e-6));
  }

  @Test
  void moreRoomLeavesNoPartFarther() {
    var random = new SplittableRandom(18);
    for (int i = 0; i < 500; i++) {
      double room = random.nextDouble() * 130 * MB;
      double skew = 2 * random.nextDouble();
      FarPlan less = plan(room, skew);
      FarPlan more = plan(room + random.nextDouble() * 10 * MB, skew);
      assertThat(less.farBytes() + less.nearWeightsBytes() + less.cache().nearBytes())
          .isCloseTo(127 * MB, within(1.0));
      assertThat(more.everyPass().farShare()).isLessThanOrEqualTo(less.everyPass().farShare());
      assertThat(more.cache().farShare()).isLessThanOrEqualTo(less.cache().farShare());
      long tokens = 1 + random.nextInt(50);
      assertThat(more.expertFarShare(tokens))
          .isLessThanOrEqualTo(less.expertFarShare(tokens) + 1e-12);
    }
  }
}
