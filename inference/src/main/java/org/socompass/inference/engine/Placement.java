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
    public long count(int i) {
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
    int[][][] handOvers = handOvers(options);
    double[][] own = ownSeconds(options, ring);
    int[] best = null;
    double least = Double.MAX_VALUE;
    for (int start = 0; start < options.get(ring.first()).size(); start++) {
      for (int end = 0; end < options.get(ring.last()).size(); end++) {
        if (ring.first() == ring.last() && start != end) {
          continue;
        }
        int[] path = path(own, handOvers, ring, start, end, handOverSeconds);
        double seconds = handOvers(path, options, handOvers, ring) * handOverSeconds;
        for (int i = 0; i < path.length; i++) {
          seconds += own[i][path[i]];
        }
        if (seconds < least) {
          least = seconds;
          best = path;
        }
      }
    }
    if (best == null) {
      throw new IllegalStateException("no placement of " + nodes.size() + " operators");
    }
    return new Placement(chosen(options, best), ring, handOvers(best, options, handOvers, ring));
  }

  private static List<Choice> chosen(List<List<Choice>> options, int[] path) {
    List<Choice> result = new ArrayList<>(path.length);
    for (int i = 0; i < path.length; i++) {
      result.add(options.get(i).get(path[i]));
    }
    return List.copyOf(result);
  }

  /** Returns for each operator and choice the time of all its runs [s]. */
  private static double[][] ownSeconds(List<List<Choice>> options, Ring ring) {
    double[][] result = new double[options.size()][];
    for (int i = 0; i < result.length; i++) {
      List<Choice> here = options.get(i);
      result[i] = new double[here.size()];
      for (int c = 0; c < here.size(); c++) {
        result[i][c] = ring.count(i) * here.get(c).seconds();
      }
    }
    return result;
  }

  private static long handOvers(
      int[] path, List<List<Choice>> options, int[][][] handOvers, Ring ring) {
    long sum = 0;
    for (int i = 1; i < path.length; i++) {
      sum += ring.steps(i) * handOvers[i][path[i - 1]][path[i]];
    }
    if (ring.first() < path.length) {
      Choice end = options.get(ring.last()).get(path[ring.last()]);
      Choice first = options.get(ring.first()).get(path[ring.first()]);
      sum += (ring.layers() - 1) * end.handOversTo(first);
    }
    return sum;
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

  /** Returns for each operator the hand-overs from a choice of the one before to its own. */
  private static int[][][] handOvers(List<List<Choice>> options) {
    int[][][] result = new int[options.size()][][];
    for (int i = 0; i < result.length; i++) {
      List<Choice> before = i == 0 ? List.of() : options.get(i - 1);
      List<Choice> here = options.get(i);
      int[][] table = new int[before.size()][here.size()];
      for (int q = 0; q < before.size(); q++) {
        for (int c = 0; c < here.size(); c++) {
          table[q][c] = before.get(q).handOversTo(here.get(c));
        }
      }
      result[i] = table;
    }
    return result;
  }

  private static int[] path(
      double[][] own, int[][][] handOvers, Ring ring, int start, int end, double handOverSeconds) {
    int n = own.length;
    int[][] from = new int[n][];
    double[] before = {};
    for (int i = 0; i < n; i++) {
      double[] costs = new double[own[i].length];
      int[] froms = new int[costs.length];
      for (int c = 0; c < costs.length; c++) {
        costs[c] = Double.MAX_VALUE;
        if ((i == ring.first() && c != start) || (i == ring.last() && c != end)) {
          continue;
        }
        if (i == 0) {
          costs[c] = own[i][c];
          continue;
        }
        for (int q = 0; q < before.length; q++) {
          if (before[q] == Double.MAX_VALUE) {
            continue;
          }
          double handOver = ring.steps(i) * handOvers[i][q][c] * handOverSeconds;
          double through = before[q] + own[i][c] + handOver;
          if (through < costs[c]) {
            costs[c] = through;
            froms[c] = q;
          }
        }
      }
      before = costs;
      from[i] = froms;
    }
    int at = 0;
    for (int c = 1; c < before.length; c++) {
      at = before[c] < before[at] ? c : at;
    }
    int[] path = new int[n];
    for (int i = n - 1; i >= 0; i--) {
      path[i] = at;
      at = from[i][at];
    }
    return path;
  }
}
