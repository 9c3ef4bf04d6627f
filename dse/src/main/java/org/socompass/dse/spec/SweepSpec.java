package org.socompass.dse.spec;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.socompass.evaluation.Metric;
import org.socompass.evaluation.Metrics;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.input.Digests;

/**
 * What to explore: the document of {@code docs/dse.md}, checked, with all that it names read.
 *
 * @param name its name
 * @param device the template that parameters change
 * @param parameters what varies
 * @param workloads the inferences of each design
 * @param constraints bounds of results
 * @param objectives what to make small or large
 * @param columns ids of metrics on request that are to be columns beside those that constraints and
 *     objectives name; without the name of a workload
 * @param engineFiles what each engine file says that workloads, parameters or the template name, by
 *     its path
 * @param search which points are evaluated
 */
public record SweepSpec(
    String name,
    DeviceTemplate device,
    List<Parameter> parameters,
    List<Workload> workloads,
    List<Constraint> constraints,
    List<Objective> objectives,
    List<String> columns,
    Map<String, String> engineFiles,
    Search search) {
  /** Raised when rows of an older release can't be mixed with new ones. */
  private static final int FORMAT = 2;

  /** Copies the lists. */
  public SweepSpec {
    parameters = List.copyOf(parameters);
    workloads = List.copyOf(workloads);
    constraints = List.copyOf(constraints);
    objectives = List.copyOf(objectives);
    columns = List.copyOf(columns);
    engineFiles = Collections.unmodifiableMap(new LinkedHashMap<>(engineFiles));
  }

  /**
   * Returns the metrics of each row: those of every report, then those on request by their order.
   */
  public List<Metric> metrics() {
    Set<String> named = new HashSet<>(columns);
    constraints.forEach(c -> named.add(metricId(c.column())));
    objectives.forEach(o -> named.add(metricId(o.column())));
    return Stream.concat(
            Metrics.all().stream(),
            Metrics.onRequest().stream().filter(m -> named.contains(m.id())))
        .toList();
  }

  /** Returns the id of a metric without the name of a workload before it. */
  public static String metricId(String column) {
    return column.substring(column.lastIndexOf('.') + 1);
  }

  /**
   * Returns what tells two sweeps apart, as 64 hexadecimal digits: the content of the spec, of the
   * template with all that it extends, of the models and of engine files, wherever these are and
   * however they are laid out.
   */
  public String digest() {
    var text = new StringBuilder("format " + FORMAT + "\n");
    text.append(TemplateTree.text(device.tree(List.of())));
    for (Parameter p : parameters) {
      text.append(p.name()).append(' ').append(p.unit()).append('\n');
      for (Level l : p.levels()) {
        text.append(l.label()).append(l.assignments()).append(l.engine().isPresent());
        text.append(l.expertSkew().isPresent() ? " skew\n" : "\n");
      }
    }
    for (Workload w : workloads) {
      String engine = w.request().engine();
      String name = engineFiles.containsKey(engine) ? "of a file" : engine;
      text.append(w.name()).append(w.request().under(name)).append(w.weight()).append('\n');
    }
    engineFiles.values().forEach(e -> text.append("engine\n").append(e).append('\n'));
    constraints.forEach(c -> text.append(c).append('\n'));
    objectives.forEach(o -> text.append(o).append('\n'));
    columns.forEach(c -> text.append("column ").append(c).append('\n'));
    text.append(search).append('\n');
    return Digests.of(text.toString());
  }
}
