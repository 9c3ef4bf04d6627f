package org.socompass.cost.draws;

import java.util.Arrays;

/**
 * Draws in ascending order.
 *
 * <p>As many buckets of equal width as there are draws, which are counted, filled and then put in
 * order by insertion: the time is linear where draws are spread over their range. The result is
 * that of {@link Arrays#sort(double[])}, which also does what buckets can't: numbers that are not
 * positive and finite, and draws of which many are near one another.
 */
final class Ascending {
  private static final int MOST_IN_BUCKET = 24;

  private Ascending() {}

  /** Returns draws in ascending order. */
  static double[] of(double[] draws) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = 0;
    for (double draw : draws) {
      least = Math.min(least, draw);
      greatest = Math.max(greatest, draw);
    }
    int buckets = draws.length;
    double perWidth = (buckets - 1) / (greatest - least);
    boolean isSpread = least > 0 && greatest > least && perWidth < Double.POSITIVE_INFINITY;
    return isSpread && greatest < Double.POSITIVE_INFINITY
        ? inBuckets(draws, buckets, least, perWidth)
        : byComparison(draws);
  }

  private static double[] byComparison(double[] draws) {
    double[] sorted = draws.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  private static double[] inBuckets(double[] draws, int buckets, double least, double perWidth) {
    int[] bucketOf = new int[draws.length];
    int[] ends = new int[buckets];
    for (int i = 0; i < draws.length; i++) {
      int bucket = (int) ((draws[i] - least) * perWidth);
      bucketOf[i] = bucket;
      ends[bucket]++;
    }
    int end = 0;
    for (int b = 0; b < buckets; b++) {
      if (ends[b] > MOST_IN_BUCKET) {
        return byComparison(draws);
      }
      end += ends[b];
      ends[b] = end;
    }
    double[] sorted = new double[draws.length];
    for (int i = 0; i < draws.length; i++) {
      sorted[--ends[bucketOf[i]]] = draws[i];
    }
    insert(sorted);
    return sorted;
  }

  /** Puts in order what is at most a bucket away from its place. */
  private static void insert(double[] sorted) {
    for (int i = 1; i < sorted.length; i++) {
      double draw = sorted[i];
      int place = i;
      while (place > 0 && sorted[place - 1] > draw) {
        sorted[place] = sorted[place - 1];
        place--;
      }
      sorted[place] = draw;
    }
  }
}
