package org.socompass.cli.option;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.socompass.cli.format.CsvText;
import org.socompass.cli.format.Format;
import org.socompass.cli.format.JsonText;
import org.socompass.cli.format.LatexText;
import picocli.CommandLine.Option;

/** In what form a result is shown. */
public final class FormatOptions {
  @Option(
      names = "--format",
      paramLabel = "table|csv|json|latex",
      defaultValue = "table",
      description = "Form of the result. Default: ${DEFAULT-VALUE}.")
  public Format format = Format.TABLE;

  /** Returns the form that the user asked for; the others are not made. */
  public String text(
      Supplier<String> table,
      List<String> csvHeader,
      Supplier<? extends List<? extends List<?>>> csvRows,
      Supplier<Map<String, ?>> json) {
    return switch (format) {
      case TABLE -> table.get();
      case CSV -> CsvText.of(csvHeader, csvRows.get());
      case JSON -> JsonText.of(json.get());
      case LATEX -> LatexText.of(csvHeader, csvRows.get());
    };
  }
}
