package org.socompass.report;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What a result of a design is made of.
 *
 * @param label what it is, as in {@code Die area}
 * @param unit its unit as shown
 * @param parts its parts in the order of reports
 */
public record SweepBreakdown(String label, String unit, List<Part> parts) {
  /** Copies the parts. */
  public SweepBreakdown {
    parts = List.copyOf(parts);
  }

  /** Returns whether its parts are operators. */
  boolean isOfOperators() {
    return label.endsWith(DesignParts.TIME);
  }

  /**
   * A part.
   *
   * @param label its name
   * @param values one for each design; empty where it has no such part
   */
  public record Part(String label, List<OptionalDouble> values) {
    /** Copies the values. */
    public Part {
      values = List.copyOf(values);
    }
  }
}
