package org.socompass.inference.engine;

import java.util.List;
import org.socompass.inference.cut.Choice;
import org.socompass.llm.OperatorNode;

/**
 * Which operator runs how: one choice for each.
 *
 * <p>Operators form a chain; the part that repeats is a ring of one layer. The best placement is
 * the shortest path through (operator, choice) pairs, where hand-overs between neighbours cost
 * time: {@link PlacementPaths}.
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
}
