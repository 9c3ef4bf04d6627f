package org.socompass.inference;

import java.util.ArrayList;
import java.util.List;
import org.socompass.llm.OperatorNode;

/**
 * Which processor runs which operator.
 *
 * <p>Operators form a chain; the part that repeats is a ring of one layer. The best placement is
 * the shortest path through (operator, processor) pairs, where a change of processor costs a
 * hand-over: dynamic programming, once for each processor that the ring may start on.
 *
 * @param operators the chosen times, in the order of the graph
 * @param handOvers changes of processor in the whole pass
 */
record Placement(List<OperatorTime> operators, long handOvers) {
  /**
   * Returns the best placement.
   *
   * @param nodes operators in order; those of a layer have a count of at least {@code layers}
   * @param choices for each operator its time on each processor
   * @param layers repetitions of a layer
   * @param handOverSeconds cost of a change of processor [s]
   */
  static Placement best(
      List<OperatorNode> nodes,
      List<List<OperatorTime>> choices,
      long layers,
      double handOverSeconds) {
    int processors = choices.get(0).size();
    if (processors == 1) {
      return new Placement(choices.stream().map(c -> c.get(0)).toList(), 0);
    }
    int first = 0;
    while (first < nodes.size() && nodes.get(first).count() < layers) {
      first++;
    }
    int last = nodes.size() - 1;
    while (last > first && nodes.get(last).count() < layers) {
      last--;
    }
    Placement best = null;
    double least = Double.MAX_VALUE;
    for (int start = 0; start < processors; start++) {
      for (int end = 0; end < processors; end++) {
        int[] path = path(choices, new Ring(first, last, start, end, layers), handOverSeconds);
        Placement candidate = placed(choices, path, new Ring(first, last, start, end, layers));
        double seconds =
            candidate.operators.stream().mapToDouble(OperatorTime::totalSeconds).sum()
                + candidate.handOvers * handOverSeconds;
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

  /** The repeated part: its first and last operator, the processors of both, repetitions. */
  private record Ring(int first, int last, int start, int end, long layers) {
    /** Returns how often the step from operator {@code i - 1} to {@code i} happens. */
    long steps(int i) {
      return i > first && i <= last ? layers : 1;
    }

    boolean allows(int i, int processor) {
      return (i != first || processor == start) && (i != last || processor == end);
    }
  }

  private static int[] path(List<List<OperatorTime>> choices, Ring ring, double handOverSeconds) {
    int n = choices.size();
    int processors = choices.get(0).size();
    double[][] cost = new double[n][processors];
    int[][] from = new int[n][processors];
    for (int i = 0; i < n; i++) {
      for (int p = 0; p < processors; p++) {
        cost[i][p] = Double.MAX_VALUE;
        if (!ring.allows(i, p)) {
          continue;
        }
        double own = choices.get(i).get(p).totalSeconds();
        if (i == 0) {
          cost[i][p] = own;
          continue;
        }
        for (int q = 0; q < processors; q++) {
          double step = q == p ? 0 : ring.steps(i) * handOverSeconds;
          if (cost[i - 1][q] < Double.MAX_VALUE && cost[i - 1][q] + step + own < cost[i][p]) {
            cost[i][p] = cost[i - 1][q] + step + own;
            from[i][p] = q;
          }
        }
      }
    }
    int[] path = new int[n];
    int end = 0;
    for (int p = 1; p < processors; p++) {
      end = cost[n - 1][p] < cost[n - 1][end] ? p : end;
    }
    path[n - 1] = end;
    for (int i = n - 1; i > 0; i--) {
      path[i - 1] = from[i][path[i]];
    }
    return path;
  }

  private static Placement placed(List<List<OperatorTime>> choices, int[] path, Ring ring) {
    List<OperatorTime> operators = new ArrayList<>();
    long handOvers = 0;
    for (int i = 0; i < path.length; i++) {
      operators.add(choices.get(i).get(path[i]));
      handOvers += i > 0 && path[i] != path[i - 1] ? ring.steps(i) : 0;
    }
    handOvers += ring.start() != ring.end() ? ring.layers() - 1 : 0;
    return new Placement(operators, handOvers);
  }
}
