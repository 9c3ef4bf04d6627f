package org.socompass.study.reproduce;

import java.util.List;

/**
 * A published system: what was published beside what is predicted.
 *
 * @param name name on the command line
 * @param title what it is, with its source
 * @param rows the figures; none if the commands alone give them
 * @param assumed what the prediction takes as given
 * @param commands command lines that show it, or more of it
 */
public record Reproduction(
    String name, String title, List<Row> rows, List<String> assumed, List<String> commands) {
  /** Copies the lists. */
  public Reproduction {
    rows = List.copyOf(rows);
    assumed = List.copyOf(assumed);
    commands = List.copyOf(commands);
  }

  /**
   * A figure.
   *
   * @param quantity what it is
   * @param unit its unit; empty for a ratio
   * @param published as published
   * @param predicted as predicted
   * @param withinPercent how close it should come [%]
   * @param isChosen whether a constant was chosen to meet it, so that it proves nothing
   */
  public record Row(
      String quantity,
      String unit,
      double published,
      double predicted,
      double withinPercent,
      boolean isChosen) {
    /** Returns how far the prediction is off [%]. */
    public double differencePercent() {
      return 100 * (predicted / published - 1);
    }

    /** Returns whether it comes close enough. */
    public boolean isWithin() {
      return Math.abs(differencePercent()) <= withinPercent;
    }
  }
}
