package org.socompass.cli.chart;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.socompass.report.chart.Look;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How large the charts of a command and their type are. */
public final class FigureOptions {
  @Option(
      names = "--chart-size",
      paramLabel = "W|WxH",
      converter = SizeReader.class,
      description =
          "Draw charts at this size for paper: a width, as 240pt or 85mm, or width and height,"
              + " as 240x160 or 8cmx6cm; without a unit in points. Type is then of 7 to 9 pt."
              + " Default: a size to be scaled.")
  @Nullable Size size;

  @Option(
      names = "--font-size",
      paramLabel = "POINTS",
      converter = TypeReader.class,
      description =
          "Type of charts: names of axes at this size, titles 1 pt larger, labels 1 pt smaller."
              + " Default with --chart-size: 8.")
  @Nullable Double type;

  /** Returns the look that was asked for. */
  Look look() {
    if (size == null && type == null) {
      return Look.PAGE;
    }
    double points = type == null ? Look.PAPER_POINTS : type;
    return size == null
        ? Look.paper(OptionalDouble.empty(), OptionalDouble.empty(), points)
        : Look.paper(OptionalDouble.of(size.width()), size.height(), points);
  }

  /**
   * A size on paper.
   *
   * @param width the width [pt]
   * @param height the height; empty for what the width gives [pt]
   */
  record Size(double width, OptionalDouble height) {}

  /** Reads sizes. */
  static final class SizeReader implements ITypeConverter<Size> {
    private static final Pattern LENGTH = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?(pt|mm|cm|in)?");
    private static final double POINTS_PER_INCH = 72;
    private static final double MM_PER_INCH = 25.4;
    private static final double LEAST = 120;
    private static final double MOST = 3000;

    @Override
    public Size convert(String text) {
      String[] sides = text.strip().split("x", -1);
      if (sides.length > 2) {
        throw unreadable(text);
      }
      return new Size(
          points(sides[0], text),
          sides.length == 2 ? OptionalDouble.of(points(sides[1], text)) : OptionalDouble.empty());
    }

    private static double points(String side, String whole) {
      Matcher matcher = LENGTH.matcher(side.strip());
      if (!matcher.matches()) {
        throw unreadable(whole);
      }
      double value = Double.parseDouble(matcher.group(1));
      String unit = matcher.group(2) == null ? "pt" : matcher.group(2);
      double points =
          switch (unit) {
            case "mm" -> value / MM_PER_INCH * POINTS_PER_INCH;
            case "cm" -> value * 10 / MM_PER_INCH * POINTS_PER_INCH;
            case "in" -> value * POINTS_PER_INCH;
            default -> value;
          };
      if (!(points >= LEAST && points <= MOST)) {
        throw new TypeConversionException(
            String.format(
                Locale.ROOT,
                "a side must be in [%.0f, %.0f] pt, but %s is %.0f pt",
                LEAST,
                MOST,
                side.strip(),
                points));
      }
      return points;
    }

    private static TypeConversionException unreadable(String text) {
      return new TypeConversionException(
          "it is a width, or width x height, in pt, mm, cm or in (240pt, 85mm, 240x160), not '"
              + text
              + "'");
    }
  }

  /** Reads sizes of type. */
  static final class TypeReader implements ITypeConverter<Double> {
    private static final Pattern NUMBER = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?(?:pt)?");
    private static final double LEAST = 5;
    private static final double MOST = 40;

    @Override
    public Double convert(String text) {
      Matcher matcher = NUMBER.matcher(text.strip());
      double points = matcher.matches() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
      if (!(points >= LEAST && points <= MOST)) {
        throw new TypeConversionException(
            String.format(
                Locale.ROOT, "it must be in [%.0f, %.0f] pt, but is '%s'", LEAST, MOST, text));
      }
      return points;
    }
  }
}
