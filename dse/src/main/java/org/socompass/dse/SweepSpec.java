package org.socompass.dse;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.socompass.evaluation.Metric;
import org.socompass.evaluation.Metrics;
import org.socompass.hardware.DeviceTemplate;
import org.socompass.hardware.TemplateTree;
import org.socompass.input.YamlNode;

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
    Search search) {
  /** Raised when rows of an older release can't be mixed with new ones. */
  private static final int FORMAT = 1;

  /** Copies the lists. */
  public SweepSpec {
    parameters = List.copyOf(parameters);
    workloads = List.copyOf(workloads);
    constraints = List.copyOf(constraints);
    objectives = List.copyOf(objectives);
    columns = List.copyOf(columns);
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
  static String metricId(String column) {
    return column.substring(column.lastIndexOf('.') + 1);
  }

  /**
   * Returns what tells two sweeps apart, as 64 hexadecimal digits: the content of the spec, of the
   * template with all that it extends, and of the models, whatever their files are called and
   * however they are laid out.
   */
  public String digest() {
    var text = new StringBuilder("format " + FORMAT + "\n");
    YamlNode.Mapping tree = device.tree(List.of());
    text.append(
        TemplateTree.fields(tree).stream()
            .map(f -> f.path() + "=" + f.text() + "\n")
            .collect(Collectors.joining()));
    parameters.forEach(p -> text.append(p).append('\n'));
    workloads.forEach(w -> text.append(w).append('\n'));
    constraints.forEach(c -> text.append(c).append('\n'));
    objectives.forEach(o -> text.append(o).append('\n'));
    columns.forEach(c -> text.append("column ").append(c).append('\n'));
    text.append(search).append('\n');
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
