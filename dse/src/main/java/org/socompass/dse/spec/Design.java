package org.socompass.dse.spec;

import java.util.List;

/**
 * One combination.
 *
 * @param levels for each parameter the index of its level
 */
public record Design(List<Integer> levels) {
  /** Copies the levels. */
  public Design {
    levels = List.copyOf(levels);
  }
}
