package org.socompass.cost.die;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.socompass.cost.constants.CostTables;
import org.socompass.cost.constants.Sourced;
import org.socompass.hardware.Device;
import org.socompass.input.Dimension;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.Section;
import org.socompass.input.YamlNode;

/** The table of process nodes. */
public final class ProcessNodes {
  private static final String NODE = "process_node";

  private final List<ProcessNode> nodes;
  private final Map<String, ProcessNode> byName;

  private ProcessNodes(List<ProcessNode> nodes, Map<String, ProcessNode> byName) {
    this.nodes = List.copyOf(nodes);
    this.byName = Collections.unmodifiableMap(byName);
  }

  private static final class Holder {
    static final ProcessNodes BUILT_IN =
        CostTables.builtIn("process-nodes.yaml", ProcessNodes::read);
  }

  /** Returns the table that ships. */
  public static ProcessNodes builtIn() {
    return Holder.BUILT_IN;
  }

  /**
   * Reads a table.
   *
   * @param file name for messages
   * @param text the table as YAML
   * @throws InputException located, if it is not valid
   */
  public static ProcessNodes read(String file, String text) {
    return CostTables.read(file, text, ProcessNodes::read);
  }

  private static ProcessNodes read(Section root) {
    List<ProcessNode> nodes = new ArrayList<>();
    Map<String, ProcessNode> byName = new LinkedHashMap<>();
    Map<String, Sourced> spreads = new LinkedHashMap<>();
    root.optionalSection(
        "spread",
        s -> {
          s.keys().forEach(key -> spreads.put(key, Sourced.positive(s, key, Dimension.NUMBER)));
          return spreads;
        });
    root.section(
        "nodes",
        all -> {
          for (String id : all.keys()) {
            List<String> names = new ArrayList<>(List.of(id));
            nodes.add(
                all.section(
                    id,
                    s -> {
                      if (s.has("aliases")) {
                        names.addAll(s.list("aliases", alias -> alias));
                      }
                      return ProcessNode.read(id, s, spreads);
                    }));
            for (String name : names) {
              if (byName.put(name, nodes.get(nodes.size() - 1)) != null) {
                throw all.error(id, "two nodes are called '" + name + "'");
              }
            }
          }
          return nodes;
        });
    return new ProcessNodes(nodes, byName);
  }

  /** Returns the nodes in the order of the table. */
  public List<ProcessNode> all() {
    return nodes;
  }

  /** Returns the node of a name or an alias. */
  public Optional<ProcessNode> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * Refuses a template that names a node which the table lacks, for its die or for a chiplet.
   *
   * @param template the merged tree
   * @throws InputException located, naming the nearest
   */
  public void check(YamlNode.Mapping template) {
    checkNode(template, "");
    if (template.entries().get("area") instanceof YamlNode.Mapping area
        && area.entries().get("chiplets") instanceof YamlNode.Mapping chiplets) {
      chiplets
          .entries()
          .forEach(
              (name, chiplet) -> {
                if (chiplet instanceof YamlNode.Mapping m) {
                  checkNode(m, "area.chiplets." + name + ".");
                }
              });
    }
  }

  private void checkNode(YamlNode.Mapping section, String path) {
    if (section.entries().get(NODE) instanceof YamlNode.Scalar scalar
        && !scalar.text().isEmpty()
        && find(scalar.text()).isEmpty()) {
      throw InputException.ofValue(scalar.mark(), path + NODE, unknown(scalar.text()));
    }
  }

  /**
   * A name with a number is a node, known or not: near it is only what has the same number, so that
   * N2 is not taken for N28.
   */
  private String unknown(String name) {
    String number = number(name);
    if (number.isEmpty()) {
      return "unknown process node "
          + Quoted.of(name)
          + "; "
          + NearestName.hint(name, byName.keySet());
    }
    List<String> alike = byName.keySet().stream().filter(n -> number(n).equals(number)).toList();
    return NearestName.of(name, alike)
        .map(
            n -> "unknown process node " + Quoted.of(name) + "; did you mean " + Quoted.of(n) + "?")
        .orElseGet(
            () ->
                "no data for the process node "
                    + Quoted.of(name)
                    + "; there are data for "
                    + nodes.stream().map(ProcessNode::id).collect(Collectors.joining(", ")));
  }

  private static String number(String name) {
    return name.replaceAll("[^0-9]", "");
  }

  /**
   * Returns the node of a device.
   *
   * @throws InputException if the table lacks it, naming the nearest
   */
  public ProcessNode of(Device device) {
    return of(device, NODE, device.processNode());
  }

  /**
   * Returns the node that a field of a template names.
   *
   * @param path the field
   * @param name what it says
   * @throws InputException if the table lacks it, naming the nearest
   */
  public ProcessNode of(Device device, String path, String name) {
    return find(name)
        .orElseThrow(
            () ->
                new InputException("device '" + device.id() + "': " + path + ": " + unknown(name)));
  }
}
