package org.socompass.inference.rates;

import java.util.List;

/**
 * Which kernels of an engine take how many rows.
 *
 * @param tileRows rows of a tile, ascending: a product takes the least tile that holds its rows,
 *     else the largest, and is rounded up to whole tiles
 * @param expertTokens tokens of a pass up to which products of experts run on kernels for single
 *     rows; beyond, each expert that is touched takes whole tiles, of the size that suits the
 *     tokens
 * @param expandFrom rows from which quantized weights are first written to memory as fp16 and read
 *     again from there, as libraries of fp16 products need
 */
public record KernelRows(List<Long> tileRows, long expertTokens, long expandFrom) {
  /** Rows that kernels for single rows take one by one; more go to those of products. */
  static final long MOST_SINGLE_ROWS = 8;

  /** Products of any number of rows, nothing expanded. */
  public static final KernelRows ANY =
      new KernelRows(List.of(1L), MOST_SINGLE_ROWS, Long.MAX_VALUE);

  /** Copies the list. */
  public KernelRows {
    tileRows = List.copyOf(tileRows);
    if (tileRows.isEmpty() || !tileRows.stream().sorted().toList().equals(tileRows)) {
      throw new IllegalArgumentException("rows of tiles must ascend, but are " + tileRows);
    }
  }

  /**
   * Returns the rows that are computed for each of a product's.
   *
   * @param rows its rows
   * @param deciding rows by which the tile is chosen: those of all experts together
   */
  double computedPerRow(long rows, long deciding) {
    long tile = tileRows.get(tileRows.size() - 1);
    for (int i = tileRows.size() - 1; i >= 0 && tileRows.get(i) >= deciding; i--) {
      tile = tileRows.get(i);
    }
    return (double) ((rows - 1) / tile + 1) * tile / rows;
  }
}
