package org.socompass.operator.mapping;

import java.util.Locale;

/**
 * Order of the loops over the blocks of a product {@code out[rows, columns] = left[rows, depth] *
 * right[depth, columns]}, outermost first.
 */
public enum LoopOrder {
  /** Columns inside rows: with a whole contraction the left operand stays. */
  ROWS_COLUMNS_DEPTH(0, 1, 2),
  /** The left operand stays while columns pass. */
  ROWS_DEPTH_COLUMNS(0, 2, 1),
  /** Rows inside columns: with a whole contraction the right operand stays. */
  COLUMNS_ROWS_DEPTH(1, 0, 2),
  /** The right operand stays while rows pass. */
  COLUMNS_DEPTH_ROWS(2, 0, 1),
  /** The left operand stays while columns pass, once for each part of the contraction. */
  DEPTH_ROWS_COLUMNS(1, 2, 0),
  /** The right operand stays while rows pass, once for each part of the contraction. */
  DEPTH_COLUMNS_ROWS(2, 1, 0);

  /** The loops. */
  public enum Loop {
    /** Over blocks of rows. */
    ROWS,
    /** Over blocks of columns. */
    COLUMNS,
    /** Over parts of the contraction. */
    DEPTH
  }

  private final int rows;
  private final int columns;
  private final int depth;

  LoopOrder(int rows, int columns, int depth) {
    this.rows = rows;
    this.columns = columns;
    this.depth = depth;
  }

  /** Returns the loops by name, as in {@code rows, columns, depth}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace("_", ", ");
  }

  /**
   * Returns how often the left operand is moved: once, or for each block of columns if another
   * block of it is needed before the next columns.
   *
   * @param m blocks of rows
   * @param n blocks of columns
   * @param k parts of the contraction
   */
  public long leftTrips(long m, long n, long k) {
    return (m > 1 && rows > columns) || (k > 1 && depth > columns) ? n : 1;
  }

  /** Returns how often the right operand is moved. */
  public long rightTrips(long m, long n, long k) {
    return (n > 1 && columns > rows) || (k > 1 && depth > rows) ? m : 1;
  }

  /** Returns how often a block of the result is left and taken up again, plus one. */
  public long outVisits(long m, long n, long k) {
    return (m > 1 && rows > depth) || (n > 1 && columns > depth) ? k : 1;
  }

  /**
   * Returns the innermost loop; the operand that it does not index stays. A contraction that is not
   * cut is no loop.
   *
   * @param k parts of the contraction
   */
  public Loop innermost(long k) {
    if (k > 1 && depth == 2) {
      return Loop.DEPTH;
    }
    return rows > columns ? Loop.ROWS : Loop.COLUMNS;
  }
}
