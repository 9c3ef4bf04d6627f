package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.socompass.inference.cut.Choice;
import org.socompass.inference.engine.Placement;
import org.socompass.inference.engine.PlacementPaths;
import org.socompass.llm.OperatorNode;

/**
 * The search for the fastest placement: the best one with cuts, without, and each for one
 * processor, judged by chains in time.
 */
final class PlacementSearch {
  private final List<String> processorIds;
  private final ChainTimes.Steps steps;

  PlacementSearch(List<String> processorIds, ChainTimes.Steps steps) {
    this.processorIds = processorIds;
    this.steps = steps;
  }

  /**
   * A placement and when its operators end.
   *
   * @param times as planned; null if it was the only one
   */
  record Timed(Placement placement, @Nullable ChainTimes times) {}

  /** Returns the fastest of the best placements with cuts, without, and each for one processor. */
  Timed fastest(
      List<OperatorNode> nodes, List<List<Choice>> choices, long layers, double handOverSeconds) {
    var paths = new PlacementPaths(choices, Placement.Ring.of(nodes, layers), handOverSeconds);
    if (processorIds.size() == 1) {
      return new Timed(paths.best(), null);
    }
    List<Placement> candidates = new ArrayList<>();
    for (boolean[][] allowed : allowed(choices)) {
      candidates.add(paths.best(allowed));
    }
    Timed best = null;
    double least = Double.MAX_VALUE;
    for (int i = 0; i < candidates.size(); i++) {
      Placement candidate = candidates.get(i);
      if (isAmong(candidates.subList(0, i), candidate)
          || ChainTimes.leastSeconds(candidate, steps, handOverSeconds) >= least) {
        continue;
      }
      ChainTimes times = ChainTimes.of(candidate, steps, handOverSeconds);
      double seconds = times.endSeconds() + (endsCut(candidate) ? handOverSeconds : 0);
      if (seconds < least) {
        least = seconds;
        best = new Timed(candidate, times);
      }
    }
    return best == null ? new Timed(candidates.get(0), null) : best;
  }

  /** Returns whether a placement makes the same choices as one of others. */
  private static boolean isAmong(List<Placement> others, Placement placement) {
    for (Placement other : others) {
      if (other.choices().equals(placement.choices())) {
        return true;
      }
    }
    return false;
  }

  /** Returns what may be chosen: all, what is not cut, and of that for each processor its own. */
  private List<boolean[][]> allowed(List<List<Choice>> choices) {
    List<boolean[][]> result = new ArrayList<>(2 + processorIds.size());
    result.add(where(choices, c -> true));
    boolean[][] uncut = where(choices, c -> !c.isCut());
    add(uncut, result);
    for (String id : processorIds) {
      add(preferring(uncut, where(choices, c -> c.isOnly(id))), result);
    }
    return result;
  }

  /** The same choices have the same best placement. */
  private static void add(boolean[][] allowed, List<boolean[][]> all) {
    for (boolean[][] other : all) {
      if (Arrays.deepEquals(other, allowed)) {
        return;
      }
    }
    all.add(allowed);
  }

  /** Leaves operators that can run on a processor no other. */
  private static boolean[][] preferring(boolean[][] uncut, boolean[][] there) {
    boolean[][] result = new boolean[uncut.length][];
    for (int i = 0; i < result.length; i++) {
      result[i] = isAny(there[i]) ? there[i] : uncut[i];
    }
    return result;
  }

  private static boolean isAny(boolean[] some) {
    for (boolean each : some) {
      if (each) {
        return true;
      }
    }
    return false;
  }

  private static boolean[][] where(List<List<Choice>> choices, Predicate<Choice> wanted) {
    boolean[][] result = new boolean[choices.size()][];
    for (int i = 0; i < result.length; i++) {
      List<Choice> some = choices.get(i);
      result[i] = new boolean[some.size()];
      for (int c = 0; c < result[i].length; c++) {
        result[i][c] = wanted.test(some.get(c));
      }
    }
    return result;
  }

  /** Returns whether a pass ends in a product that is cut, which hands its results over. */
  static boolean endsCut(Placement placement) {
    return placement.choices().get(placement.choices().size() - 1).isCut();
  }
}
