package org.socompass.dse.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.dse.spec.Column.Role;
import org.socompass.evaluation.Metric;
import org.socompass.evaluation.Metrics;

/**
 * The columns of a sweep's results.
 *
 * <pre>{@code
 * point | parameters | status | reason | metrics | W1.metrics | W1.engine | W2.metrics | ...
 * }</pre>
 *
 * <p>With one workload its metrics have plain ids. With several the plain ids are means over them,
 * and those of each have its name before a dot.
 */
public final class Columns {
  /** Index of the point's number. */
  public static final int POINT = 0;

  /** Index of the status. */
  public static final int STATUS = 1;

  /** Index of the reason. */
  public static final int REASON = 2;

  private static final int FIRST_PARAMETER = 3;
  private static final String ENGINE = "engine_used";

  private final List<Column> all;
  private final Map<String, Integer> indexes = new LinkedHashMap<>();

  private Columns(List<Column> all) {
    this.all = List.copyOf(all);
    for (int i = 0; i < all.size(); i++) {
      indexes.put(all.get(i).id(), i);
    }
  }

  /** Returns the columns of a sweep. */
  public static Columns of(SweepSpec spec) {
    List<Column> all = new ArrayList<>();
    all.add(identity("point", "Point", Column.Type.WHOLE));
    all.add(identity("status", "Status", Column.Type.TEXT));
    all.add(identity("reason", "Reason", Column.Type.TEXT));
    for (Parameter p : spec.parameters()) {
      all.add(
          new Column(
              p.column(),
              p.name(),
              p.unit(),
              Role.PARAMETER,
              p.isNumeric() ? Column.Type.NUMBER : Column.Type.TEXT,
              Optional.empty()));
    }
    for (String prefix : prefixes(spec.workloads())) {
      for (Metric metric : spec.metrics()) {
        all.add(metric(spec, prefix, metric));
      }
      if (spec.workloads().size() == 1 || !prefix.isEmpty()) {
        all.add(identity(prefix + ENGINE, prefix + "engine", Column.Type.TEXT));
      }
    }
    return new Columns(all);
  }

  /** Returns what stands before the metrics: nothing, and then each workload if there are more. */
  private static List<String> prefixes(List<Workload> workloads) {
    List<String> result = new ArrayList<>(List.of(""));
    if (workloads.size() > 1) {
      workloads.forEach(w -> result.add(w.name() + "."));
    }
    return result;
  }

  /** Returns the ids of all metrics that workloads of these names may have, on request or not. */
  public static List<String> metricIds(List<Workload> workloads) {
    return prefixes(workloads).stream()
        .flatMap(prefix -> Metrics.everyId().stream().map(id -> prefix + id))
        .toList();
  }

  private static Column identity(String id, String label, Column.Type type) {
    return new Column(id, label, "", Role.IDENTITY, type, Optional.empty());
  }

  private static Column metric(SweepSpec spec, String prefix, Metric metric) {
    String id = prefix + metric.id();
    Role role =
        spec.objectives().stream().anyMatch(o -> o.column().equals(id))
            ? Role.OBJECTIVE
            : spec.constraints().stream().anyMatch(c -> c.column().equals(id))
                ? Role.CONSTRAINT
                : spec.columns().contains(metric.id()) ? Role.REQUESTED : Role.METRIC;
    Column.Type type =
        switch (metric.kind()) {
          case NUMBER, LEVEL -> Column.Type.NUMBER;
          case BYTES -> Column.Type.WHOLE;
          case FLAG -> Column.Type.FLAG;
        };
    return new Column(
        id, prefix + metric.label(), metric.unit(), role, type, Optional.of(metric.better()));
  }

  /** Returns all columns. */
  public List<Column> all() {
    return all;
  }

  /** Returns their ids. */
  public List<String> ids() {
    return all.stream().map(Column::id).toList();
  }

  /**
   * Returns the index of a column.
   *
   * @throws IllegalArgumentException if there is none of that id
   */
  public int index(String id) {
    Integer index = indexes.get(id);
    if (index == null) {
      throw new IllegalArgumentException("no column " + id);
    }
    return index;
  }

  /** Returns the index of a parameter. */
  public static int parameter(int parameter) {
    return FIRST_PARAMETER + parameter;
  }
}
