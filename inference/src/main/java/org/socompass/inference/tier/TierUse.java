package org.socompass.inference.tier;

import java.util.Locale;
import java.util.Optional;

/**
 * How an inference uses the tiers of its device.
 *
 * @param mode where weights are
 * @param expertSkew exponent s of the Zipf law by which tokens choose experts: expert i is chosen
 *     in proportion to i^-s; 0 if all are alike
 * @param readsExpertsAhead whether the experts of a layer are known before its attention, so that
 *     reading them hides behind it
 * @param prefix tokens of the prompt whose keys and values are there from before
 */
public record TierUse(
    Mode mode, double expertSkew, boolean readsExpertsAhead, Optional<CachedPrefix> prefix) {
  /** The largest exponent that may be asked for. */
  public static final double GREATEST_SKEW = 4;

  /** All in main memory, as if it fitted. */
  public static final TierUse IN_MEMORY = new TierUse(Mode.DRAM_ONLY, 0, false);

  /** Where weights are. */
  public enum Mode {
    /**
     * In memory if they fit, else as {@link #FAR} on a device that has far memory with room for the
     * rest, else as {@link #FLASH} on one that has storage.
     */
    AUTO,
    /** In main memory, as if they fitted. */
    DRAM_ONLY,
    /** In a mapped file: the system reads pages when they are touched and drops the oldest. */
    MMAP,
    /** In far memory, as far as main memory has no room for weights, keys and values. */
    FAR,
    /** In storage, as far as not in memory; the engine reads them ahead, in large blocks. */
    FLASH;

    /** Returns the name on the command line. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Creates a use without a cached prefix. */
  public TierUse(Mode mode, double expertSkew, boolean readsExpertsAhead) {
    this(mode, expertSkew, readsExpertsAhead, Optional.empty());
  }

  /** Returns the same with a cached prefix. */
  public TierUse with(CachedPrefix cached) {
    return new TierUse(mode, expertSkew, readsExpertsAhead, Optional.of(cached));
  }

  /**
   * Validates the skew.
   *
   * @throws IllegalArgumentException if it is not in [0, 4]
   */
  public TierUse {
    if (!(expertSkew >= 0 && expertSkew <= GREATEST_SKEW)) {
      throw new IllegalArgumentException(
          "the skew of experts must be from 0 to %s, but is %s"
              .formatted(GREATEST_SKEW, expertSkew));
    }
  }
}
