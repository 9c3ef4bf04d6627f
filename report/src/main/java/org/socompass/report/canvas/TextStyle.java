package org.socompass.report.canvas;

import java.util.ArrayList;
import java.util.List;

/**
 * How text is drawn.
 *
 * @param size height of the type [pt]
 * @param colour its colour as {@code #rrggbb}
 * @param anchor which part of the text is at its place
 * @param isVertical whether it runs from the bottom to the top
 */
public record TextStyle(double size, String colour, Anchor anchor, boolean isVertical) {
  /** The part of a text that is at its place. */
  public enum Anchor {
    /** Its begin. */
    START,
    /** Its middle. */
    MIDDLE,
    /** Its end. */
    END
  }

  /** Mean width of a letter of a sans-serif type, as a share of its size (assumed). */
  private static final double LETTER = 0.54;

  /** Returns a style for text that begins at its place. */
  public static TextStyle of(double size, String colour) {
    return new TextStyle(size, colour, Anchor.START, false);
  }

  /** Returns this style with the middle of the text at its place. */
  public TextStyle centred() {
    return new TextStyle(size, colour, Anchor.MIDDLE, isVertical);
  }

  /** Returns this style with the end of the text at its place. */
  public TextStyle atEnd() {
    return new TextStyle(size, colour, Anchor.END, isVertical);
  }

  /** Returns this style from the bottom to the top. */
  public TextStyle vertical() {
    return new TextStyle(size, colour, anchor, true);
  }

  /** Returns about how long a text is [pt]; the reader of an SVG chooses the type. */
  public double length(String text) {
    return text.codePointCount(0, text.length()) * size * LETTER;
  }

  /** Returns the text, cut with an ellipsis if it is longer than {@code most} [pt]. */
  public String fitted(String text, double most) {
    int letters = (int) Math.floor(most / (size * LETTER));
    int count = text.codePointCount(0, text.length());
    if (count <= letters) {
      return text;
    }
    return letters < 2 ? "" : text.substring(0, text.offsetByCodePoints(0, letters - 1)) + "…";
  }

  /** Returns the text, without its begin if it is longer than {@code most} [pt]. */
  public String fittedFromEnd(String text, double most) {
    int letters = (int) Math.floor(most / (size * LETTER));
    int count = text.codePointCount(0, text.length());
    if (count <= letters) {
      return text;
    }
    return letters < 2 ? "" : "…" + text.substring(text.offsetByCodePoints(0, count - letters + 1));
  }

  /** Returns the text as lines of at most {@code most} [pt], broken between words. */
  public List<String> wrapped(String text, double most) {
    List<String> lines = new ArrayList<>();
    var line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && length(line + " " + word) > most) {
        lines.add(fitted(line.toString(), most));
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(fitted(line.toString(), most));
    return lines;
  }
}
