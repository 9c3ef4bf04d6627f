package org.socompass.cli.option;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.socompass.cli.format.CsvText;
import org.socompass.cli.format.Format;
import org.socompass.cli.format.JsonText;
import org.socompass.cli.format.LatexText;
import org.socompass.cli.format.MadeBy;
import org.socompass.cli.format.Paint;
import org.socompass.cli.format.TerminalText;
import org.socompass.study.Provenance;
import picocli.CommandLine.Option;

/** In what form a result is shown. */
public final class FormatOptions {
  @Option(
      names = "--format",
      paramLabel = "table|csv|json|latex",
      defaultValue = "table",
      description = "Form of the result. Default: ${DEFAULT-VALUE}.")
  public Format format = Format.TABLE;

  @Option(
      names = "--no-provenance",
      description =
          "Leave out what made the result: release, commit, command and digests of its inputs"
              + " (made_by in JSON, the last line of a table, of LaTeX, and of CSV in a file).")
  boolean isAnonymous;

  @Option(
      names = "--wide",
      description = "Show all columns of a table, however narrow the terminal is.")
  boolean isWide;

  @Option(
      names = "--color",
      paramLabel = "auto|always|never",
      defaultValue = "auto",
      description =
          "Colour of heads, warnings and errors; auto: on a terminal, unless NO_COLOR is set."
              + " Default: ${DEFAULT-VALUE}.")
  Paint.When color = Paint.When.AUTO;

  private @Nullable MadeBy madeBy;

  /** Says where the next result comes from. */
  public void madeBy(Provenance provenance) {
    madeBy = isAnonymous ? null : new MadeBy(provenance);
  }

  /** Says in a document where the next result comes from, unless that was said. */
  void madeByIfUnknown(Supplier<Provenance> provenance) {
    boolean isDocument = format == Format.JSON || format == Format.LATEX;
    if (isDocument && madeBy == null && !isAnonymous) {
      madeBy = new MadeBy(provenance.get());
    }
  }

  /**
   * Returns the form that the user asked for; the others are not made.
   *
   * @param isFile whether it goes into a file
   */
  public String text(
      boolean isFile,
      Supplier<String> table,
      List<String> csvHeader,
      Supplier<? extends List<? extends List<?>>> csvRows,
      Supplier<Map<String, ?>> json) {
    return switch (format) {
      case TABLE ->
          shown(isFile, table.get() + (madeBy == null ? "" : "\n" + madeBy.line() + "\n"));
      case CSV -> csv(isFile, csvHeader, csvRows.get());
      case JSON -> JsonText.of(madeBy == null ? json.get() : with(madeBy, json.get()));
      case LATEX ->
          LatexText.of(csvHeader, csvRows.get())
              + (madeBy == null ? "" : "% " + madeBy.comment() + "\n");
    };
  }

  /** Returns a text as it is in a file, and to the width of a terminal. */
  private String shown(boolean isFile, String text) {
    if (isFile) {
      return text;
    }
    Paint paint = paint();
    return TerminalText.of(text, isWide ? OptionalInt.empty() : paint.columns(), paint.isColored());
  }

  /** Returns the colours that the user asked for. */
  Paint paint() {
    return Paint.of(color);
  }

  /** Returns rows as CSV. On standard output it is piped to readers that know no comments. */
  String csv(boolean isFile, List<String> header, List<? extends List<?>> rows) {
    String text = CsvText.of(header, rows);
    return isFile && madeBy != null ? text + "# " + madeBy.comment() + "\r\n" : text;
  }

  private static Map<String, ?> with(MadeBy origin, Map<String, ?> json) {
    Map<String, Object> root = new LinkedHashMap<>(json);
    root.put("made_by", origin.json());
    return root;
  }
}
