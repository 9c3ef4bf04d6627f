package org.socompass.validation;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Rank correlation of pairs, Kendall's tau-b:
 *
 * <pre>{@code
 * tau = (concordant - discordant) / sqrt((pairs - tiedX) * (pairs - tiedY))
 * }</pre>
 *
 * <p>Discordant pairs are the exchanges of a merge sort by y of what is sorted by x, so that n
 * pairs take n log n steps and 16 bytes each.
 *
 * <p><b>Source.</b> W. R. Knight, A computer method for calculating Kendall's tau with ungrouped
 * data, JASA 61 (1966).
 */
final class RankCorrelation {
  private RankCorrelation() {}

  /**
   * Returns tau in [-1, 1]; empty for fewer than two pairs or where all of one side are tied.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  static OptionalDouble tau(double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "x and y must be of one length, but are %d and %d".formatted(x.length, y.length));
    }
    int n = x.length;
    if (n < 2) {
      return OptionalDouble.empty();
    }
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    int[] spare = new int[n];
    sort(order, spare, (a, b) -> x[a] != x[b] ? Double.compare(x[a], x[b]) : compare(y, a, b));
    long tiedX = ties(order, (a, b) -> compare(x, a, b));
    long tiedBoth = ties(order, (a, b) -> compare(x, a, b) != 0 ? 1 : compare(y, a, b));
    long discordant = sort(order, spare, (a, b) -> compare(y, a, b));
    long tiedY = ties(order, (a, b) -> compare(y, a, b));
    long pairs = (long) n * (n - 1) / 2;
    double difference = pairs - tiedX - tiedY + tiedBoth - 2.0 * discordant;
    double tau = difference / Math.sqrt((double) (pairs - tiedX) * (pairs - tiedY));
    return Double.isFinite(tau) ? OptionalDouble.of(tau) : OptionalDouble.empty();
  }

  /** The order of two indices. */
  private interface Order {
    int compare(int a, int b);
  }

  /** Zero of either sign is one value. */
  private static int compare(double[] values, int a, int b) {
    return values[a] == values[b] ? 0 : Double.compare(values[a], values[b]);
  }

  private static long ties(int[] order, Order by) {
    long result = 0;
    long run = 0;
    for (int i = 1; i < order.length; i++) {
      run = by.compare(order[i - 1], order[i]) == 0 ? run + 1 : 0;
      result += run;
    }
    return result;
  }

  /** Sorts, stable; returns how many pairs were in the wrong order. */
  private static long sort(int[] order, int[] spare, Order by) {
    int n = order.length;
    long exchanges = 0;
    int[] from = order;
    int[] to = spare;
    for (long width = 1; width < n; width *= 2) {
      for (long start = 0; start < n; start += 2 * width) {
        int middle = (int) Math.min(start + width, n);
        int end = (int) Math.min(start + 2 * width, n);
        exchanges += merge(from, to, (int) start, middle, end, by);
      }
      int[] last = from;
      from = to;
      to = last;
    }
    if (from != order) {
      System.arraycopy(from, 0, order, 0, n);
    }
    return exchanges;
  }

  private static long merge(int[] from, int[] to, int start, int middle, int end, Order by) {
    long exchanges = 0;
    int left = start;
    int right = middle;
    for (int k = start; k < end; k++) {
      if (right == end || (left < middle && by.compare(from[left], from[right]) <= 0)) {
        to[k] = from[left++];
      } else {
        exchanges += middle - left;
        to[k] = from[right++];
      }
    }
    return exchanges;
  }
}
