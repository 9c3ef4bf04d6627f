package org.socompass.inference.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
  private final Row[] rows;

  /** Hand-overs to an operator, from each choice of the one before, to each of its own. */
  private final int[][][] handOvers;

  /** Hand-overs from the last operator of a layer to the first of the next. */
  private final int[][] again;

  private final double[] costs;
  private final double[] before;
  private final double[] ofTheLast;

  /** The choices of an operator. */
  private static final class Row {
    private final List<Choice> choices;

    /** The only processor of each; none of those that are cut. */
    private final @Nullable String[] only;

    /** Time of all runs under each [s]. */
    private final double[] own;

    /** The choice before, by choice. */
    private final int[] from;

    private @Nullable Row before;
    private int[][] fromBefore = new int[0][0];

    Row(List<Choice> choices, long count) {
      this.choices = choices;
      int n = choices.size();
      this.only = new String[n];
      this.own = new double[n];
      this.from = new int[n];
      for (int c = 0; c < n; c++) {
        Choice choice = choices.get(c);
        only[c] = choice.isCut() ? null : choice.pieces().get(0).processor();
        own[c] = count * choice.seconds();
      }
    }

    /** Returns the hand-overs from each choice of the one before; those of the last are kept. */
    @SuppressWarnings("ReferenceEquality") // that row
    int[][] handOversFrom(Row one) {
      if (before != one) {
        fromBefore = one.handOversTo(this);
        before = one;
      }
      return fromBefore;
    }

    int[][] handOversTo(Row next) {
      int[][] result = new int[own.length][next.own.length];
      for (int c = 0; c < result.length; c++) {
        for (int to = 0; to < result[c].length; to++) {
          result[c][to] = choices.get(c).handOversTo(next.choices.get(to));
        }
      }
      return result;
    }
  }

  /**
   * Creates the paths of a chain.
   *
   * @param options for each operator what it may do
   * @param handOverSeconds cost of a hand-over [s]
   * @param similar those of a chain with many of the same lists of choices, which are not used any
   *     more; or null
   */
  public PlacementPaths(
      List<List<Choice>> options,
      Placement.Ring ring,
      double handOverSeconds,
      @Nullable PlacementPaths similar) {
    this.options = options;
    this.ring = ring;
    this.handOverSeconds = handOverSeconds;
    int n = options.size();
    this.rows = new Row[n];
    this.handOvers = new int[n][][];
    Row[] knownRows =
        similar != null && similar.rows.length == n && similar.ring.equals(ring)
            ? similar.rows
            : new Row[0];
    int most = 0;
    for (int i = 0; i < n; i++) {
      rows[i] = row(i, knownRows);
      most = Math.max(most, rows[i].own.length);
      handOvers[i] = i == 0 ? new int[0][0] : rows[i].handOversFrom(rows[i - 1]);
    }
    this.again =
        ring.first() < n ? rows[ring.last()].handOversTo(rows[ring.first()]) : new int[0][0];
    this.costs = new double[most];
    this.before = new double[most];
    this.ofTheLast = new double[most];
  }

  @SuppressWarnings("ReferenceEquality") // the same lists come again
  private Row row(int i, Row[] known) {
    List<Choice> here = options.get(i);
    return i < known.length && known[i].choices == here ? known[i] : new Row(here, ring.count(i));
  }

  /** Returns for each operator which of its choices are not cut. */
  public boolean[][] uncut() {
    return where(only -> only != null);
  }

  /** Returns for each operator which of its choices use one processor and no other. */
  public boolean[][] only(String processor) {
    return where(processor::equals);
  }

  /** Returns for each operator all of its choices. */
  public boolean[][] all() {
    return where(only -> true);
  }

  /** Asked about the only processor of a choice, null of one that is cut. */
  private interface Wanted {
    boolean test(@Nullable String only);
  }

  private boolean[][] where(Wanted wanted) {
    boolean[][] result = new boolean[rows.length][];
    for (int i = 0; i < result.length; i++) {
      result[i] = new boolean[rows[i].own.length];
      for (int c = 0; c < result[i].length; c++) {
        result[i][c] = wanted.test(rows[i].only[c]);
      }
    }
    return result;
  }

  /** Returns the best placement. */
  public Placement best() {
    return placement(best(all()));
  }

  /**
   * Returns the best path among some of the choices: the index of each operator's choice.
   *
   * @param allowed for each operator whether it may make each of its choices; one at least
   */
  public int[] best(boolean[][] allowed) {
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
    return best;
  }

  /** Returns the placement of a path. */
  public Placement placement(int[] path) {
    List<Choice> choices = new ArrayList<>(path.length);
    for (int i = 0; i < path.length; i++) {
      choices.add(options.get(i).get(path[i]));
    }
    return new Placement(List.copyOf(choices), ring, handOvers(path));
  }

  private double seconds(int[] path) {
    double seconds = handOvers(path) * handOverSeconds;
    for (int i = 0; i < path.length; i++) {
      seconds += rows[i].own[path[i]];
    }
    return seconds;
  }

  private long handOvers(int[] path) {
    long sum = 0;
    for (int i = 1; i < path.length; i++) {
      sum += ring.steps(i) * handOvers[i][path[i - 1]][path[i]];
    }
    if (ring.first() < path.length) {
      sum += (ring.layers() - 1) * again[path[ring.last()]][path[ring.first()]];
    }
    return sum;
  }

  /** Finds what the choices of the last operator of a layer cost, from a choice of the first. */
  private void toTheLastOfTheRing(boolean[][] allowed, int start) {
    for (int i = 0; i <= ring.last(); i++) {
      step(i, allowed[i], i == ring.first() ? start : ANY);
    }
    System.arraycopy(before, 0, ofTheLast, 0, rows[ring.last()].own.length);
  }

  private int[] fromTheLastOfTheRing(boolean[][] allowed, int end) {
    Arrays.fill(before, NO_WAY);
    before[end] = ofTheLast[end];
    for (int i = ring.last() + 1; i < rows.length; i++) {
      step(i, allowed[i], ANY);
    }
    int at = 0;
    for (int c = 1; c < rows[rows.length - 1].own.length; c++) {
      at = before[c] < before[at] ? c : at;
    }
    int[] path = new int[rows.length];
    for (int i = path.length - 1; i >= 0; i--) {
      path[i] = at;
      at = rows[i].from[at];
    }
    return path;
  }

  /** Finds the costs of an operator's choices, or of one of them alone. */
  private void step(int i, boolean[] allowed, int only) {
    for (int c = 0; c < allowed.length; c++) {
      boolean isOpen = allowed[c] && (only == ANY || c == only);
      costs[c] = !isOpen ? NO_WAY : i == 0 ? rows[0].own[c] : cost(i, c);
    }
    System.arraycopy(costs, 0, before, 0, allowed.length);
  }

  /** Returns the least cost up to a choice; remembers from which it comes [s]. */
  private double cost(int i, int c) {
    double least = NO_WAY;
    double own = rows[i].own[c];
    long steps = ring.steps(i);
    int from = 0;
    for (int q = 0; q < handOvers[i].length; q++) {
      if (before[q] == NO_WAY) {
        continue;
      }
      double handOver = steps * handOvers[i][q][c] * handOverSeconds;
      double through = before[q] + own + handOver;
      if (through < least) {
        least = through;
        from = q;
      }
    }
    rows[i].from[c] = from;
    return least;
  }
}
