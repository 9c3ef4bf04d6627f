package org.socompass.mapper;

/** An operator that is searched once for all bandwidths of main memory. Thread-safe. */
interface Frontier {
  /**
   * Returns the best mapping on a hardware, or why there is none: the result of a search there.
   *
   * @param hardware one of equal {@link RelevantHardware#ofFrontiers()}
   */
  MapResult at(RelevantHardware hardware);

  /** Returns what it holds, by estimate [B]. */
  int bytes();
}
