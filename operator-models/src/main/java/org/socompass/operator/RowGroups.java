package org.socompass.operator;

import java.util.Collections;
import java.util.List;

/**
 * How the rows of a batch of products are spread over its elements, which one kernel runs together:
 * the tokens of experts.
 *
 * @param rows rows of each group that has any
 * @param tokens tokens that the rows come from, each in one group or several
 * @param all groups that there are, with rows or without
 * @param repeated whether the same groups were multiplied just before, as in a loop that times them
 */
public record RowGroups(List<Long> rows, long tokens, long all, boolean repeated) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if a number is not in [1, 2^40], or more groups have rows than
   *     there are
   */
  public RowGroups {
    rows = List.copyOf(rows);
    rows.forEach(r -> Shapes.positive("rows of a group", r));
    Shapes.positive("tokens", tokens);
    if (rows.size() > all) {
      throw new IllegalArgumentException(
          "%d groups have rows, but there are %d".formatted(rows.size(), all));
    }
  }

  /** Returns groups that all have as many rows. */
  public static RowGroups even(int touched, long rows, long tokens, long all) {
    return new RowGroups(Collections.nCopies(touched, rows), tokens, all, false);
  }

  /** Returns the rows of all groups. */
  public double allRows() {
    return rows.stream().mapToDouble(Long::doubleValue).sum();
  }

  /** Returns the mean rows of a group, rounded up. */
  public long meanRows() {
    return (long) Math.ceil(allRows() / rows.size());
  }

  void require(long batch) {
    if (rows.size() != batch) {
      throw new IllegalArgumentException(
          "a batch of %d products, but %d groups of rows".formatted(batch, rows.size()));
    }
  }
}
