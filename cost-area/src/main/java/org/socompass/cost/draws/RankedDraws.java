package org.socompass.cost.draws;

import java.util.Arrays;

/**
 * Draws in ascending order, where percentiles read them: from below, and from above for those of a
 * reciprocal.
 *
 * <p>Draws are counted in as many buckets of equal width as there are draws; only those of the
 * buckets that percentiles read are sorted. What they hold is what {@link Arrays#sort(double[])}
 * puts there, which also orders what buckets can't: numbers that are not positive and finite.
 */
final class RankedDraws {
  private final double[] sorted;

  private RankedDraws(double[] sorted) {
    this.sorted = sorted;
  }

  /**
   * Puts draws in order.
   *
   * @param draws at least one
   */
  static RankedDraws of(double[] draws) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = 0;
    for (double draw : draws) {
      least = Math.min(least, draw);
      greatest = Math.max(greatest, draw);
    }
    double perWidth = (draws.length - 1) / (greatest - least);
    boolean isSpread = least > 0 && greatest > least && perWidth < Double.POSITIVE_INFINITY;
    return new RankedDraws(
        isSpread && greatest < Double.POSITIVE_INFINITY
            ? inBuckets(draws, least, perWidth)
            : byComparison(draws));
  }

  /** Returns the draws. */
  int size() {
    return sorted.length;
  }

  /**
   * Returns the draw at a rank.
   *
   * @param rank one of {@link Quantiles#ranks}, the first or the last; from either end
   */
  double at(int rank) {
    return sorted[rank];
  }

  private static double[] byComparison(double[] draws) {
    double[] sorted = draws.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  private static double[] inBuckets(double[] draws, double least, double perWidth) {
    int[] bucketOf = new int[draws.length];
    int[] places = new int[draws.length];
    for (int i = 0; i < draws.length; i++) {
      int bucket = (int) ((draws[i] - least) * perWidth);
      bucketOf[i] = bucket;
      places[bucket]++;
    }
    int[] ranks = ranks(draws.length);
    boolean[] isRead = new boolean[draws.length];
    double[] sorted = new double[draws.length];
    int[] from = new int[ranks.length];
    int[] to = new int[ranks.length];
    int buckets = 0;
    int next = 0;
    int end = 0;
    for (int b = 0; b < draws.length && next < ranks.length; b++) {
      int start = end;
      end += places[b];
      places[b] = start;
      if (ranks[next] < end) {
        isRead[b] = true;
        from[buckets] = start;
        to[buckets++] = end;
        while (next < ranks.length && ranks[next] < end) {
          next++;
        }
      }
    }
    for (int i = 0; i < draws.length; i++) {
      int bucket = bucketOf[i];
      if (isRead[bucket]) {
        sorted[places[bucket]++] = draws[i];
      }
    }
    for (int i = 0; i < buckets; i++) {
      Arrays.sort(sorted, from[i], to[i]);
    }
    return sorted;
  }

  /** Returns the ranks that may be asked for, in ascending order. */
  private static int[] ranks(int size) {
    int[] below = Quantiles.ranks(size);
    int[] ranks = new int[2 * below.length + 2];
    for (int i = 0; i < below.length; i++) {
      ranks[2 * i] = below[i];
      ranks[2 * i + 1] = size - 1 - below[i];
    }
    ranks[2 * below.length] = 0;
    ranks[2 * below.length + 1] = size - 1;
    Arrays.sort(ranks);
    return ranks;
  }
}
