package org.socompass.mapper;

import org.socompass.hardware.MainMemory;

/** An operator that was searched once for every bandwidth of main memory. Thread-safe. */
interface Frontier {
  /**
   * Returns the best mapping under a memory, or why there is none: the result of a search under it.
   *
   * @param memory any bandwidth; its latency is that of the search
   */
  MapResult at(MainMemory memory);

  /** Returns what it holds, by estimate [B]. */
  int bytes();
}
