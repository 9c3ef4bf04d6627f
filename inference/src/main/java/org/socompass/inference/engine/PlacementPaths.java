package org.socompass.inference.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.socompass.inference.cut.Choice;

/**
 * Shortest paths through the (operator, choice) pairs of a chain.
 *
 * <pre>{@code
 * cost(i, c) = min over q of cost(i - 1, q) + steps_i h(q, c) t_hand_over + count_i t(c)
 * }</pre>
 *
 * <p>Dynamic programming, once for each choice of the first operator of the ring, to which the last
 * of the layer before hands over, and from each choice of the last. Paths may be asked for among
 * some of the choices alone. Not thread-safe.
 */
public final class PlacementPaths {
  private static final double NO_WAY = Double.MAX_VALUE;
  private static final int ANY = -1;

  private final List<List<Choice>> options;
  private final Placement.Ring ring;
  private final double handOverSeconds;

  /** Time of all runs of each operator under each choice [s]. */
  private final double[][] own;

  /** Hand-overs to an operator, from each choice of the one before, to each of its own. */
  private final int[][][] handOvers;

  /** The choice before, by operator and choice. */
  private final int[][] from;

  private final double[] costs;
  private final double[] before;
  private final double[] ofTheLast;

  /**
   * Creates the paths of a chain.
   *
   * @param options for each operator what it may do
   * @param handOverSeconds cost of a hand-over [s]
   */
  public PlacementPaths(List<List<Choice>> options, Placement.Ring ring, double handOverSeconds) {
    this.options = options;
    this.ring = ring;
    this.handOverSeconds = handOverSeconds;
    int n = options.size();
    this.own = new double[n][];
    this.from = new int[n][];
    this.handOvers = new int[n][][];
    int most = 0;
    for (int i = 0; i < n; i++) {
      List<Choice> here = options.get(i);
      most = Math.max(most, here.size());
      from[i] = new int[here.size()];
      own[i] = ownSeconds(here, ring.count(i));
      handOvers[i] = handOvers(i == 0 ? List.of() : options.get(i - 1), here);
    }
    this.costs = new double[most];
    this.before = new double[most];
    this.ofTheLast = new double[most];
  }

  private static double[] ownSeconds(List<Choice> here, long count) {
    double[] result = new double[here.size()];
    for (int c = 0; c < result.length; c++) {
      result[c] = count * here.get(c).seconds();
    }
    return result;
  }

  private static int[][] handOvers(List<Choice> before, List<Choice> here) {
    int[][] result = new int[before.size()][here.size()];
    for (int q = 0; q < result.length; q++) {
      for (int c = 0; c < result[q].length; c++) {
        result[q][c] = before.get(q).handOversTo(here.get(c));
      }
    }
    return result;
  }

  /** Returns the best placement. */
  public Placement best() {
    boolean[][] all = new boolean[options.size()][];
    for (int i = 0; i < all.length; i++) {
      all[i] = new boolean[options.get(i).size()];
      Arrays.fill(all[i], true);
    }
    return best(all);
  }

  /**
   * Returns the best placement among some of the choices.
   *
   * @param allowed for each operator whether it may make each of its choices; one at least
   */
  public Placement best(boolean[][] allowed) {
    int[] best = null;
    double least = NO_WAY;
    boolean[] starts = allowed[ring.first()];
    boolean[] ends = allowed[ring.last()];
    for (int start = 0; start < starts.length; start++) {
      if (!starts[start]) {
        continue;
      }
      toTheLastOfTheRing(allowed, start);
      for (int end = 0; end < ends.length; end++) {
        if (!ends[end] || (ring.first() == ring.last() && start != end)) {
          continue;
        }
        int[] path = fromTheLastOfTheRing(allowed, end);
        double seconds = seconds(path);
        if (seconds < least) {
          least = seconds;
          best = path;
        }
      }
    }
    if (best == null) {
      throw new IllegalStateException("no placement of " + options.size() + " operators");
    }
    List<Choice> choices = new ArrayList<>(best.length);
    for (int i = 0; i < best.length; i++) {
      choices.add(options.get(i).get(best[i]));
    }
    return new Placement(List.copyOf(choices), ring, handOvers(best));
  }

  private double seconds(int[] path) {
    double seconds = handOvers(path) * handOverSeconds;
    for (int i = 0; i < path.length; i++) {
      seconds += own[i][path[i]];
    }
    return seconds;
  }

  private long handOvers(int[] path) {
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

  /** Finds what the choices of the last operator of a layer cost, from a choice of the first. */
  private void toTheLastOfTheRing(boolean[][] allowed, int start) {
    for (int i = 0; i <= ring.last(); i++) {
      step(i, allowed[i], i == ring.first() ? start : ANY);
    }
    System.arraycopy(before, 0, ofTheLast, 0, own[ring.last()].length);
  }

  private int[] fromTheLastOfTheRing(boolean[][] allowed, int end) {
    Arrays.fill(before, NO_WAY);
    before[end] = ofTheLast[end];
    for (int i = ring.last() + 1; i < own.length; i++) {
      step(i, allowed[i], ANY);
    }
    int at = 0;
    for (int c = 1; c < own[own.length - 1].length; c++) {
      at = before[c] < before[at] ? c : at;
    }
    int[] path = new int[own.length];
    for (int i = path.length - 1; i >= 0; i--) {
      path[i] = at;
      at = from[i][at];
    }
    return path;
  }

  /** Finds the costs of an operator's choices, or of one of them alone. */
  private void step(int i, boolean[] allowed, int only) {
    for (int c = 0; c < allowed.length; c++) {
      boolean isOpen = allowed[c] && (only == ANY || c == only);
      costs[c] = !isOpen ? NO_WAY : i == 0 ? own[0][c] : cost(i, c);
    }
    System.arraycopy(costs, 0, before, 0, allowed.length);
  }

  /** Returns the least cost up to a choice; remembers from which it comes [s]. */
  private double cost(int i, int c) {
    double least = NO_WAY;
    from[i][c] = 0;
    for (int q = 0; q < own[i - 1].length; q++) {
      if (before[q] == NO_WAY) {
        continue;
      }
      double handOver = ring.steps(i) * handOvers[i][q][c] * handOverSeconds;
      double through = before[q] + own[i][c] + handOver;
      if (through < least) {
        least = through;
        from[i][c] = q;
      }
    }
    return least;
  }
}
