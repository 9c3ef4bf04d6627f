package org.socompass.dse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.socompass.dse.spec.Design;
import org.socompass.dse.spec.Parameter;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.Status;

/**
 * An order of all combinations in which neighbours share operators: the parameters whose change
 * needs the most new searches vary slowest, those that need none fastest. A part of this order can
 * be evaluated with few searches that another part makes as well.
 *
 * <pre>{@code
 * cost(p) = new searches per level of p that is tried, all other parameters kept
 * rank    = digits of the levels in mixed radix, parameters by falling cost
 * }</pre>
 *
 * <p>The cost is counted, not timed, so that the order is the same everywhere. It changes no
 * result.
 */
public final class SharingOrder {
  private static final int MOST_TRIES = 8;
  private static final int LEVELS_TRIED = 3;

  private final int[] counts;
  private final int[] order;

  private SharingOrder(List<Parameter> parameters, int[] order) {
    this.counts = parameters.stream().mapToInt(p -> p.levels().size()).toArray();
    this.order = order;
  }

  /**
   * Returns the order in which given parameters vary slowest first.
   *
   * @param slowestFirst index of every parameter once
   * @throws IllegalArgumentException if one is missing or there twice
   */
  public static SharingOrder of(SweepSpec spec, List<Integer> slowestFirst) {
    int[] order = slowestFirst.stream().mapToInt(Integer::intValue).toArray();
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    if (!Arrays.equals(sorted, IntStream.range(0, spec.parameters().size()).toArray())) {
      throw new IllegalArgumentException("needs every parameter once, but has " + slowestFirst);
    }
    return new SharingOrder(spec.parameters(), order);
  }

  /**
   * Returns the order of a sweep, from a few of its designs.
   *
   * @param evaluator of the same sweep, with which nothing was evaluated yet
   */
  public static SharingOrder of(SweepSpec spec, PointEvaluator evaluator) {
    List<Integer> base = base(spec, evaluator);
    double[] costs = new double[base.size()];
    for (int p = 0; p < costs.length; p++) {
      costs[p] = cost(spec, evaluator, base, p);
    }
    Comparator<Integer> byCost = Comparator.comparingDouble(p -> -costs[p]);
    return of(spec, IntStream.range(0, costs.length).boxed().sorted(byCost).toList());
  }

  /** Returns the levels of a design that is a device, if one is found soon. */
  private static List<Integer> base(SweepSpec spec, PointEvaluator evaluator) {
    var space = new PointSpace(spec);
    var random = new SplittableRandom(0);
    List<Integer> base = spec.parameters().stream().map(p -> p.levels().size() / 2).toList();
    for (int i = 0; i < MOST_TRIES && !isDevice(evaluator, base); i++) {
      base = space.sample(random, 1).get(0).levels();
    }
    return base;
  }

  private static boolean isDevice(PointEvaluator evaluator, List<Integer> levels) {
    Status status = evaluator.evaluate(0, new Design(levels)).status();
    return status != Status.INVALID && status != Status.FAILED;
  }

  private static double cost(
      SweepSpec spec, PointEvaluator evaluator, List<Integer> base, int parameter) {
    int count = spec.parameters().get(parameter).levels().size();
    int tried = Math.min(LEVELS_TRIED, count - 1);
    long before = evaluator.searches();
    for (int i = 1; i <= tried; i++) {
      List<Integer> levels = new ArrayList<>(base);
      // Spread over the others, the base's own level left out.
      levels.set(parameter, (base.get(parameter) + Math.max(i, i * count / (tried + 1))) % count);
      evaluator.evaluate(0, new Design(levels));
    }
    return tried == 0 ? 0 : (double) (evaluator.searches() - before) / tried;
  }

  /** Returns the indexes of the parameters, the one that varies slowest first. */
  public List<Integer> slowestFirst() {
    return Arrays.stream(order).boxed().toList();
  }

  /** Returns the place of a design in the order, from 0. */
  public long rank(Design design) {
    long rank = 0;
    for (int p : order) {
      rank = rank * counts[p] + design.levels().get(p);
    }
    return rank;
  }

  /** Returns the design at a place of the order. */
  public Design design(long rank) {
    Integer[] levels = new Integer[counts.length];
    long left = rank;
    for (int i = order.length - 1; i >= 0; i--) {
      levels[order[i]] = (int) (left % counts[order[i]]);
      left /= counts[order[i]];
    }
    return new Design(List.of(levels));
  }
}
