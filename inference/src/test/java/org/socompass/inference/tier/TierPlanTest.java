package org.socompass.inference.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.tier.Storage;
import org.socompass.inference.tier.TierUse.Mode;
import org.socompass.llm.StoredWeights;
import org.socompass.llm.StoredWeights.ExpertGroup;
import org.socompass.llm.StoredWeights.Table;

/** What stays, what streams, and how long passes take. */
final class TierPlanTest {
  private static final double MB = 1e6;
  private static final double ROUNDING = 1e-12;

  /** 100 MB for every pass in 10 layers, a table of 10 MB with rows of 1000 B, 5 MB never read. */
  private static final StoredWeights DENSE =
      new StoredWeights(100 * MB, List.of(), List.of(new Table("t", 10 * MB, 1000)), 5 * MB);

  /** 20 MB for every pass; 10 layers of 4 experts of 1 MB, one for a token. */
  private static final StoredWeights MIXTURE =
      new StoredWeights(20 * MB, List.of(new ExpertGroup(10, 4, 1, MB, MB / 2)), List.of(), 0);

  private static Storage storage(double bandwidth, double command, double latency) {
    return new Storage(
        "x",
        bandwidth,
        bandwidth,
        command,
        List.of(),
        latency,
        8,
        4096,
        131072,
        OptionalDouble.empty(),
        1L << 38,
        OptionalDouble.empty());
  }

  private static TierUse use(Mode mode) {
    return new TierUse(mode, 0, false);
  }

  private static TierPlan plan(TierUse use, StoredWeights weights, Storage storage, double bytes) {
    return TierPlan.of(use, weights, Optional.of(storage), 10, bytes).orElseThrow();
  }

  @Test
  void denseWeightsStreamBesideTheWork() {
    TierPlan plan = plan(use(Mode.FLASH), DENSE, storage(1e9, 0, 0), 60 * MB);
    // pinned + 2 (100 - pinned) / 10 = 60: pinned = 40 / 0.8 = 50, buffers 10.
    assertThat(plan.pinnedBytes()).isCloseTo(50 * MB, within(1.0));
    assertThat(plan.residentBytes()).isCloseTo(60 * MB, within(1.0));
    assertThat(plan.storedBytes()).isCloseTo(65 * MB, within(1.0));
    TierPlan.Reads reads = plan.reads(1, 1);
    assertThat(reads.streamedBytes()).isCloseTo(50 * MB, within(1.0));
    // A row of 1000 B.
    assertThat(reads.rowSeconds()).isCloseTo(1e-6, within(ROUNDING));
    // max(40 ms + row, 50 ms + row) + 50 ms / 10
    assertThat(plan.seconds(reads, 0.040, 0.01)).isCloseTo(0.055001, within(ROUNDING));
    assertThat(plan.seconds(reads, 0.070, 0.01)).isCloseTo(0.075001, within(ROUNDING));
    // A prompt in two passes streams twice and takes a row a token.
    assertThat(plan.reads(100, 2).streamedBytes()).isCloseTo(100 * MB, within(1.0));
    assertThat(plan.reads(100, 2).rowBytes()).isEqualTo(100_000);
  }

  @Test
  void aScannedFileThatDoesNotFitIsReadAgainEveryToken() {
    TierPlan plan = plan(use(Mode.MMAP), DENSE, storage(1e9, 0, 131.072e-6), 60 * MB);
    TierPlan.Reads reads = plan.reads(1, 1);
    // 131072 B take 131.072 us and as much latency: 0.5 GB/s; a page of a row 135.168 us.
    assertThat(reads.streamedSeconds()).isCloseTo(0.2, within(ROUNDING));
    assertThat(reads.rowSeconds()).isCloseTo(135.168e-6, within(ROUNDING));
    assertThat(plan.seconds(reads, 0.04, 0.01)).isCloseTo(0.240135168, within(ROUNDING));
    TierPlan fits = plan(use(Mode.MMAP), DENSE, storage(1e9, 0, 1e-4), 115 * MB);
    assertThat(fits.seconds(fits.reads(1, 1), 0.04, 0.01)).isEqualTo(0.04);
  }

  @Test
  void expertsThatAreNotHeldAreReadAfterTheRouterOrAheadOfIt() {
    // 40 MB are left for 40 experts of 1 MB: 20 of them, so half of a token's ten are found.
    TierPlan plan = plan(use(Mode.FLASH), MIXTURE, storage(1e9, 0, 0), 40 * MB);
    assertThat(plan.expertHitShare()).isCloseTo(0.5, within(1e-9));
    TierPlan.Reads reads = plan.reads(1, 1);
    assertThat(reads.expertBytes()).isCloseTo(5 * MB, within(1.0));
    assertThat(plan.seconds(reads, 0.04, 0.003)).isCloseTo(0.045, within(1e-9));
    TierPlan ahead = plan(new TierUse(Mode.FLASH, 0, true), MIXTURE, storage(1e9, 0, 0), 40 * MB);
    assertThat(ahead.seconds(ahead.reads(1, 1), 0.04, 0.003)).isCloseTo(0.042, within(1e-9));
    // Two tokens of a pass go through 1 - (3/4)^2 = 7/16 of the experts.
    assertThat(plan.reads(2, 1).expertBytes()).isCloseTo(40 * 7.0 / 16 / 2 * MB, within(1.0));
  }

  @Test
  void popularityFollowsZipfsLaw() {
    assertThat(ExpertPopularity.of(2, 1, 1))
        .containsExactly(new double[] {2 / 3.0, 1 / 3.0}, within(1e-9));
    // 2 of 3 with weights 1, 1/4, 1/9: the first is always chosen, 1 = c (1/4 + 1/9).
    assertThat(ExpertPopularity.of(3, 2, 2))
        .containsExactly(new double[] {1, 9 / 13.0, 4 / 13.0}, within(1e-9));
    double flat = plan(use(Mode.FLASH), MIXTURE, storage(1e9, 0, 0), 40 * MB).expertHitShare();
    double skewed =
        plan(new TierUse(Mode.FLASH, 1, false), MIXTURE, storage(1e9, 0, 0), 40 * MB)
            .expertHitShare();
    assertThat(skewed).isGreaterThan(flat);
  }

  @Test
  void whatFitsStaysUnlessItIsAskedNotTo() {
    Storage storage = storage(1e9, 0, 0);
    assertThat(TierPlan.of(use(Mode.AUTO), DENSE, Optional.of(storage), 10, 115 * MB)).isEmpty();
    assertThat(TierPlan.of(use(Mode.DRAM_ONLY), DENSE, Optional.of(storage), 10, 1 * MB)).isEmpty();
    assertThat(TierPlan.of(use(Mode.AUTO), DENSE, Optional.empty(), 10, 60 * MB)).isEmpty();
    assertThat(TierPlan.of(use(Mode.AUTO), DENSE, Optional.of(storage), 10, 10 * MB)).isEmpty();
    assertThat(plan(use(Mode.AUTO), DENSE, storage, 60 * MB).use().mode()).isEqualTo(Mode.FLASH);
    // Tables and what nobody reads leave the memory, all else stays.
    assertThat(plan(use(Mode.FLASH), DENSE, storage, 115 * MB).residentBytes()).isEqualTo(100 * MB);
  }

  @Test
  void moreBandwidthOrMemoryIsNeverSlowerAndInfiniteBandwidthIsMemory() {
    var random = new Random(181);
    for (int i = 0; i < 500; i++) {
      int layers = 4 + random.nextInt(60);
      int count = 2 + random.nextInt(64);
      var weights =
          new StoredWeights(
              1e6 + 1e8 * random.nextDouble(),
              List.of(
                  new ExpertGroup(
                      layers,
                      count,
                      1 + random.nextInt(count),
                      1e6 * random.nextDouble() + 1,
                      1e5)),
              List.of(new Table("t", 1e7, 3000)),
              1e6);
      Mode mode = random.nextBoolean() ? Mode.FLASH : Mode.MMAP;
      var use = new TierUse(mode, 2 * random.nextDouble(), random.nextBoolean());
      double memory = weights.bytes() * (0.2 + random.nextDouble());
      double bandwidth = 1e8 + 1e10 * random.nextDouble();
      long tokens = 1L + random.nextInt(200);
      double slow = seconds(use, weights, storage(bandwidth, 5e-6, 6e-5), layers, memory, tokens);
      if (Double.isNaN(slow)) {
        continue;
      }
      assertThat(seconds(use, weights, storage(2 * bandwidth, 5e-6, 6e-5), layers, memory, tokens))
          .isLessThanOrEqualTo(slow);
      assertThat(
              seconds(use, weights, storage(bandwidth, 5e-6, 6e-5), layers, 1.1 * memory, tokens))
          .isLessThanOrEqualTo(slow * (1 + 1e-9));
      assertThat(slow).isGreaterThanOrEqualTo(0.05);
      assertThat(seconds(use, weights, storage(1e18, 0, 0), layers, memory, tokens))
          .isCloseTo(0.05, within(1e-8));
    }
  }

  private static double seconds(
      TierUse use, StoredWeights weights, Storage storage, int layers, double memory, long tokens) {
    return TierPlan.of(use, weights, Optional.of(storage), layers, memory)
        .map(p -> p.seconds(p.reads(tokens, 1), 0.05, 0.01))
        .orElse(Double.NaN);
  }
}
