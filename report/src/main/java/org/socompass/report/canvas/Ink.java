package org.socompass.report.canvas;

/**
 * How a shape is drawn.
 *
 * @param fill colour of its inside as {@code #rrggbb}; empty for none
 * @param stroke colour of its outline; empty for none
 * @param width width of the outline [pt]
 * @param opacity opacity of both, in (0, 1]
 * @param isDashed whether the outline is dashed
 */
public record Ink(String fill, String stroke, double width, double opacity, boolean isDashed) {
  /**
   * Validates the ink.
   *
   * @throws IllegalArgumentException if a colour is not of the form {@code #rrggbb}, or the opacity
   *     is not in (0, 1]
   */
  public Ink {
    checkColour(fill);
    checkColour(stroke);
    if (!(opacity > 0 && opacity <= 1)) {
      throw new IllegalArgumentException("opacity must be in (0, 1], but is " + opacity);
    }
  }

  private static void checkColour(String colour) {
    if (!colour.isEmpty() && !colour.matches("#[0-9a-f]{6}")) {
      throw new IllegalArgumentException("a colour is #rrggbb, but this is " + colour);
    }
  }

  /** Returns an ink for a filled shape without an outline. */
  public static Ink filled(String colour) {
    return new Ink(colour, "", 0, 1, false);
  }

  /** Returns an ink for a line. */
  public static Ink line(String colour, double width) {
    return new Ink("", colour, width, 1, false);
  }

  /** Returns this ink with another opacity. */
  public Ink withOpacity(double value) {
    return new Ink(fill, stroke, width, value, isDashed);
  }

  /** Returns this ink with a dashed outline. */
  public Ink dashed() {
    return new Ink(fill, stroke, width, opacity, true);
  }
}
