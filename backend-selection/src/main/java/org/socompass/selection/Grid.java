package org.socompass.selection;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.socompass.llm.Phase;

/**
 * The points of a profile: all combinations.
 *
 * @param lengths n, each once
 * @param hiddenSizes d, each once
 * @param precisions precisions
 * @param phases phases
 */
public record Grid(
    List<Long> lengths, List<Long> hiddenSizes, List<Precision> precisions, List<Phase> phases) {
  /** The grid that is profiled if the user names none. */
  public static final Grid DEFAULT =
      new Grid(
          List.of(
              8L, 16L, 24L, 32L, 40L, 48L, 64L, 80L, 96L, 128L, 160L, 192L, 256L, 320L, 384L, 512L,
              640L, 768L, 1024L, 1280L, 1536L, 2048L, 3072L, 4096L),
          List.of(512L, 768L, 1024L, 1536L, 2048L, 2560L, 3072L, 4096L, 5120L, 6144L),
          List.of(Precision.values()),
          List.of(Phase.values()));

  /** Copies the lists, each value once. */
  public Grid {
    lengths = List.copyOf(new LinkedHashSet<>(lengths));
    hiddenSizes = List.copyOf(new LinkedHashSet<>(hiddenSizes));
    precisions = List.copyOf(new LinkedHashSet<>(precisions));
    phases = List.copyOf(new LinkedHashSet<>(phases));
  }

  /**
   * Returns the points, n fastest.
   *
   * @throws IllegalArgumentException if there are too many, or a size is out of its range
   */
  public List<AttentionPoint> points() {
    long count =
        (long) lengths.size() * hiddenSizes.size() * precisions.size() * (long) phases.size();
    if (count > Profile.MOST_ROWS) {
      throw new IllegalArgumentException(
          "a profile has at most " + Profile.MOST_ROWS + " points, but this grid has " + count);
    }
    List<AttentionPoint> points = new ArrayList<>();
    for (Phase phase : phases) {
      for (Precision precision : precisions) {
        for (long d : hiddenSizes) {
          for (long n : lengths) {
            points.add(new AttentionPoint(n, d, precision, phase));
          }
        }
      }
    }
    return points;
  }
}
