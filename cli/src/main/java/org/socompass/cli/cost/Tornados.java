package org.socompass.cli.cost;

import org.socompass.cli.chart.Tornado;
import org.socompass.evaluation.Sensitivity;

/** Tables of what moves a result. */
public final class Tornados {
  private Tornados() {}

  /** Returns the table of a sensitivity. */
  public static Tornado of(Sensitivity s) {
    return new Tornado(s.device(), s.result(), s.unit(), s.value(), s.swings(), s.note());
  }
}
