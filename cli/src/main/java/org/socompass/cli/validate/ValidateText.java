package org.socompass.cli.validate;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.socompass.cli.format.Listing;
import org.socompass.cli.format.TextTable;
import org.socompass.study.ValidateStudy;
import org.socompass.validation.Summary;

/** Errors by group, as text, rows and a document. */
final class ValidateText {
  static final List<String> HEADER =
      List.of(
          "dataset",
          "operator",
          "device",
          "processor",
          "points",
          "skipped",
          "mape_percent",
          "bias_percent",
          "max_error_percent",
          "roofline_mape_percent",
          "kendall_tau",
          "coverage_percent");

  private ValidateText() {}

  static List<Object> cells(Summary s) {
    return List.of(
        s.group().dataset(),
        s.group().operator(),
        s.group().device(),
        s.group().processor(),
        s.points(),
        s.skipped(),
        s.mapePercent(),
        s.biasPercent(),
        s.maxErrorPercent(),
        s.rooflineMapePercent(),
        s.kendallTau(),
        s.coveragePercent());
  }

  static Map<String, ?> json(List<Summary> summaries) {
    List<List<Object>> rows = summaries.stream().map(ValidateText::cells).toList();
    return Map.of("rows", new Listing("rows", HEADER, rows).objects());
  }

  static String table(ValidateStudy.Result result) {
    var table =
        new TextTable(
            "dataset",
            "operator",
            "device",
            "processor",
            "points",
            "skipped",
            "MAPE %",
            "bias %",
            "max %",
            "roofline %",
            "tau",
            "in band %");
    for (Summary s : result.summaries()) {
      table.row(
          s.group().dataset(),
          s.group().operator(),
          s.group().device(),
          s.group().processor(),
          Integer.toString(s.points()),
          Integer.toString(s.skipped()),
          one(s.mapePercent()),
          one(s.biasPercent()),
          one(s.maxErrorPercent()),
          one(s.rooflineMapePercent()),
          s.kendallTau().isPresent()
              ? String.format(Locale.ROOT, "%.2f", s.kendallTau().getAsDouble())
              : "-",
          s.coveragePercent().isPresent()
              ? String.format(Locale.ROOT, "%.0f", s.coveragePercent().getAsDouble())
              : "-");
    }
    var text = new StringBuilder(table.render());
    text.append(
        "\nErrors are (predicted - measured) / measured of latency, or of power in the rows called power-*."
            + "\nMAPE: mean of magnitudes; bias: mean; roofline: MAPE of peak rates alone; tau: rank"
            + " correlation (Kendall); in band: rows inside the 80 % band that a device\nnever measured"
            + " would have ('validate --coverage' leaves devices out).\n");
    Map<String, Integer> reasons = result.skipped();
    if (!reasons.isEmpty()) {
      text.append("\nSkipped:\n");
      reasons.forEach((reason, n) -> text.append("  %3d  %s%n".formatted(n, reason)));
      if (result.otherSkipped() > 0) {
        text.append(
            "  %3d  for other reasons (--points gives each)%n".formatted(result.otherSkipped()));
      }
    }
    return text.toString();
  }

  private static String one(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.1f", value.getAsDouble()) : "-";
  }
}
