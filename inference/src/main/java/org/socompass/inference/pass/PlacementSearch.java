package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.socompass.inference.cut.Choice;
import org.socompass.inference.engine.Placement;
import org.socompass.inference.engine.PlacementPaths;
import org.socompass.llm.OperatorNode;

/**
 * The search for the fastest placement: the best one with cuts, without, and each for one
 * processor, judged by chains in time. Passes of one model follow each other and differ in few
 * operators. Not thread-safe.
 */
final class PlacementSearch {
  private final List<String> processorIds;
  private final ChainTimes.Steps steps;
  private @Nullable PlacementPaths last;

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
    Placement.Ring ring = Placement.Ring.of(nodes, layers);
    if (processorIds.size() == 1 && isNoChoice(choices)) {
      return new Timed(Placement.of(firsts(choices), ring), null);
    }
    var paths = new PlacementPaths(choices, ring, handOverSeconds, last);
    last = paths;
    if (processorIds.size() == 1) {
      return new Timed(paths.best(), null);
    }
    Timed best = null;
    double least = Double.MAX_VALUE;
    List<int[]> tried = new ArrayList<>();
    for (boolean[][] allowed : allowed(paths)) {
      int[] path = paths.best(allowed);
      if (isAmong(tried, path)) {
        continue;
      }
      tried.add(path);
      Placement candidate = paths.placement(path);
      if (ChainTimes.leastSeconds(candidate, steps, handOverSeconds) >= least) {
        continue;
      }
      ChainTimes times = ChainTimes.of(candidate, steps, handOverSeconds);
      double seconds = times.endSeconds() + (endsCut(candidate) ? handOverSeconds : 0);
      if (seconds < least) {
        least = seconds;
        best = new Timed(candidate, times);
      }
    }
    return best == null ? new Timed(paths.placement(tried.get(0)), null) : best;
  }

  private static boolean isNoChoice(List<List<Choice>> choices) {
    for (List<Choice> each : choices) {
      if (each.size() != 1) {
        return false;
      }
    }
    return true;
  }

  private static List<Choice> firsts(List<List<Choice>> choices) {
    List<Choice> result = new ArrayList<>(choices.size());
    for (List<Choice> each : choices) {
      result.add(each.get(0));
    }
    return result;
  }

  /** Returns whether a path makes the same choices as one of others. */
  private static boolean isAmong(List<int[]> others, int[] path) {
    for (int[] other : others) {
      if (Arrays.equals(other, path)) {
        return true;
      }
    }
    return false;
  }

  /** Returns what may be chosen: all, what is not cut, and of that for each processor its own. */
  private List<boolean[][]> allowed(PlacementPaths paths) {
    List<boolean[][]> result = new ArrayList<>(2 + processorIds.size());
    result.add(paths.all());
    boolean[][] uncut = paths.uncut();
    add(uncut, result);
    for (String id : processorIds) {
      add(preferring(uncut, paths.only(id)), result);
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

  /** Returns whether a pass ends in a product that is cut, which hands its results over. */
  static boolean endsCut(Placement placement) {
    return placement.choices().get(placement.choices().size() - 1).isCut();
  }
}
