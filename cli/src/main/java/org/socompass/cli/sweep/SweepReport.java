package org.socompass.cli.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.socompass.cli.chart.ChartFiles;
import org.socompass.cli.chart.FigureOptions;
import org.socompass.cli.format.Facts;
import org.socompass.cli.format.LatexText;
import org.socompass.cli.format.Listing;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.format.TextTable;
import org.socompass.cli.option.OutputOptions;
import org.socompass.dse.DryRun;
import org.socompass.dse.Tally;
import org.socompass.dse.spec.Column;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.ResultFiles;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.RowStore;
import org.socompass.dse.store.Status;
import org.socompass.report.SweepFigures;
import org.socompass.report.SweepPage;
import org.socompass.study.SweepStudy;
import org.socompass.study.Workers;

/** What {@code sweep} prints. */
final class SweepReport {
  /** The page's name in the folder. */
  private static final String REPORT_HTML = "report.html";

  /** The table's name in the folder. */
  private static final String TABLE_TEX = "table.tex";

  /** The folder of the charts in the folder. */
  private static final String CHARTS = "charts";

  private static final int MOST_ROWS = 20;

  private SweepReport() {}

  /**
   * Writes rows, page, charts and table of a sweep into its folder.
   *
   * @param store the rows
   * @param workers write several files at once
   */
  static void writeFiles(
      Path folder,
      RowStore store,
      SweepStudy.Result result,
      FigureOptions figure,
      OutputOptions output,
      Workers workers) {
    ChartFiles.write(
        folder.resolve(CHARTS),
        SweepFigures.of(result.page()),
        figure,
        output,
        workers,
        List.of(
            () -> ResultFiles.write(folder, result.columns(), store, result.tally().front().rows()),
            () -> OutputOptions.writeFile(folder.resolve(REPORT_HTML), SweepPage.of(result.page())),
            () ->
                OutputOptions.writeFile(
                    folder.resolve(TABLE_TEX),
                    latex(result.spec(), result.columns(), result.tally()))));
  }

  /** Writes the counts of a sweep and the designs that no other is better than. */
  static void write(OutputOptions output, SweepStudy.Result result, Path folder) {
    SweepSpec sweep = result.spec();
    Columns columns = result.columns();
    Tally tally = result.tally();
    List<Row> front = tally.front().byFirstObjective();
    List<Integer> shown = shown(sweep, columns);
    List<String> header = shown.stream().map(i -> columns.all().get(i).id()).toList();
    output.madeBy(result.provenance());
    output.write(
        () ->
            counts(sweep, tally, folder)
                + "\n"
                + table(
                    columns,
                    shown,
                    front.subList(0, Math.min(MOST_ROWS, front.size())),
                    result.odds())
                + more(front.size()),
        header,
        () -> front.stream().map(row -> cells(row, shown)).toList(),
        () ->
            json(
                sweep,
                tally,
                withOdds(header),
                IntStream.range(0, front.size())
                    .mapToObj(i -> withOdds(cells(front.get(i), shown), result.odds().get(i)))
                    .toList()));
  }

  private static List<String> withOdds(List<String> header) {
    List<String> all = new ArrayList<>(header);
    all.add("beats_next_percent");
    return all;
  }

  private static List<Object> withOdds(List<Object> cells, OptionalDouble share) {
    List<Object> all = new ArrayList<>(cells);
    all.add(
        share.isPresent() ? OptionalDouble.of(100 * share.getAsDouble()) : OptionalDouble.empty());
    return all;
  }

  private static String counts(SweepSpec sweep, Tally tally, Path folder) {
    String files =
        List.of(
                REPORT_HTML,
                ResultFiles.RESULTS_CSV,
                ResultFiles.PARETO_CSV,
                ResultFiles.RESULTS_PARQUET,
                TABLE_TEX,
                CHARTS)
            .stream()
            .map(file -> folder.resolve(file).toString())
            .collect(Collectors.joining(", "));
    return new Facts()
        .add("sweep", sweep.name())
        .add("device", sweep.device().idOrPath())
        .add("workloads", workloads(sweep))
        .add(
            "points",
            String.format(Locale.ROOT, "%,d: ", tally.points())
                + List.of(Status.values()).stream()
                    .filter(s -> tally.count(s) > 0)
                    .map(s -> String.format(Locale.ROOT, "%,d %s", tally.count(s), s.id()))
                    .collect(Collectors.joining(", ")))
        .add("objectives", SweepStudy.objectives(sweep))
        .add("files", files)
        .render();
  }

  private static String workloads(SweepSpec sweep) {
    return sweep.workloads().stream()
        .map(w -> "%s (%s)".formatted(w.name(), SweepStudy.workload(w)))
        .collect(Collectors.joining(", "));
  }

  /** Returns the designs that no other is better than as a table for a paper. */
  private static String latex(SweepSpec sweep, Columns columns, Tally tally) {
    List<Integer> shown = shown(sweep, columns);
    return LatexText.of(
        shown.stream().map(i -> columns.all().get(i).id()).toList(),
        tally.front().byFirstObjective().stream().map(row -> cells(row, shown)).toList());
  }

  /** The point, what was varied, and what was asked for. */
  private static List<Integer> shown(SweepSpec sweep, Columns columns) {
    Set<Integer> shown = new LinkedHashSet<>();
    shown.add(Columns.POINT);
    for (int p = 0; p < sweep.parameters().size(); p++) {
      shown.add(Columns.parameter(p));
    }
    sweep.objectives().forEach(o -> shown.add(columns.index(o.column())));
    sweep.constraints().forEach(c -> shown.add(columns.index(c.column())));
    return List.copyOf(shown);
  }

  private static String table(
      Columns columns, List<Integer> shown, List<Row> rows, List<OptionalDouble> odds) {
    if (rows.isEmpty()) {
      return "No point is within the constraints; column 'reason' of the results says why.\n";
    }
    boolean isSure = odds.stream().anyMatch(OptionalDouble::isPresent);
    List<String> header =
        new ArrayList<>(shown.stream().map(i -> header(columns.all().get(i))).toList());
    if (isSure) {
      header.add("beats the next in %");
    }
    var table = new TextTable(header.toArray(String[]::new));
    for (int r = 0; r < rows.size(); r++) {
      Row row = rows.get(r);
      List<String> cells =
          new ArrayList<>(shown.stream().map(i -> text(row.cells().get(i))).toList());
      if (isSure) {
        cells.add(percent(odds.get(r)));
      }
      table.row(cells);
    }
    return "No other point is better in all objectives:\n" + table.render();
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent() ? String.format(Locale.ROOT, "%.0f", 100 * share.getAsDouble()) : "-";
  }

  private static String header(Column column) {
    return column.id().replace('_', ' ');
  }

  private static String text(@Nullable Object cell) {
    if (cell instanceof Number number) {
      return Numbers.readable(number.doubleValue());
    }
    return cell == null ? "-" : String.valueOf(cell);
  }

  private static String more(int size) {
    return size > MOST_ROWS
        ? String.format(
            Locale.ROOT, "and %,d more in %s%n", size - MOST_ROWS, ResultFiles.PARETO_CSV)
        : "";
  }

  private static List<Object> cells(Row row, List<Integer> shown) {
    List<Object> cells = new ArrayList<>();
    shown.forEach(i -> cells.add(Optional.ofNullable(row.cells().get(i))));
    return cells;
  }

  private static Map<String, Object> json(
      SweepSpec sweep, Tally tally, List<String> header, List<List<Object>> front) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("sweep", sweep.name());
    root.put("device", sweep.device().idOrPath());
    root.put("seed", sweep.search().seed());
    root.put("points", tally.points());
    for (Status status : Status.values()) {
      root.put(status.id(), tally.count(status));
    }
    root.put("pareto", new Listing("pareto", header, front).objects());
    return root;
  }

  /** Writes what a sweep would take. */
  static void write(OutputOptions output, SweepStudy.Estimate estimate) {
    SweepSpec sweep = estimate.spec();
    DryRun dryRun = estimate.time();
    List<String> header =
        List.of(
            "sweep",
            "combinations",
            "points",
            "timed_points",
            "seconds_per_point",
            "jobs",
            "estimated_seconds");
    List<Object> row =
        List.of(
            sweep.name(),
            estimate.combinations(),
            estimate.points(),
            dryRun.timedPoints(),
            dryRun.secondsPerPoint(),
            dryRun.jobs(),
            dryRun.estimatedSeconds());
    Map<String, Object> json = new LinkedHashMap<>();
    for (int i = 0; i < header.size(); i++) {
      json.put(header.get(i), row.get(i));
    }
    output.write(
        () ->
            new Facts()
                .add("sweep", sweep.name())
                .add("workloads", workloads(sweep))
                .add("combinations", String.format(Locale.ROOT, "%,d", estimate.combinations()))
                .add(
                    "points",
                    String.format(
                        Locale.ROOT,
                        "%s%,d",
                        estimate.isIndexed() ? "" : "at most ",
                        estimate.points()))
                .add("time", time(dryRun))
                .render(),
        header,
        () -> List.of(row),
        () -> json);
  }

  private static String time(DryRun dryRun) {
    if (dryRun.secondsPerPoint().isEmpty()) {
      return "not known: no point was done within "
          + Numbers.seconds(dryRun.patienceSeconds())
          + " of a cold start";
    }
    return "at most about %s with %d jobs: %s a point at first, from %d points"
        .formatted(
            Numbers.seconds(dryRun.estimatedSeconds().orElseThrow()),
            dryRun.jobs(),
            Numbers.seconds(dryRun.secondsPerPoint().getAsDouble()),
            dryRun.timedPoints());
  }
}
