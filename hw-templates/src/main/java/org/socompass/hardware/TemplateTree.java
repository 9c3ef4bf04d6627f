package org.socompass.hardware;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.socompass.input.InputException;
import org.socompass.input.Mark;
import org.socompass.input.NearestName;
import org.socompass.input.YamlNode;
import org.socompass.input.YamlReader;

/**
 * The tree of a template before it becomes a {@link Device}: values with their source, the template
 * it extends merged below it, and overrides on top.
 *
 * <p>A value is a scalar, or a mapping {@code {value, source, min, max}}. A value without a source
 * of its own takes the {@code source} of the nearest section around it in the same file. {@code
 * min} and {@code max} declare a value as empirical: a calibration may move it between them.
 */
public final class TemplateTree {
  private static final Set<String> VALUE_KEYS = Set.of("value", "source", "min", "max");
  private static final String OVERRIDE = "--set";

  private TemplateTree() {}

  /**
   * Returns the merged tree of a template.
   *
   * @param file name for messages
   * @param text the template
   * @param parents returns the text of the template of an id, empty if there is none
   * @param parentIds the ids that {@code extends} may name
   * @throws InputException if a file is not valid YAML, or {@code extends} is unknown or a cycle
   */
  public static YamlNode.Mapping load(
      String file,
      String text,
      Function<String, Optional<String>> parents,
      List<String> parentIds) {
    return load(file, text, parents, parentIds, new LinkedHashSet<>());
  }

  private static YamlNode.Mapping load(
      String file,
      String text,
      Function<String, Optional<String>> parents,
      List<String> parentIds,
      Set<String> seen) {
    YamlNode.Mapping own = annotate(YamlReader.read(file, text), Optional.empty());
    if (!(own.entries().get("extends") instanceof YamlNode.Scalar parent)) {
      return own;
    }
    String id = parent.text();
    if (!seen.add(id)) {
      throw new InputException(
          parent.mark(), "extends", "'" + id + "' extends itself: " + String.join(" -> ", seen));
    }
    String parentText =
        parents
            .apply(id)
            .orElseThrow(
                () ->
                    new InputException(
                        parent.mark(),
                        "extends",
                        "unknown template '" + id + "'; " + NearestName.hint(id, parentIds)));
    YamlNode.Mapping base = load(id + ".yaml", parentText, parents, parentIds, seen);
    return merge(base, own);
  }

  /** Returns the tree with sources resolved: every scalar knows its own. */
  private static YamlNode.Mapping annotate(YamlNode.Mapping mapping, Optional<String> around) {
    Optional<String> source = around;
    if (mapping.entries().get("source") instanceof YamlNode.Scalar s && !s.text().isEmpty()) {
      source = Optional.of(s.text());
    }
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    for (Map.Entry<String, YamlNode> entry : mapping.entries().entrySet()) {
      entries.put(entry.getKey(), annotated(entry.getValue(), source));
    }
    entries.remove("source");
    return new YamlNode.Mapping(
        Collections.unmodifiableMap(entries), mapping.keyMarks(), mapping.mark());
  }

  private static YamlNode annotated(YamlNode node, Optional<String> source) {
    if (node instanceof YamlNode.Mapping mapping) {
      return mapping.entries().containsKey("value")
          ? value(mapping, source)
          : annotate(mapping, source);
    }
    if (node instanceof YamlNode.Scalar scalar) {
      return new YamlNode.Scalar(scalar.text(), scalar.mark(), source, Optional.empty());
    }
    return node;
  }

  private static YamlNode.Scalar value(YamlNode.Mapping mapping, Optional<String> around) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, YamlNode> entry : mapping.entries().entrySet()) {
      Mark at = mapping.markOf(entry.getKey());
      if (!VALUE_KEYS.contains(entry.getKey())) {
        throw new InputException(
            at,
            "unknown key '"
                + entry.getKey()
                + "' beside 'value'; "
                + NearestName.hint(entry.getKey(), VALUE_KEYS));
      }
      if (!(entry.getValue() instanceof YamlNode.Scalar scalar)) {
        throw new InputException(at, "'" + entry.getKey() + "' must be a single value");
      }
      texts.put(entry.getKey(), scalar.text());
    }
    String minimum = texts.get("min");
    String maximum = texts.get("max");
    if ((minimum == null) != (maximum == null)) {
      throw new InputException(mapping.mark(), "'min' and 'max' go together");
    }
    Optional<YamlNode.Bounds> bounds =
        minimum == null || maximum == null
            ? Optional.empty()
            : Optional.of(new YamlNode.Bounds(minimum, maximum));
    String ownSource = texts.get("source");
    YamlNode valueNode = mapping.entries().get("value");
    Mark mark = valueNode == null ? mapping.mark() : valueNode.mark();
    return new YamlNode.Scalar(
        texts.getOrDefault("value", ""),
        mark,
        ownSource == null ? around : Optional.of(ownSource),
        bounds);
  }

  /** Returns {@code base} with the values of {@code over} in place of its own. */
  private static YamlNode.Mapping merge(YamlNode.Mapping base, YamlNode.Mapping over) {
    Map<String, YamlNode> entries = new LinkedHashMap<>(base.entries());
    Map<String, Mark> marks = new LinkedHashMap<>(base.keyMarks());
    for (Map.Entry<String, YamlNode> entry : over.entries().entrySet()) {
      String key = entry.getKey();
      YamlNode old = entries.get(key);
      YamlNode value = entry.getValue();
      if (old instanceof YamlNode.Mapping below && value instanceof YamlNode.Mapping above) {
        entries.put(key, merge(below, above));
      } else if (isNone(value)) {
        entries.remove(key);
      } else {
        entries.put(key, value);
      }
      marks.put(key, over.markOf(key));
    }
    return new YamlNode.Mapping(
        Collections.unmodifiableMap(entries), Collections.unmodifiableMap(marks), over.mark());
  }

  /** Returns whether a value takes away what the parent has. */
  private static boolean isNone(YamlNode value) {
    return value instanceof YamlNode.Scalar scalar && scalar.text().equals("none");
  }

  /**
   * Returns the tree with one field replaced.
   *
   * @param root the tree
   * @param assignment {@code path=value}
   * @throws InputException if the text is not an assignment, or the path leads through a value
   */
  public static YamlNode.Mapping override(YamlNode.Mapping root, String assignment) {
    int equals = assignment.indexOf('=');
    if (equals <= 0 || equals == assignment.length() - 1) {
      throw new InputException(
          OVERRIDE + " " + assignment + ": expected PATH=VALUE, as in memory.capacity=16GB");
    }
    String path = assignment.substring(0, equals).strip();
    String value = assignment.substring(equals + 1).strip();
    List<String> keys = List.of(path.split("\\.", -1));
    if (keys.contains("")) {
      throw new InputException(OVERRIDE + " " + assignment + ": the path has an empty part");
    }
    return override(root, keys, 0, value);
  }

  private static YamlNode.Mapping override(
      YamlNode.Mapping mapping, List<String> keys, int depth, String value) {
    String key = keys.get(depth);
    String here = String.join(".", keys.subList(0, depth + 1));
    YamlNode old = mapping.entries().get(key);
    YamlNode replacement;
    if (depth == keys.size() - 1) {
      if (old instanceof YamlNode.Mapping section) {
        throw new InputException(
            OVERRIDE
                + " "
                + here
                + ": is a section; name one of its fields: "
                + String.join(", ", section.entries().keySet()));
      }
      Mark mark = new Mark(OVERRIDE + " " + here, 1, 1);
      replacement =
          old instanceof YamlNode.Sequence
              ? sequence(value, mark)
              : new YamlNode.Scalar(
                  value, mark, Optional.of("set on the command line"), Optional.empty());
    } else if (old instanceof YamlNode.Mapping section) {
      replacement = override(section, keys, depth + 1, value);
    } else {
      throw new InputException(
          OVERRIDE
              + " "
              + String.join(".", keys)
              + ": there is no section '"
              + here
              + "'; "
              + NearestName.hint(key, mapping.entries().keySet()));
    }
    Map<String, YamlNode> entries = new LinkedHashMap<>(mapping.entries());
    entries.put(key, replacement);
    Map<String, Mark> marks = new LinkedHashMap<>(mapping.keyMarks());
    marks.put(key, replacement.mark());
    return new YamlNode.Mapping(
        Collections.unmodifiableMap(entries), Collections.unmodifiableMap(marks), mapping.mark());
  }

  private static YamlNode.Sequence sequence(String value, Mark mark) {
    List<YamlNode> items = new ArrayList<>();
    for (String item : value.split(",", -1)) {
      items.add(new YamlNode.Scalar(item.replace("[", "").replace("]", "").strip(), mark));
    }
    return new YamlNode.Sequence(items, mark);
  }

  /** Returns every value of the tree with its path, in order. */
  public static List<Field> fields(YamlNode.Mapping root) {
    List<Field> result = new ArrayList<>();
    collect(root, "", result);
    return result;
  }

  private static void collect(YamlNode node, String path, List<Field> into) {
    if (node instanceof YamlNode.Mapping mapping) {
      mapping
          .entries()
          .forEach((key, value) -> collect(value, path.isEmpty() ? key : path + "." + key, into));
    } else if (node instanceof YamlNode.Scalar scalar) {
      into.add(new Field(path, scalar.text(), scalar.source(), scalar.bounds()));
    } else if (node instanceof YamlNode.Sequence sequence) {
      List<String> texts = new ArrayList<>();
      for (YamlNode item : sequence.items()) {
        texts.add(item instanceof YamlNode.Scalar s ? s.text() : "?");
      }
      into.add(
          new Field(
              path, "[" + String.join(", ", texts) + "]", Optional.empty(), Optional.empty()));
    }
  }

  /**
   * One value of a template.
   *
   * @param path keys joined by dots
   * @param text value and unit as written
   * @param source where the value is from
   * @param bounds the range of an empirical value
   */
  public record Field(
      String path, String text, Optional<String> source, Optional<YamlNode.Bounds> bounds) {}
}
