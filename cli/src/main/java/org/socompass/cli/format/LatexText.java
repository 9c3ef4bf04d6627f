package org.socompass.cli.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.socompass.report.chart.NumberText;

/**
 * A table for a paper, in the style of the package booktabs. A column that says the same in all of
 * several rows is a comment before the table: it belongs into the caption.
 */
public final class LatexText {
  private LatexText() {}

  /** Returns the table of a header and rows, as {@link CsvText} takes them. */
  public static String of(List<String> header, List<? extends List<?>> rows) {
    List<Integer> shown = new ArrayList<>();
    var text = new StringBuilder("% \\usepackage{booktabs}\n");
    for (int c = 0; c < header.size(); c++) {
      if (rows.size() > 1 && isConstant(rows, c)) {
        text.append("% ")
            .append(oneLine(header.get(c)))
            .append(": ")
            .append(oneLine(plain(rows.get(0).get(c))))
            .append('\n');
      } else {
        shown.add(c);
      }
    }
    text.append("\\begin{tabular}{");
    shown.forEach(c -> text.append(isNumeric(rows, c) ? 'r' : 'l'));
    text.append("}\n\\toprule\n");
    line(text, shown.stream().map(c -> escape(header.get(c).replace('_', ' '))).toList());
    text.append("\\midrule\n");
    for (List<?> row : rows) {
      line(text, shown.stream().map(c -> cell(row.get(c))).toList());
    }
    return text.append("\\bottomrule\n\\end{tabular}\n").toString();
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append(String.join(" & ", cells)).append(" \\\\\n");
  }

  private static boolean isConstant(List<? extends List<?>> rows, int column) {
    Object first = rows.get(0).get(column);
    return rows.stream().allMatch(row -> plain(row.get(column)).equals(plain(first)));
  }

  private static boolean isNumeric(List<? extends List<?>> rows, int column) {
    List<Object> values = rows.stream().flatMap(row -> known(row.get(column)).stream()).toList();
    return !values.isEmpty() && values.stream().allMatch(Number.class::isInstance);
  }

  /** Returns what is in an optional; empty if nothing is. */
  private static Optional<Object> known(@Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      return known(optional.orElse(null));
    }
    if (value instanceof OptionalDouble optional) {
      return optional.isPresent() ? Optional.of(optional.getAsDouble()) : Optional.empty();
    }
    return Optional.ofNullable(value);
  }

  private static String plain(@Nullable Object value) {
    return known(value).map(LatexText::words).orElse("");
  }

  private static String words(Object value) {
    return value instanceof Number number
        ? NumberText.readable(number.doubleValue())
        : String.valueOf(value);
  }

  private static String cell(@Nullable Object value) {
    Optional<Object> known = known(value);
    if (known.isEmpty()) {
      return "--";
    }
    if (known.get() instanceof Number number) {
      String digits = NumberText.readable(number.doubleValue()).replace(",", "{,}");
      return digits.startsWith("-") ? "$" + digits + "$" : digits;
    }
    return escape(words(known.get()));
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\R", " ");
  }

  /** Returns text that LaTeX sets as it is. */
  public static String escape(String text) {
    var result = new StringBuilder();
    oneLine(text)
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&', '%', '$', '#', '_', '{', '}' -> result.append('\\').appendCodePoint(c);
                case '~' -> result.append("\\textasciitilde{}");
                case '^' -> result.append("\\textasciicircum{}");
                case '\\' -> result.append("\\textbackslash{}");
                case '<' -> result.append("\\textless{}");
                case '>' -> result.append("\\textgreater{}");
                case '|' -> result.append("\\textbar{}");
                case '"' -> result.append("\\textquotedbl{}");
                default -> result.appendCodePoint(c);
              }
            });
    return result.toString();
  }
}
