package org.socompass.selection;

import java.util.Arrays;
import java.util.List;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.llm.Phase;

/**
 * One attention block of one sequence.
 *
 * @param n tokens of the sequence; in decode the length of the context
 * @param d hidden size
 * @param precision type of the elements
 * @param phase prefill (all n tokens are queries) or decode (one is)
 */
public record AttentionPoint(long n, long d, Precision precision, Phase phase) {
  /** The greatest n. */
  public static final long GREATEST_N = 1 << 20;

  /** The greatest d. */
  public static final long GREATEST_D = 1 << 16;

  /**
   * Validates the sizes.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public AttentionPoint {
    inRange("n", n, GREATEST_N);
    inRange("d", d, GREATEST_D);
  }

  private static void inRange(String name, long value, long greatest) {
    if (value < 1 || value > greatest) {
      throw new IllegalArgumentException(
          name + " must be in [1, " + greatest + "], but is " + value);
    }
  }

  /** Returns the tokens that are projected, and so the queries. */
  public long rows() {
    return phase == Phase.PREFILL ? n : 1;
  }

  /**
   * Returns the bytes that change backends with the stage: queries, keys and values of the new
   * tokens [B]. Older keys and values lie in the shared memory, where either backend reads them.
   */
  public double transferBytes() {
    return 3.0 * rows() * d * precision.type().bytesPerElement();
  }

  /**
   * Returns the phase of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Phase phase(String id) {
    for (Phase phase : Phase.values()) {
      if (phase.id().equals(id)) {
        return phase;
      }
    }
    List<String> ids = Arrays.stream(Phase.values()).map(Phase::id).toList();
    throw new IllegalArgumentException(
        Quoted.of(id) + " is not a phase; " + NearestName.hint(id, ids));
  }

  /** Returns the point for people. */
  @Override
  public String toString() {
    return "n=%d d=%d %s %s".formatted(n, d, precision.id(), phase.id());
  }
}
