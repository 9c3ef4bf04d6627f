package org.socompass.mapper;

/** What a search ends with. */
public sealed interface MapResult permits MappedOperator, MapResult.Infeasible {
  /**
   * No mapping fits.
   *
   * @param reason the constraint that failed: which buffer, how many bytes short
   */
  record Infeasible(String reason) implements MapResult {}
}
