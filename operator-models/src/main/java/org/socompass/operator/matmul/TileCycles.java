package org.socompass.operator.matmul;

import org.socompass.hardware.Dataflow;

/** Cycles of one tile of a matrix product on one lane's array. */
public interface TileCycles {
  /**
   * Returns the latency of {@code C[m,n] = A[m,k] * B[k,n]} on an array [cycle].
   *
   * @param array the array
   * @param m rows of the tile
   * @param n columns of the tile
   * @param k contraction length of the tile
   * @param dataflow what stays in the PEs
   */
  long cycles(SystolicArray array, long m, long n, long k, Dataflow dataflow);

  /** Returns how often a result was found and how often it had to be computed. */
  default Statistics statistics() {
    return new Statistics(0, 0);
  }

  /**
   * Use of a cache.
   *
   * @param hits results found
   * @param misses results computed
   */
  record Statistics(long hits, long misses) {}
}
