package org.socompass.hardware.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.socompass.input.InputException;
import org.socompass.input.Mark;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.YamlNode;

/**
 * One override of the command line, {@code path=value}. The value {@code none} takes a field or
 * section away, as it does in a file.
 *
 * @param keys the path
 * @param value the value as written
 */
record Assignment(List<String> keys, String value) {
  /** Source of the values that assignments give. */
  static final String SOURCE = "set on the command line";

  private static final String OPTION = "--set ";

  /** Sections that a template may leave out and an assignment may start. */
  private static final Set<String> OPTIONAL_SECTIONS =
      Set.of(
          "area",
          "area.far_memory",
          "area.memory",
          "area.links",
          "far_memory",
          "interconnect",
          "memory.pim",
          "memory.pim.operations",
          "network",
          "product",
          "storage",
          "system_cache");

  private static final String NONE = "none";

  /**
   * Returns the assignment that a text states.
   *
   * @throws InputException if it is none, or would change what is decided before overrides
   */
  static Assignment parse(String text) {
    int equals = text.indexOf('=');
    if (equals <= 0 || equals == text.length() - 1) {
      throw new InputException(
          OPTION + Quoted.shown(text) + ": expected PATH=VALUE, as in memory.capacity=16GB");
    }
    String path = text.substring(0, equals).strip();
    var assignment =
        new Assignment(List.of(path.split("\\.", -1)), text.substring(equals + 1).strip());
    if (assignment.keys.contains("")) {
      throw assignment.error("the path has an empty part");
    }
    if (path.equals("extends")) {
      throw assignment.error(
          "a device can't change its parent; name the other device, or write a file that extends"
              + " it");
    }
    return assignment;
  }

  /** Returns whether this takes away what is there. */
  boolean isRemoval() {
    return value.equals(NONE);
  }

  /** Returns whether this says what die was measured. */
  boolean statesDie() {
    return !isRemoval() && keys.size() == 2 && MeasuredDie.isStatedBy(keys.get(0), keys.get(1));
  }

  /**
   * Returns the tree with the assignment carried out.
   *
   * @throws InputException if the path leads through something that is no section
   */
  YamlNode.Mapping applyTo(YamlNode.Mapping root) {
    return applyTo(root, 0);
  }

  private YamlNode.Mapping applyTo(YamlNode.Mapping mapping, int depth) {
    String key = keys.get(depth);
    YamlNode old = mapping.entries().get(key);
    Map<String, YamlNode> entries = new LinkedHashMap<>(mapping.entries());
    Map<String, Mark> marks = new LinkedHashMap<>(mapping.keyMarks());
    if (depth < keys.size() - 1) {
      entries.put(key, applyTo(sectionAt(mapping, depth), depth + 1));
    } else if (isRemoval()) {
      if (old == null) {
        throw error(
            "there is no " + here(depth) + "; " + NearestName.hintOfFile(key, entries.keySet()));
      }
      entries.remove(key);
      marks.remove(key);
    } else {
      entries.put(key, replacement(old));
      marks.put(key, mark());
    }
    return new YamlNode.Mapping(
        Collections.unmodifiableMap(entries), Collections.unmodifiableMap(marks), mapping.mark());
  }

  private YamlNode.Mapping sectionAt(YamlNode.Mapping mapping, int depth) {
    YamlNode node = mapping.entries().get(keys.get(depth));
    if (node instanceof YamlNode.Mapping section) {
      return section;
    }
    if (node == null) {
      if (OPTIONAL_SECTIONS.contains(String.join(".", keys.subList(0, depth + 1)))) {
        return new YamlNode.Mapping(Map.of(), Map.of(), mark());
      }
      throw error(
          "there is no section "
              + here(depth)
              + "; "
              + NearestName.hintOfFile(keys.get(depth), mapping.entries().keySet()));
    }
    String what = node instanceof YamlNode.Scalar ? "a value" : "a list";
    throw error(here(depth) + " is " + what + ", not a section");
  }

  private YamlNode replacement(@Nullable YamlNode old) {
    if (old instanceof YamlNode.Mapping section) {
      throw error(
          "is a section; name one of its fields: "
              + NearestName.present(List.copyOf(section.entries().keySet())));
    }
    boolean bracketed = value.startsWith("[") && value.endsWith("]");
    if (!bracketed && !(old instanceof YamlNode.Sequence)) {
      return new YamlNode.Scalar(value, mark(), Optional.of(SOURCE), Optional.empty());
    }
    String items = bracketed ? value.substring(1, value.length() - 1) : value;
    List<YamlNode> nodes = new ArrayList<>();
    for (String item : items.split(",", -1)) {
      nodes.add(new YamlNode.Scalar(item.strip(), mark()));
    }
    return new YamlNode.Sequence(nodes, mark());
  }

  private String here(int depth) {
    return Quoted.of(String.join(".", keys.subList(0, depth + 1)));
  }

  private Mark mark() {
    return Mark.ofOption(OPTION + Quoted.shown(String.join(".", keys)) + "=" + Quoted.shown(value));
  }

  private InputException error(String message) {
    return new InputException(mark(), message);
  }
}
