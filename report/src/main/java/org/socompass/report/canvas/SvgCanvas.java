package org.socompass.report.canvas;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A surface that becomes SVG. Places have one decimal, and shapes of one ink that follow each other
 * share a group, so that a changed value is a small difference in the text.
 */
public final class SvgCanvas implements Canvas {
  private final StringBuilder out = new StringBuilder();
  private @Nullable Ink current;

  /**
   * Creates an empty surface.
   *
   * @param isSized whether its points are those of paper, not of a picture to be scaled
   */
  public SvgCanvas(String title, double width, double height, boolean isSized) {
    String size =
        isSized ? " width=\"%spt\" height=\"%spt\"".formatted(number(width), number(height)) : "";
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\"%s role=\"img\""
            + " font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\">",
        number(width), number(height), size);
    line("<title>%s</title>", escape(title));
    line("<rect width=\"%s\" height=\"%s\" fill=\"#ffffff\"/>", number(width), number(height));
  }

  @Override
  public void rectangle(double x, double y, double width, double height, Ink ink) {
    use(ink);
    out.append("<rect x=\"").append(number(x)).append("\" y=\"").append(number(y));
    out.append("\" width=\"").append(number(width)).append("\" height=\"").append(number(height));
    out.append("\"/>\n");
  }

  @Override
  public void circle(double x, double y, double radius, Ink ink) {
    use(ink);
    out.append("<circle cx=\"").append(number(x)).append("\" cy=\"").append(number(y));
    out.append("\" r=\"").append(number(radius)).append("\"/>\n");
  }

  @Override
  public void path(List<Place> places, Ink ink) {
    use(ink);
    out.append("<path d=\"");
    char command = 'M';
    for (Place place : places) {
      out.append(command).append(number(place.x())).append(' ').append(number(place.y()));
      command = 'L';
    }
    out.append("\"/>\n");
  }

  @Override
  public void text(double x, double y, String text, TextStyle style) {
    use(null);
    String anchor =
        switch (style.anchor()) {
          case START -> "";
          case MIDDLE -> " text-anchor=\"middle\"";
          case END -> " text-anchor=\"end\"";
        };
    String place =
        style.isVertical()
            ? "transform=\"translate(%s %s) rotate(-90)\"".formatted(number(x), number(y))
            : "x=\"%s\" y=\"%s\"".formatted(number(x), number(y));
    line(
        "<text %s font-size=\"%s\" fill=\"%s\"%s>%s</text>",
        place, number(style.size()), style.colour(), anchor, escape(text));
  }

  /** Returns the document; nothing can be drawn afterwards. */
  public String document() {
    use(null);
    return out.append("</svg>\n").toString();
  }

  private void use(@Nullable Ink ink) {
    if (ink == null ? current == null : ink.equals(current)) {
      return;
    }
    if (current != null) {
      out.append("</g>\n");
    }
    if (ink != null) {
      out.append("<g fill=\"").append(ink.fill().isEmpty() ? "none" : ink.fill()).append('"');
      if (!ink.stroke().isEmpty()) {
        out.append(" stroke=\"").append(ink.stroke()).append('"');
        out.append(" stroke-width=\"").append(number(ink.width())).append('"');
      }
      if (ink.isDashed()) {
        out.append(" stroke-dasharray=\"4 4\"");
      }
      if (ink.opacity() < 1) {
        // Of each shape, not of the group: where shapes overlap they add up, as they do in PDF.
        String opacity = String.format(Locale.ROOT, "%.2f", ink.opacity());
        out.append(" fill-opacity=\"").append(opacity).append('"');
        out.append(" stroke-opacity=\"").append(opacity).append('"');
      }
      out.append(">\n");
    }
    current = ink;
  }

  /** Returns text that is inert in XML; characters that XML has no form for are replaced. */
  static String escape(String text) {
    var result = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> result.append("&amp;");
                case '<' -> result.append("&lt;");
                case '>' -> result.append("&gt;");
                case '"' -> result.append("&quot;");
                default -> result.appendCodePoint(isXml(c) ? c : '\uFFFD');
              }
            });
    return result.toString();
  }

  private static boolean isXml(int c) {
    return (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
  }

  private static String number(double value) {
    long tenths = Math.round(value * 10);
    long rest = Math.abs(tenths % 10);
    String sign = tenths < 0 ? "-" : "";
    return sign + Math.abs(tenths / 10) + (rest == 0 ? "" : "." + rest);
  }

  private void line(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
