package org.socompass.inference.tier;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.socompass.llm.StoredWeights;

/**
 * Experts by popularity, the most popular in main memory and the rest beside it, for good.
 *
 * <pre>{@code
 * far share = sum over far of s (1 - (1 - p)^t) / sum over all of s (1 - (1 - p)^t)
 * }</pre>
 *
 * <p>with p the probability that a token goes through an expert of size s, and t tokens of a pass.
 */
final class HotExperts {
  private final List<Item> items = new ArrayList<>();

  /** Experts of one popularity: their bytes, probability, and how much of them is far. */
  private record Item(double bytes, double probability, double farShare) {
    double touchedBytes(double tokens) {
      return bytes * (1 - Math.pow(1 - probability, tokens));
    }
  }

  /**
   * Places the experts.
   *
   * @param groups experts
   * @param skew exponent of their popularity
   * @param roomShare share of their bytes that has room in main memory, in [0, 1]
   */
  HotExperts(List<StoredWeights.ExpertGroup> groups, double skew, double roomShare) {
    List<Item> all = new ArrayList<>();
    double bytes = 0;
    for (StoredWeights.ExpertGroup group : groups) {
      for (double p : ExpertPopularity.of(group.count(), group.perToken(), skew)) {
        all.add(new Item(group.layers() * group.expertBytes(), p, 1));
      }
      bytes += group.bytes();
    }
    // Stable, so that experts of one popularity go far in the order of the model.
    all.sort(Comparator.comparingDouble(Item::probability).reversed());
    double room = roomShare * bytes;
    for (Item item : all) {
      double near = Math.min(room, item.bytes);
      room -= near;
      items.add(new Item(item.bytes, item.probability, 1 - near / item.bytes));
    }
  }

  /**
   * Returns the share of the bytes of experts that a pass reads far, in [0, 1]; 0 without experts.
   *
   * @param tokens tokens of the pass, of all sequences
   */
  double farShare(long tokens) {
    double touched = 0;
    double far = 0;
    for (Item item : items) {
      double bytes = item.touchedBytes((double) tokens);
      touched += bytes;
      far += bytes * item.farShare;
    }
    return touched > 0 ? Math.min(1, far / touched) : 0;
  }
}
