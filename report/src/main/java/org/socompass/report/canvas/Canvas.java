package org.socompass.report.canvas;

import java.util.List;

/** A surface to draw on. Lengths are in points, y grows downwards, later shapes cover earlier. */
public interface Canvas {
  /**
   * Draws a rectangle.
   *
   * @param x left edge [pt]
   * @param y upper edge [pt]
   * @param width its width [pt]
   * @param height its height [pt]
   * @param ink its colours
   */
  void rectangle(double x, double y, double width, double height, Ink ink);

  /**
   * Draws a disc or a circle.
   *
   * @param x place of its centre [pt]
   * @param y place of its centre [pt]
   * @param radius its radius [pt]
   * @param ink its colours
   */
  void circle(double x, double y, double radius, Ink ink);

  /**
   * Draws straight lines through places, in order.
   *
   * @param places at least two
   * @param ink its colours
   */
  void path(List<Place> places, Ink ink);

  /**
   * Draws one line of text.
   *
   * @param x place of its anchor [pt]
   * @param y place of its base line [pt]
   * @param text what it says; any characters
   * @param style how it looks
   */
  void text(double x, double y, String text, TextStyle style);

  /** Draws a straight line. */
  default void line(double x1, double y1, double x2, double y2, Ink ink) {
    path(List.of(new Place(x1, y1), new Place(x2, y2)), ink);
  }
}
