package org.socompass.cli.cost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.socompass.cli.format.Listing;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.format.TextTable;
import org.socompass.cost.area.AreaValidation.Row;
import org.socompass.cost.area.AreaValidation.Summary;
import org.socompass.study.ValidateStudy;

/**
 * Predicted against measured areas in all forms.
 *
 * @param result the comparison
 */
public record AreaValidationReport(ValidateStudy.AreaResult result) {
  public static final List<String> HEADER =
      List.of(
          "chip",
          "block",
          "measured_mm2",
          "in_sample_mm2",
          "in_sample_error_percent",
          "held_out_mm2",
          "held_out_error_percent",
          "source");

  private static final List<String> SUMMARY =
      List.of(
          "chip",
          "total_error_percent",
          "in_sample_mean_error_percent",
          "held_out_mean_error_percent");

  private static final double PERCENT = 100;

  /** Returns the rows of {@link #HEADER}. */
  public List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    for (Row row : result.rows()) {
      rows.add(
          List.of(
              row.chip(),
              row.block(),
              row.measuredMm2(),
              row.inSampleMm2(),
              percent(row.inSampleError()),
              row.heldOutMm2(),
              percent(row.heldOutError()),
              row.source()));
    }
    return rows;
  }

  private List<List<Object>> summaries() {
    List<List<Object>> rows = new ArrayList<>();
    for (Summary s : result.summaries()) {
      rows.add(
          List.of(s.name(), percent(s.totalError()), percent(s.inSample()), percent(s.heldOut())));
    }
    return rows;
  }

  /** Returns the comparison for people. */
  public String table() {
    var table =
        new TextTable("chip", "block", "measured", "in sample", "error", "held out", "error");
    for (List<Object> row : rows()) {
      table.row(
          row.subList(0, 7).stream()
              .map(cell -> cell instanceof OptionalDouble o ? number(o) : text(cell))
              .toList());
    }
    var means = new TextTable("chip", "total error", "mean in sample", "mean held out");
    for (List<Object> row : summaries()) {
      means.row(
          row.stream()
              .map(cell -> cell instanceof OptionalDouble o ? number(o) : text(cell))
              .toList());
    }
    return "Areas in mm2, errors in %. In sample: by the model that ships, whose constants saw the"
        + " block. Held out: by constants derived without the chip.\n"
        + table.render()
        + "\nMean absolute errors of blocks\n"
        + means.render();
  }

  private static String text(Object cell) {
    return cell instanceof Double d ? Numbers.readable(d) : String.valueOf(cell);
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? Numbers.readable(value.getAsDouble()) : "-";
  }

  private static OptionalDouble percent(OptionalDouble share) {
    return share.isPresent() ? OptionalDouble.of(PERCENT * share.getAsDouble()) : share;
  }

  /** Returns the comparison as a document. */
  public Map<String, Object> json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("blocks", new Listing("blocks", HEADER, rows()).objects());
    root.put("chips", new Listing("chips", SUMMARY, summaries()).objects());
    return root;
  }
}
