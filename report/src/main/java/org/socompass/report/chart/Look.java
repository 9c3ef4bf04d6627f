package org.socompass.report.chart;

import java.util.OptionalDouble;
import org.socompass.report.canvas.TextStyle;

/**
 * How large a chart and its type are. Distances between what is drawn grow with the type.
 *
 * @param width width of the chart; empty for that of its kind [pt]
 * @param height height of the chart; empty for what its kind takes at this width [pt]
 * @param titlePoints type of the title [pt]
 * @param namePoints type of the names of axes [pt]
 * @param labelPoints type of all else [pt]
 */
public record Look(
    OptionalDouble width,
    OptionalDouble height,
    double titlePoints,
    double namePoints,
    double labelPoints) {
  /** As wide as its kind likes to be, to be scaled by who shows it. */
  public static final Look PAGE =
      new Look(OptionalDouble.empty(), OptionalDouble.empty(), 15, 12, 11);

  /** Type of charts that are drawn at the size at which they are printed [pt]. */
  public static final double PAPER_POINTS = 8;

  /** Height of the plot of a chart whose height is not stated, as a share of its width. */
  private static final double SHAPE = 0.6;

  /** Least height of axes with what is written at them, at the type of pages [pt]. */
  private static final double LEAST = 110;

  /** A step of type: titles are one larger than names of axes, labels one smaller [pt]. */
  private static final double STEP = 1;

  /**
   * Returns a look for paper, where a chart is as large as it is drawn.
   *
   * @param points type of the names of axes; titles are 1 pt larger, labels 1 pt smaller [pt]
   */
  public static Look paper(OptionalDouble width, OptionalDouble height, double points) {
    return new Look(width, height, points + STEP, points, points - STEP);
  }

  /** Returns whether the chart has a size of its own, in points of paper. */
  boolean isSized() {
    return width.isPresent();
  }

  /** Returns a distance that is as many points at the type of pages [pt]. */
  double of(double points) {
    return points * labelPoints / PAGE.labelPoints;
  }

  /** Returns the width of a chart whose kind would have another [pt]. */
  double wide(double natural) {
    return width.orElse(natural);
  }

  /**
   * Returns the height of a chart of a kind with a shape of its own: as asked, or what is good
   * below the head at this width, but no less than axes take [pt].
   *
   * @param natural height of the kind [pt]
   * @param head height of what is above the axes [pt]
   */
  double high(double natural, double head) {
    double usual = isSized() ? head + SHAPE * width.orElse(0) : natural;
    return Math.max(height.orElse(usual), head + of(LEAST));
  }

  /** Returns the type of titles. */
  TextStyle title() {
    return TextStyle.of(titlePoints, Palette.TEXT);
  }

  /** Returns the type of the names of axes. */
  TextStyle name() {
    return TextStyle.of(namePoints, Palette.TEXT);
  }

  /** Returns the type of what is written at axes and data. */
  TextStyle label() {
    return TextStyle.of(labelPoints, Palette.MUTED);
  }

  /** Returns the type of legends. */
  TextStyle legend() {
    return TextStyle.of(labelPoints, Palette.TEXT);
  }
}
