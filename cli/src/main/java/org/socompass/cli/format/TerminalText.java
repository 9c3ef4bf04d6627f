package org.socompass.cli.format;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Text with aligned columns, made to fit a terminal: long words of a column are cut, then columns
 * are left out from the right, and named below. Lines that are no table stay as they are.
 */
public final class TerminalText {
  private static final String BOLD = "\033[1m";
  private static final String FAINT = "\033[2m";
  private static final String RESET = "\033[0m";
  private static final String GAP = "  ";
  private static final String CUT = "…";
  private static final int FEWEST_COLUMNS = 3;
  private static final int LEAST_WIDTH = 12;

  private TerminalText() {}

  /**
   * Returns the text as a terminal shows it.
   *
   * @param columns width to keep; empty for any
   * @param isColored whether heads of tables are bold, and where a result comes from is faint
   */
  public static String of(String text, OptionalInt columns, boolean isColored) {
    if (columns.isEmpty() && !isColored) {
      return text;
    }
    var out = new StringBuilder();
    List<String> block = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (line.isEmpty()) {
        write(block, columns, isColored, out);
        block.clear();
        out.append('\n');
      } else {
        block.add(line);
      }
    }
    write(block, columns, isColored, out);
    // The last line feed of the text is counted twice: as the end of a line and as a line.
    return text.endsWith("\n") ? out.substring(0, out.length() - 1) : out.toString();
  }

  private static void write(
      List<String> block, OptionalInt columns, boolean isColored, StringBuilder out) {
    // A sentence above a table, and remarks below it, are not part of it.
    int from = 0;
    int to = block.size();
    List<Column> table = columns(block, from, to);
    while (table.size() < FEWEST_COLUMNS && from < Math.min(1, block.size())) {
      from++;
      table = columns(block, from, to);
    }
    while (table.size() < FEWEST_COLUMNS && to - from > 2) {
      to--;
      table = columns(block, from, to);
    }
    boolean isTable = table.size() >= FEWEST_COLUMNS && to - from >= 2;
    if (!isTable) {
      block.forEach(line -> plain(line, isColored, out));
      return;
    }
    block.subList(0, from).forEach(line -> plain(line, isColored, out));
    table(block.subList(from, to), table, columns, isColored, out);
    block.subList(to, block.size()).forEach(line -> plain(line, isColored, out));
  }

  private static void plain(String line, boolean isColored, StringBuilder out) {
    boolean isFaint = isColored && line.startsWith("made by ");
    out.append(isFaint ? FAINT + line + RESET : line).append('\n');
  }

  private static void table(
      List<String> lines,
      List<Column> table,
      OptionalInt columns,
      boolean isColored,
      StringBuilder out) {
    List<Column> kept = new ArrayList<>(table);
    List<String> gone = new ArrayList<>();
    if (columns.isPresent() && lines.stream().anyMatch(l -> l.length() > columns.getAsInt())) {
      shrink(kept, columns.getAsInt());
      while (kept.size() > 2 && width(kept) > columns.getAsInt()) {
        Column last = kept.remove(kept.size() - 1);
        gone.add(0, last.cell(lines.get(0)).strip());
      }
    }
    boolean isWhole = kept.equals(table);
    for (int i = 0; i < lines.size(); i++) {
      String line = isWhole ? lines.get(i) : joined(kept, lines.get(i));
      out.append(isColored && i == 0 ? BOLD + line + RESET : line).append('\n');
    }
    if (!gone.isEmpty()) {
      out.append("(--wide also shows: ").append(String.join(", ", gone)).append(")\n");
    }
  }

  private static String joined(List<Column> kept, String line) {
    List<String> cells = new ArrayList<>();
    kept.forEach(c -> cells.add(c.cut(line)));
    return String.join(GAP, cells).stripTrailing();
  }

  private static int width(List<Column> columns) {
    return columns.stream().mapToInt(Column::width).sum() + GAP.length() * (columns.size() - 1);
  }

  /** Takes from the widest column of words until all fit or none is wide. */
  private static void shrink(List<Column> columns, int most) {
    while (width(columns) > most) {
      int widest = -1;
      for (int i = 0; i < columns.size(); i++) {
        Column c = columns.get(i);
        if (c.isWords
            && c.width > LEAST_WIDTH
            && (widest < 0 || c.width > columns.get(widest).width)) {
          widest = i;
        }
      }
      if (widest < 0) {
        return;
      }
      Column c = columns.get(widest);
      columns.set(widest, new Column(c.from, c.to, c.width - 1, c.isWords));
    }
  }

  /** Returns the columns of lines: what two blanks in all of them part. */
  private static List<Column> columns(List<String> lines, int first, int last) {
    List<String> part = lines.subList(Math.min(first, last), last);
    int length = part.stream().mapToInt(String::length).max().orElse(0);
    List<Column> result = new ArrayList<>();
    int from = -1;
    int blanks = 0;
    for (int c = 0; c <= length; c++) {
      int at = c;
      boolean isBlank =
          c == length || part.stream().allMatch(l -> at >= l.length() || l.charAt(at) == ' ');
      blanks = isBlank ? blanks + 1 : 0;
      if (!isBlank && from < 0) {
        from = c;
      }
      if (from >= 0 && (blanks == GAP.length() || c == length)) {
        result.add(Column.of(part, from, c + 1 - Math.max(1, blanks)));
        from = -1;
      }
    }
    return result;
  }

  /** A column: where it stands in each line, and how wide it is shown. */
  private record Column(int from, int to, int width, boolean isWords) {
    static Column of(List<String> lines, int from, int to) {
      boolean isLeft = lines.stream().allMatch(l -> l.length() <= from || l.charAt(from) != ' ');
      return new Column(from, to, to - from, isLeft && to - from > LEAST_WIDTH);
    }

    String cell(String line) {
      String cell = line.substring(Math.min(from, line.length()), Math.min(to, line.length()));
      return cell + " ".repeat(to - from - cell.length());
    }

    String cut(String line) {
      String cell = cell(line);
      if (width == to - from) {
        return cell;
      }
      String text = cell.stripTrailing();
      return text.length() <= width
          ? text + " ".repeat(width - text.length())
          : text.substring(0, width - 1) + CUT;
    }
  }
}
