package org.socompass.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.socompass.dse.DesignIndex;
import org.socompass.dse.PointEvaluator;
import org.socompass.dse.Tally;
import org.socompass.dse.spec.Column;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.Constraint;
import org.socompass.dse.spec.Design;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.spec.Workload;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.RowStore;
import org.socompass.dse.store.Status;
import org.socompass.inference.tier.TierUse;
import org.socompass.report.Fact;
import org.socompass.report.SweepColumn;
import org.socompass.report.SweepData;
import org.socompass.report.SweepDesign;
import org.socompass.report.chart.NumberText;

/**
 * What page and charts of a sweep show. Those of a large sweep have the rows of a {@link
 * SweepSample}.
 */
final class SweepView {
  private static final int MOST_DESIGNS = 10_000;
  private static final int MOST_NAMED = 3;
  private static final List<String> QUANTILES = List.of("_p10", "_p50", "_p90");

  private final SweepSpec sweep;
  private final Columns columns;
  private final Tally tally;
  private final List<Row> rows;
  private final Set<Long> front;
  private final DesignIndex index;

  private SweepView(SweepSpec sweep, Columns columns, Tally tally, List<Row> rows) {
    this.sweep = sweep;
    this.columns = columns;
    this.tally = tally;
    this.rows = rows;
    this.index = new DesignIndex(sweep);
    this.front = tally.front().rows().stream().map(Row::point).collect(Collectors.toSet());
  }

  /**
   * Returns what page and charts show.
   *
   * @param workers evaluate some designs again
   */
  static SweepData of(
      SweepSpec sweep, PointEvaluator evaluator, RowStore store, Tally tally, Workers workers) {
    return new SweepView(
            sweep,
            evaluator.columns(),
            tally,
            SweepSample.of(store, tally.front().rows(), MOST_DESIGNS))
        .data(evaluator, workers);
  }

  private SweepData data(PointEvaluator evaluator, Workers workers) {
    List<SweepDesign> designs = rows.stream().map(this::design).toList();
    return new SweepData(
        sweep.name(),
        facts(),
        tally.points(),
        sweepColumns(),
        designs,
        new SweepParts(sweep, columns, rows, front, index).breakdowns(evaluator, workers),
        sweep.workloads().stream().map(this::command).toList(),
        subject());
  }

  /** Returns what runs on what: the workloads, of which those that the base names are the first. */
  private String subject() {
    String models =
        sweep.workloads().stream()
            .map(w -> w.request().model().id() + " as " + w.request().quantization().id())
            .distinct()
            .limit(MOST_NAMED)
            .collect(Collectors.joining(", "));
    return models + " on " + sweep.device().files().get(0).id();
  }

  private List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Device", sweep.device().idOrPath()));
    for (Workload w : sweep.workloads()) {
      facts.add(new Fact("Workload " + w.name(), SweepStudy.workload(w)));
    }
    facts.add(
        new Fact(
            "Search",
            sweep.search().method().name().toLowerCase(Locale.ROOT)
                + ", seed "
                + sweep.search().seed()));
    facts.add(new Fact("Objectives", SweepStudy.objectives(sweep)));
    if (!sweep.constraints().isEmpty()) {
      facts.add(
          new Fact(
              "Constraints",
              sweep.constraints().stream().map(SweepView::text).collect(Collectors.joining(", "))));
    }
    facts.add(new Fact("Points", points()));
    facts.add(new Fact("Spec", sweep.digest().substring(0, 12)));
    return facts;
  }

  private String points() {
    String all = String.format(Locale.ROOT, "%,d", tally.points());
    if (rows.size() == tally.points()) {
      return all;
    }
    long best = rows.stream().filter(row -> front.contains(row.point())).count();
    return all
        + String.format(
            Locale.ROOT,
            ", of which this page has %,d: %s the Pareto front, and others evenly chosen",
            rows.size(),
            best == front.size()
                ? "all of"
                : String.format(Locale.ROOT, "%,d of the %,d on", best, front.size()));
  }

  private static String text(Constraint constraint) {
    List<String> bounds = new ArrayList<>();
    constraint.min().ifPresent(v -> bounds.add(">= " + NumberText.readable(v)));
    constraint.max().ifPresent(v -> bounds.add("<= " + NumberText.readable(v)));
    return constraint.column() + " " + String.join(" and ", bounds);
  }

  private SweepDesign design(Row row) {
    SweepDesign.Standing standing =
        switch (row.status()) {
          case OK ->
              front.contains(row.point())
                  ? SweepDesign.Standing.FRONT
                  : SweepDesign.Standing.FEASIBLE;
          case INFEASIBLE, INCOMPLETE -> SweepDesign.Standing.INFEASIBLE;
          case INVALID, FAILED -> SweepDesign.Standing.INVALID;
        };
    Design design = index.design(row);
    List<String> arguments = new ArrayList<>();
    PointEvaluator.overrides(sweep, design)
        .forEach(override -> arguments.addAll(List.of("--set", override)));
    PointEvaluator.engine(sweep, design)
        .ifPresent(engine -> arguments.addAll(List.of("--engine", engine)));
    PointEvaluator.expertSkew(sweep, design)
        .ifPresent(skew -> arguments.addAll(List.of("--expert-skew", Double.toString(skew))));
    Object reason = row.cells().get(Columns.REASON);
    String why = reason == null ? "" : String.valueOf(reason);
    return new SweepDesign(
        Long.toString(row.point()),
        standing,
        row.status() == Status.INCOMPLETE ? "lacks " + why : why,
        arguments);
  }

  private SweepData.Command command(Workload workload) {
    var request = workload.request();
    List<String> words =
        new ArrayList<>(
            List.of(
                "socompass",
                "run",
                "--device",
                sweep.device().idOrPath(),
                "--model",
                workload.model(),
                "--quantization",
                request.quantization().id()));
    boolean isUniform = request.plan().contexts().isEmpty();
    if (isUniform) {
      words.addAll(List.of("--prompt", Long.toString(request.promptTokens())));
    }
    words.addAll(List.of("--output-tokens", Long.toString(request.outputTokens())));
    if (isUniform) {
      words.addAll(List.of("--batch", Long.toString(request.batch())));
    }
    boolean isVaried =
        sweep.parameters().stream()
            .flatMap(p -> p.levels().stream())
            .anyMatch(level -> level.engine().isPresent());
    if (!isVaried) {
      words.addAll(List.of("--engine", request.engine()));
    }
    if (!request.processors().isEmpty()) {
      words.addAll(List.of("--processors", String.join(",", request.processors())));
    }
    words.addAll(PlanWords.of(request));
    if (request.tiers().mode() != TierUse.Mode.DRAM_ONLY) {
      words.addAll(List.of("--placement", request.tiers().mode().id()));
    }
    boolean isSkewVaried =
        sweep.parameters().stream().anyMatch(p -> p.levels().get(0).expertSkew().isPresent());
    if (!isSkewVaried && request.tiers().expertSkew() > 0) {
      words.addAll(List.of("--expert-skew", Double.toString(request.tiers().expertSkew())));
    }
    return new SweepData.Command("Run " + workload.name(), words);
  }

  private List<SweepColumn> sweepColumns() {
    List<SweepColumn> result = new ArrayList<>();
    List<String> ids = columns.ids();
    for (int i = 0; i < columns.all().size(); i++) {
      Column column = columns.all().get(i);
      boolean isAsked =
          column.role() == Column.Role.OBJECTIVE
              || column.role() == Column.Role.CONSTRAINT
              || column.role() == Column.Role.REQUESTED;
      boolean isQuantile =
          QUANTILES.stream()
              .anyMatch(
                  q ->
                      column.id().endsWith(q)
                          && ids.contains(column.id().substring(0, column.id().length() - 4)));
      if (i != Columns.POINT
          && i != Columns.STATUS
          && i != Columns.REASON
          && (isAsked || !isQuantile)) {
        result.add(sweepColumn(column, i));
      }
    }
    return result;
  }

  private SweepColumn sweepColumn(Column column, int index) {
    SweepColumn.Role role =
        switch (column.role()) {
          case IDENTITY -> SweepColumn.Role.IDENTITY;
          case PARAMETER -> SweepColumn.Role.PARAMETER;
          case METRIC, CONSTRAINT -> SweepColumn.Role.METRIC;
          case REQUESTED -> SweepColumn.Role.REQUESTED;
          case OBJECTIVE -> SweepColumn.Role.OBJECTIVE;
        };
    boolean isText = column.type() == Column.Type.TEXT || column.type() == Column.Type.FLAG;
    SweepColumn.Values values =
        isText
            ? new SweepColumn.Words(
                rows.stream().map(row -> words(row.cells().get(index))).toList())
            : new SweepColumn.Numbers(numbers(index));
    SweepColumn result =
        SweepColumn.of(column.id(), column.label(), column.unit(), role, better(column), values)
            .within(limits(column.id()));
    List<String> ids = columns.ids();
    String low = column.id() + QUANTILES.get(0);
    String high = column.id() + QUANTILES.get(2);
    return ids.contains(low) && ids.contains(high)
        ? result.with(
            new SweepColumn.Spread(numbers(columns.index(low)), numbers(columns.index(high))))
        : result;
  }

  /** An objective may be made large that is better small. */
  private Optional<org.socompass.evaluation.Metric.Better> better(Column column) {
    return sweep.objectives().stream()
        .filter(o -> o.column().equals(column.id()))
        .map(o -> o.better())
        .findFirst()
        .or(column::better);
  }

  private SweepColumn.Limits limits(String id) {
    return sweep.constraints().stream()
        .filter(c -> c.column().equals(id))
        .map(c -> new SweepColumn.Limits(c.min(), c.max()))
        .findFirst()
        .orElse(SweepColumn.Limits.NONE);
  }

  private List<OptionalDouble> numbers(int index) {
    List<OptionalDouble> numbers = new ArrayList<>(rows.size());
    for (Row row : rows) {
      double number = row.number(index);
      numbers.add(Double.isNaN(number) ? OptionalDouble.empty() : OptionalDouble.of(number));
    }
    return numbers;
  }

  private static String words(@Nullable Object cell) {
    if (cell instanceof Boolean truth) {
      return truth ? "yes" : "no";
    }
    return cell == null ? "" : String.valueOf(cell);
  }
}
