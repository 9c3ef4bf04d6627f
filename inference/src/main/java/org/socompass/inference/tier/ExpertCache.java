package org.socompass.inference.tier;

import java.util.ArrayList;
import java.util.List;
import org.socompass.llm.StoredWeights;

/**
 * A least-recently-used cache of experts over all layers, by the approximation of Che, Tung and
 * Wang (IEEE JSAC 2002): an expert is found if it was used within the last T tokens, and T is what
 * the cache has room for.
 *
 * <pre>{@code
 * sum over experts of size (1 - (1 - p)^T) = capacity        hit = 1 - (1 - p)^T
 * }</pre>
 *
 * <p>What every token reads has p = 1: it is found if a whole token's bytes fit, and never if they
 * don't, as in a cyclic scan.
 */
final class ExpertCache {
  private static final int STEPS = 200;
  private static final double LONGEST = 1e15;

  private final List<Item> items = new ArrayList<>();
  private final double tokens;

  /** Experts of one popularity: how many layers, probability, size. */
  private record Item(int layers, double probability, double bytes) {
    double used(double tokens) {
      return 1 - Math.exp(tokens * Math.log1p(-Math.min(probability, 1 - 1e-15)));
    }
  }

  /**
   * Creates the cache.
   *
   * @param groups experts
   * @param skew exponent of their popularity
   * @param capacityBytes its size [B], not negative
   */
  ExpertCache(List<StoredWeights.ExpertGroup> groups, double skew, double capacityBytes) {
    double all = 0;
    for (StoredWeights.ExpertGroup group : groups) {
      for (double p : ExpertPopularity.of(group.count(), group.perToken(), skew)) {
        items.add(new Item(group.layers(), p, group.expertBytes()));
        all += group.layers() * group.expertBytes();
      }
    }
    tokens = capacityBytes >= all ? Double.POSITIVE_INFINITY : characteristicTokens(capacityBytes);
  }

  private double characteristicTokens(double capacityBytes) {
    double low = 0;
    double high = 1;
    while (heldBytes(high) < capacityBytes && high < LONGEST) {
      high *= 2;
    }
    for (int step = 0; step < STEPS; step++) {
      double middle = (low + high) / 2;
      if (heldBytes(middle) < capacityBytes) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private double heldBytes(double window) {
    double bytes = 0;
    for (Item item : items) {
      bytes += item.layers * item.bytes * item.used(window);
    }
    return bytes;
  }

  /**
   * Returns the bytes of experts that a pass reads from below the cache [B].
   *
   * @param passTokens tokens of the pass, at least 1
   */
  double missedBytes(long passTokens) {
    double bytes = 0;
    for (Item item : items) {
      bytes += item.layers * item.bytes * item.used((double) passTokens) * missed(item);
    }
    return bytes;
  }

  /** Returns the bytes of experts that a pass goes through [B]. */
  double touchedBytes(long passTokens) {
    return heldBytes((double) passTokens);
  }

  private double missed(Item item) {
    return Double.isInfinite(tokens) ? 0 : 1 - item.used(tokens);
  }

  /** Returns the share of the experts of a token that are found, in [0, 1]; 1 without experts. */
  double hitShare() {
    double touched = touchedBytes(1);
    return touched == 0 ? 1 : 1 - missedBytes(1) / touched;
  }
}
