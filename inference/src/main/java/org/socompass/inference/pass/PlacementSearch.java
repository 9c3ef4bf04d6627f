package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.socompass.inference.cut.Choice;
import org.socompass.inference.engine.Placement;
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
    List<Placement> candidates = new ArrayList<>();
    candidates.add(Placement.best(nodes, choices, layers, handOverSeconds));
    if (processorIds.size() > 1) {
      List<List<Choice>> uncut = only(choices, c -> !c.isCut());
      candidates.add(Placement.best(nodes, uncut, layers, handOverSeconds));
      for (String id : processorIds) {
        candidates.add(Placement.best(nodes, preferring(uncut, id), layers, handOverSeconds));
      }
    }
    if (candidates.size() == 1) {
      return new Timed(candidates.get(0), null);
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
    return others.stream().anyMatch(o -> o.choices().equals(placement.choices()));
  }

  /** Leaves operators that can run on a processor no other. */
  private static List<List<Choice>> preferring(List<List<Choice>> choices, String id) {
    List<List<Choice>> there = only(choices, c -> c.isOnly(id));
    List<List<Choice>> result = new ArrayList<>();
    for (int i = 0; i < choices.size(); i++) {
      result.add(there.get(i).isEmpty() ? choices.get(i) : there.get(i));
    }
    return result;
  }

  private static List<List<Choice>> only(List<List<Choice>> choices, Predicate<Choice> wanted) {
    List<List<Choice>> result = new ArrayList<>(choices.size());
    for (List<Choice> some : choices) {
      List<Choice> kept = new ArrayList<>(some.size());
      for (Choice choice : some) {
        if (wanted.test(choice)) {
          kept.add(choice);
        }
      }
      result.add(kept);
    }
    return result;
  }

  /** Returns whether a pass ends in a product that is cut, which hands its results over. */
  static boolean endsCut(Placement placement) {
    return placement.choices().get(placement.choices().size() - 1).isCut();
  }
}
