package org.socompass.inference.cut;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The lengths (rows of activations) for which an NPU has graphs.
 *
 * @param lengths ascending, without duplicates; empty if any length will do
 */
public record PreparedLengths(List<Long> lengths) {
  private static final int MOST_PIECES = 16;

  /**
   * Sorts the lengths.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public PreparedLengths {
    lengths = List.copyOf(new TreeSet<>(lengths));
    if (!lengths.isEmpty() && lengths.get(0) <= 0) {
      throw new IllegalArgumentException("lengths must be positive, but are " + lengths);
    }
  }

  /** Returns lengths of any size. */
  public static PreparedLengths any() {
    return new PreparedLengths(List.of());
  }

  /** Returns whether a graph of exactly these rows exists. */
  public boolean has(long rows) {
    return lengths.isEmpty() || lengths.contains(rows);
  }

  /** Returns the way to run all rows with as few graphs as can be, the last one padded. */
  public List<Long> padded(long rows) {
    if (lengths.isEmpty()) {
      return List.of(rows);
    }
    long greatest = lengths.get(lengths.size() - 1);
    List<Long> result = new ArrayList<>();
    long left = rows;
    while (left > greatest) {
      result.add(greatest);
      left -= greatest;
    }
    result.add(least(left));
    return List.copyOf(result);
  }

  /**
   * Returns the ways to run all rows in graphs of falling length of which only the last is padded:
   * fewest graphs first.
   */
  public List<List<Long>> covering(long rows) {
    Set<List<Long>> result = new LinkedHashSet<>();
    result.add(padded(rows));
    if (!lengths.isEmpty()) {
      for (List<Long> prefix : within(rows)) {
        long left = rows - sum(prefix);
        if (left == 0) {
          result.add(prefix);
        } else if (left <= lengths.get(lengths.size() - 1)) {
          List<Long> ways = new ArrayList<>(prefix);
          ways.add(least(left));
          result.add(List.copyOf(ways));
        }
      }
    }
    return List.copyOf(result);
  }

  /** Returns the ways to run some of the rows and leave the others: fewest graphs first. */
  public List<List<Long>> within(long rows) {
    Set<List<Long>> result = new LinkedHashSet<>();
    List<Long> way = new ArrayList<>();
    long left = rows;
    for (int i = lengths.size() - 1; i >= 0; i--) {
      long length = lengths.get(i);
      boolean repeats = i == lengths.size() - 1;
      while (left >= length && (length > 1 || rows == 1)) {
        way.add(length);
        left -= length;
        result.add(List.copyOf(way));
        if (!repeats) {
          break;
        }
      }
    }
    List<List<Long>> all = new ArrayList<>(result);
    return all.size() <= MOST_PIECES ? all : all.subList(all.size() - MOST_PIECES, all.size());
  }

  /** Returns the rows of the pieces together. */
  public static long sum(List<Long> pieces) {
    return pieces.stream().mapToLong(Long::longValue).sum();
  }

  private long least(long rows) {
    for (long length : lengths) {
      if (length >= rows) {
        return length;
      }
    }
    throw new IllegalStateException("no length of " + lengths + " holds " + rows);
  }
}
