package org.socompass.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import org.socompass.dse.DesignIndex;
import org.socompass.dse.PointEvaluator;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.spec.Workload;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.Status;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.report.DesignParts;
import org.socompass.report.SweepBreakdown;

/**
 * What the results of designs are made of. The rows of a sweep have sums: time and energy by phase
 * and memory by use for every design. Operators, blocks and parts of the cost come from evaluating
 * some again: the Pareto front, and evenly of the others.
 */
final class SweepParts {
  private static final int MOST_EVALUATED = 250;

  private final SweepSpec sweep;
  private final Columns columns;
  private final List<Row> rows;
  private final Set<Long> front;
  private final DesignIndex index;
  private final Map<String, Group> groups = new LinkedHashMap<>();

  /** Parts of one result of a design, with the label that all designs have them under. */
  private record Named(String label, DesignParts.Group group) {}

  /** Parts of one result of all designs. */
  private record Group(String unit, Map<String, OptionalDouble[]> parts) {}

  SweepParts(SweepSpec sweep, Columns columns, List<Row> rows, Set<Long> front, DesignIndex index) {
    this.sweep = sweep;
    this.columns = columns;
    this.rows = rows;
    this.front = front;
    this.index = index;
  }

  /**
   * Returns the parts of all designs.
   *
   * @param workers evaluate some again
   */
  List<SweepBreakdown> breakdowns(PointEvaluator evaluator, Workers workers) {
    boolean isOne = sweep.workloads().size() == 1;
    for (Workload workload : sweep.workloads()) {
      sums(workload, isOne ? "" : workload.name() + ".");
    }
    List<Integer> evaluated = evaluated();
    List<List<Named>> found =
        workers.all(
            evaluated.stream()
                .map(i -> (Supplier<List<Named>>) () -> parts(evaluator, rows.get(i)))
                .toList());
    for (int i = 0; i < evaluated.size(); i++) {
      for (Named part : found.get(i)) {
        add(evaluated.get(i), part);
      }
    }
    List<SweepBreakdown> result = new ArrayList<>();
    groups.forEach(
        (label, group) -> {
          List<SweepBreakdown.Part> parts = new ArrayList<>();
          group.parts.forEach(
              (name, values) -> parts.add(new SweepBreakdown.Part(name, List.of(values))));
          result.add(new SweepBreakdown(label, group.unit, parts));
        });
    return result;
  }

  private List<Named> parts(PointEvaluator evaluator, Row row) {
    List<DesignEvaluation> all = evaluator.evaluations(index.design(row));
    List<Named> parts = new ArrayList<>();
    DesignParts.ofDevice(all.get(0)).forEach(group -> parts.add(new Named(group.label(), group)));
    for (int w = 0; w < all.size(); w++) {
      String name = all.size() == 1 ? "" : sweep.workloads().get(w).name() + ": ";
      DesignParts.ofRun(all.get(w))
          .forEach(group -> parts.add(new Named(name + group.label(), group)));
    }
    return parts;
  }

  /** Returns the rows to evaluate again, in order. */
  private List<Integer> evaluated() {
    List<Integer> best = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Status status = rows.get(i).status();
      if (front.contains(rows.get(i).point())) {
        best.add(i);
      } else if (status != Status.INVALID && status != Status.FAILED) {
        others.add(i);
      }
    }
    List<Integer> chosen = new ArrayList<>(SweepSample.evenly(best, MOST_EVALUATED));
    chosen.addAll(SweepSample.evenly(others, MOST_EVALUATED - chosen.size()));
    chosen.sort(null);
    return chosen;
  }

  private void sums(Workload workload, String prefix) {
    double outputs = workload.request().outputTokens();
    int ttft = columns.index(prefix + "ttft_ms");
    int end = columns.index(prefix + "end_to_end_s");
    int prefill = columns.index(prefix + "prefill_energy_j");
    int decode = columns.index(prefix + "decode_energy_j_per_token");
    String name = prefix.isEmpty() ? "" : workload.name() + ": ";
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      double first = row.number(ttft) / 1e3;
      put(i, name + "End to end", "s", "first token", first);
      put(i, name + "End to end", "s", "further tokens", row.number(end) - first);
      double batch = workload.request().batch();
      put(i, name + "Energy", "J", "prefill", row.number(prefill));
      put(i, name + "Energy", "J", "further tokens", row.number(decode) * (outputs - 1) * batch);
      for (String use : List.of("weights", "kv_cache", "activation")) {
        double bytes = row.number(columns.index(prefix + use + "_bytes"));
        put(i, name + "Memory", "GB", use.replace('_', ' '), bytes / 1e9);
      }
    }
  }

  private void add(int row, Named part) {
    DesignParts.Group group = part.group();
    group.values().forEach((name, value) -> put(row, part.label(), group.unit(), name, value));
  }

  /** Keeps a part of a design; nothing if it is not known. */
  private void put(int row, String label, String unit, String part, double value) {
    if (value > 0) {
      groups.computeIfAbsent(label, l -> new Group(unit, new LinkedHashMap<>()))
              .parts
              .computeIfAbsent(part, p -> unknown())[row] =
          OptionalDouble.of(value);
    }
  }

  private OptionalDouble[] unknown() {
    var values = new OptionalDouble[rows.size()];
    Arrays.fill(values, OptionalDouble.empty());
    return values;
  }
}
