package org.socompass.validation;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * How many tokens the experts of the busiest of several devices get.
 *
 * <pre>{@code
 * T tokens choose K of E experts each; loads are shares x_i / sum(x) of T K, at most T each
 * balanced   x_i = 1
 * power law  x_i = (a + u_i (b - a))^(1/(1-alpha)), a = low^(1-alpha), b = high^(1-alpha)
 *            low, high = 1, 0.8 T  if T K > E, else 0.01, 2;  u_i even in (0, 1)
 * }</pre>
 *
 * <p>Loads are whole numbers, so that with few tokens most experts get none. Of several devices,
 * each with E / devices experts, the one with the most tokens is meant.
 *
 * <p><b>Source.</b> The power law is that of the collector of aiconfigurator (recalled); figures
 * are means over draws from a fixed seed.
 *
 * @param touched experts of the device that get a token, on average
 * @param tokens tokens that its experts get together, on average
 * @param ranked tokens of its expert with the most, of that with the second most and so on, on
 *     average; of all experts that get any
 */
record ExpertLoads(double touched, double tokens, List<Double> ranked) {
  private static final int DRAWS = 16;
  private static final long SEED = 1;
  private static final double GREATEST_SHARE = 0.8;

  ExpertLoads {
    ranked = List.copyOf(ranked);
  }

  /** Returns the loads as whole tokens, as many as the experts that are touched. */
  List<Long> rows() {
    int count = (int) Math.max(1, Math.round(touched));
    return Stream.iterate(0, i -> i < count, i -> i + 1)
        .map(i -> i < ranked.size() ? Math.max(1, Math.round(ranked.get(i))) : 1L)
        .toList();
  }

  static ExpertLoads balanced(long tokens, long experts, long perToken, long devices) {
    double routed = (double) tokens * perToken / devices;
    double touched = Math.min((double) experts / devices, Math.ceil(routed));
    return new ExpertLoads(touched, routed, Collections.nCopies((int) touched, routed / touched));
  }

  static ExpertLoads powerLaw(
      long tokens, long experts, long perToken, long devices, double exponent) {
    var random = new SplittableRandom(SEED);
    int count = Math.toIntExact(experts);
    int local = Math.toIntExact(experts / devices);
    boolean isMany = (double) tokens * perToken > experts;
    double low = isMany ? 1 : 0.01;
    double high = Math.max(2, isMany ? GREATEST_SHARE * tokens : 2);
    double touched = 0;
    double routed = 0;
    double[] loads = new double[count];
    double[] ranked = new double[local];
    for (int draw = 0; draw < DRAWS; draw++) {
      for (int i = 0; i < count; i++) {
        loads[i] = drawn(random.nextDouble(), low, high, exponent);
      }
      double[] whole = whole(loads, tokens, perToken);
      double most = -1;
      double[] busiest = new double[local];
      for (int first = 0; first < count; first += local) {
        double[] group = Arrays.copyOfRange(whole, first, first + local);
        double sum = Arrays.stream(group).sum();
        if (sum > most) {
          most = sum;
          busiest = group;
        }
      }
      Arrays.sort(busiest);
      for (int i = 0; i < local; i++) {
        ranked[i] += busiest[local - 1 - i] / DRAWS;
      }
      touched += (double) Arrays.stream(busiest).filter(load -> load > 0).count() / DRAWS;
      routed += most / DRAWS;
    }
    return new ExpertLoads(
        touched, routed, Arrays.stream(ranked).filter(load -> load > 0).boxed().toList());
  }

  private static double drawn(double u, double low, double high, double exponent) {
    double power = 1 - exponent;
    if (Math.abs(power) < 1e-9) {
      return low * Math.pow(high / low, u);
    }
    double a = Math.pow(low, power);
    return Math.pow(a + u * (Math.pow(high, power) - a), 1 / power);
  }

  /**
   * Returns whole loads, none above the tokens, whose sum is all choices: shares rounded, and what
   * is then over or missing taken from or given to the largest, one each.
   */
  private static double[] whole(double[] loads, long tokens, long perToken) {
    double all = (double) tokens * perToken;
    double sum = Arrays.stream(loads).sum();
    double[] result =
        Arrays.stream(loads)
            .map(x -> Math.min((double) tokens, Math.rint(x / sum * all)))
            .toArray();
    Integer[] order = new Integer[loads.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (i, j) -> Double.compare(loads[j], loads[i]));
    double missing = all - Arrays.stream(result).sum();
    while (missing != 0) {
      double before = missing;
      for (int i = 0; i < order.length && missing != 0; i++) {
        int expert = order[i];
        double left = Math.ceil(Math.abs(missing) / order.length);
        double change =
            missing > 0 ? Math.min(left, tokens - result[expert]) : -Math.min(left, result[expert]);
        result[expert] += change;
        missing -= change;
      }
      if (missing == before) {
        break;
      }
    }
    return result;
  }
}
