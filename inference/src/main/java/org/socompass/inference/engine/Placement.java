package org.socompass.inference.engine;

import java.util.ArrayList;
import java.util.List;
import org.socompass.inference.cut.Choice;
import org.socompass.llm.OperatorNode;

/**
 * Which operator runs how: one choice for each.
 *
 * <p>Operators form a chain; the part that repeats is a ring of one layer. The best placement is
 * the shortest path through (operator, choice) pairs, where hand-overs between neighbours cost
 * time: dynamic programming, once for each pair of choices at the ends of the ring.
 *
 * @param choices what each operator does, in the order of the graph
 * @param ring the part that repeats
 * @param handOvers hand-overs in the whole pass
 */
public record Placement(List<Choice> choices, Ring ring, long handOvers) {
  /**
   * The operators of a layer.
   *
   * @param first index of the first
   * @param last index of the last
   * @param layers repetitions
   */
  public record Ring(int first, int last, long layers) {
    public static Ring of(List<OperatorNode> nodes, long layers) {
      int first = 0;
      while (first < nodes.size() && nodes.get(first).count() < layers) {
        first++;
      }
      int last = nodes.size() - 1;
      while (last > first && nodes.get(last).count() < layers) {
        last--;
      }
      return new Ring(first, last, layers);
    }

    /** Returns how often the step from operator {@code i - 1} to {@code i} happens. */
    long steps(int i) {
      return i > first && i <= last ? layers : 1;
    }

    /** Returns how often operator {@code i} runs. */
    long count(int i) {
      return i >= first && i <= last ? layers : 1;
    }
  }

  /**
   * Returns the placement of the given choices.
   *
   * @param choices one for each operator
   */
  public static Placement of(List<Choice> choices, Ring ring) {
    long handOvers = 0;
    for (int i = 1; i < choices.size(); i++) {
      handOvers += ring.steps(i) * choices.get(i - 1).handOversTo(choices.get(i));
    }
    if (ring.first() < choices.size()) {
      Choice end = choices.get(ring.last());
      handOvers += (ring.layers() - 1) * end.handOversTo(choices.get(ring.first()));
    }
    return new Placement(List.copyOf(choices), ring, handOvers);
  }

  /**
   * Returns the best placement.
   *
   * @param nodes operators in order; those of a layer have a count of at least {@code layers}
   * @param options for each operator what it may do
   * @param layers repetitions of a layer
   * @param handOverSeconds cost of a hand-over [s]
   */
  public static Placement best(
      List<OperatorNode> nodes, List<List<Choice>> options, long layers, double handOverSeconds) {
    Ring ring = Ring.of(nodes, layers);
    List<int[][]> handOvers = handOvers(options);
    Placement best = null;
    double least = Double.MAX_VALUE;
    for (int start = 0; start < options.get(ring.first()).size(); start++) {
      for (int end = 0; end < options.get(ring.last()).size(); end++) {
        if (ring.first() == ring.last() && start != end) {
          continue;
        }
        Placement candidate = of(path(options, handOvers, ring, start, end, handOverSeconds), ring);
        double seconds = candidate.seconds(handOverSeconds);
        if (seconds < least) {
          least = seconds;
          best = candidate;
        }
      }
    }
    if (best == null) {
      throw new IllegalStateException("no placement of " + nodes.size() + " operators");
    }
    return best;
  }

  /**
   * Returns the index of each operator that runs, in the order in which they run.
   *
   * @throws ArithmeticException if there are more than an array holds
   */
  public int[] order() {
    int ringSize = ring.last() - ring.first() + 1;
    long inRing = ring.first() < choices.size() ? Math.multiplyExact(ring.layers(), ringSize) : 0;
    int[] order = new int[Math.toIntExact(choices.size() - ringSize + inRing)];
    int at = 0;
    for (int i = 0; i < ring.first(); i++) {
      order[at++] = i;
    }
    for (long i = 0; i < inRing; i++) {
      order[at++] = ring.first() + (int) (i % ringSize);
    }
    for (int i = ring.last() + 1; i < choices.size(); i++) {
      order[at++] = i;
    }
    return order;
  }

  /** Returns the time of all operators one after another with their hand-overs [s]. */
  private double seconds(double handOverSeconds) {
    double seconds = handOvers * handOverSeconds;
    for (int i = 0; i < choices.size(); i++) {
      seconds += ring.count(i) * choices.get(i).seconds();
    }
    return seconds;
  }

  /** Returns for each operator the hand-overs from a choice of the one before to its own. */
  private static List<int[][]> handOvers(List<List<Choice>> options) {
    List<int[][]> result = new ArrayList<>();
    for (int i = 0; i < options.size(); i++) {
      List<Choice> before = i == 0 ? List.of() : options.get(i - 1);
      List<Choice> here = options.get(i);
      int[][] table = new int[before.size()][here.size()];
      for (int q = 0; q < before.size(); q++) {
        for (int c = 0; c < here.size(); c++) {
          table[q][c] = before.get(q).handOversTo(here.get(c));
        }
      }
      result.add(table);
    }
    return result;
  }

  private static List<Choice> path(
      List<List<Choice>> options,
      List<int[][]> handOvers,
      Ring ring,
      int start,
      int end,
      double handOverSeconds) {
    int n = options.size();
    List<double[]> cost = new ArrayList<>();
    List<int[]> from = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      List<Choice> here = options.get(i);
      double[] costs = new double[here.size()];
      int[] froms = new int[here.size()];
      for (int c = 0; c < here.size(); c++) {
        costs[c] = Double.MAX_VALUE;
        if ((i == ring.first() && c != start) || (i == ring.last() && c != end)) {
          continue;
        }
        double own = ring.count(i) * here.get(c).seconds();
        if (i == 0) {
          costs[c] = own;
          continue;
        }
        for (int q = 0; q < options.get(i - 1).size(); q++) {
          double before = cost.get(i - 1)[q];
          if (before == Double.MAX_VALUE) {
            continue;
          }
          double handOver = ring.steps(i) * handOvers.get(i)[q][c] * handOverSeconds;
          double through = before + own + handOver;
          if (through < costs[c]) {
            costs[c] = through;
            froms[c] = q;
          }
        }
      }
      cost.add(costs);
      from.add(froms);
    }
    int at = 0;
    double[] last = cost.get(n - 1);
    for (int c = 1; c < last.length; c++) {
      at = last[c] < last[at] ? c : at;
    }
    List<Choice> path = new ArrayList<>();
    for (int i = n - 1; i >= 0; i--) {
      path.add(0, options.get(i).get(at));
      at = from.get(i)[at];
    }
    return path;
  }
}
