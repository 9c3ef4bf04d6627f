package org.socompass.hardware.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.socompass.hardware.Device;
import org.socompass.input.Dimension;
import org.socompass.input.InputException;
import org.socompass.input.Mark;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.YamlNode;
import org.socompass.input.YamlReader;

/**
 * The tree of a template before it becomes a {@link Device}: values with their source, the template
 * it extends merged below it, and overrides on top.
 *
 * <p>A value is a scalar, or a mapping {@code {value, source, min, max, distribution, sigma}}. A
 * value without a source of its own takes the {@code source} of the nearest section around it in
 * the same file. {@code min} and {@code max} declare a value as empirical: a calibration may move
 * it between them.
 */
public final class TemplateTree {
  private static final Set<String> VALUE_KEYS =
      Set.of("value", "source", "min", "max", "distribution", "sigma");
  private static final String VALUE = "value";
  private static final String SOURCE = "source";
  private static final String EXTENDS = "extends";
  private static final int GREATEST_ANCESTORS = 16;

  private static final int MOST_PARSED = 256;

  /**
   * Trees of files and their texts that were parsed: siblings share parents and kernel libraries.
   * Immutable.
   */
  private static final Map<List<String>, YamlNode.Mapping> PARSED = new ConcurrentHashMap<>();

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
    return load(
        new Template(file, file, text),
        (from, id) -> parents.apply(id).map(t -> new Template(id, id + ".yaml", t)),
        parentIds);
  }

  /** Returns the merged tree of a template whose parents may lie in other folders. */
  static YamlNode.Mapping load(Template template, Parents parents, List<String> parentIds) {
    return load(template, parents, parentIds, new ArrayList<>());
  }

  private static YamlNode.Mapping load(
      Template template, Parents parents, List<String> parentIds, List<String> chain) {
    chain.add(template.id());
    YamlNode.Mapping own = parse(template.file(), template.text());
    if (!(own.entries().get(EXTENDS) instanceof YamlNode.Scalar extended)) {
      return own;
    }
    Template parent = parent(template, extended, parents, parentIds);
    if (chain.contains(parent.id())) {
      List<String> cycle = new ArrayList<>(chain.subList(chain.indexOf(parent.id()), chain.size()));
      cycle.add(parent.id());
      throw new InputException(
          extended.mark(),
          EXTENDS,
          Quoted.of(extended.text()) + " extends itself: " + String.join(" -> ", cycle));
    }
    if (chain.size() > GREATEST_ANCESTORS) {
      throw new InputException(
          extended.mark(), EXTENDS, "more than " + GREATEST_ANCESTORS + " templates in a chain");
    }
    return merge(load(parent, parents, parentIds, chain), own);
  }

  private static Template parent(
      Template template, YamlNode.Scalar extended, Parents parents, List<String> parentIds) {
    String id = extended.text();
    if (id.isEmpty()) {
      throw new InputException(extended.mark(), EXTENDS, "has no value");
    }
    Optional<Template> parent;
    try {
      parent = parents.find(template, id);
    } catch (InputException unreadable) {
      throw new InputException(extended.mark(), EXTENDS, String.valueOf(unreadable.getMessage()));
    }
    return parent.orElseThrow(
        () ->
            new InputException(
                extended.mark(),
                EXTENDS,
                "unknown template " + Quoted.of(id) + "; " + NearestName.hint(id, parentIds)));
  }

  /**
   * The text of a template.
   *
   * @param id what tells it from others: a shipped one's id, a file's path
   * @param file name for messages
   * @param text the text
   */
  record Template(String id, String file, String text) {}

  /** Where the templates that others extend are from. */
  interface Parents {
    /**
     * Returns the template that another one extends, empty if there is none.
     *
     * @param child the one that extends it
     * @param id what the child calls it
     * @throws InputException if it is there and can't be read
     */
    Optional<Template> find(Template child, String id);
  }

  /** Returns the tree of one file, not merged with what it extends, its sources resolved. */
  static YamlNode.Mapping parse(String file, String text) {
    // A list, as the first use of a record as a key costs the start of a program 10 ms.
    List<String> source = List.of(file, text);
    YamlNode.Mapping known = PARSED.get(source);
    if (known != null) {
      return known;
    }
    YamlNode.Mapping tree = annotate(YamlReader.read(file, text), "", Optional.empty());
    if (PARSED.size() < MOST_PARSED) {
      PARSED.put(source, tree);
    }
    return tree;
  }

  /** Returns the tree with sources resolved: every scalar knows its own. */
  private static YamlNode.Mapping annotate(
      YamlNode.Mapping mapping, String path, Optional<String> around) {
    Optional<String> source =
        mapping.entries().containsKey(SOURCE) ? Optional.of(textOf(mapping, SOURCE, path)) : around;
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach((key, node) -> entries.put(key, annotated(node, join(path, key), source)));
    entries.remove(SOURCE);
    return new YamlNode.Mapping(
        Collections.unmodifiableMap(entries), mapping.keyMarks(), mapping.mark());
  }

  private static YamlNode annotated(YamlNode node, String path, Optional<String> source) {
    if (node instanceof YamlNode.Mapping mapping) {
      return mapping.entries().containsKey(VALUE)
          ? value(mapping, path, source)
          : annotate(mapping, path, source);
    }
    if (node instanceof YamlNode.Scalar scalar) {
      return new YamlNode.Scalar(scalar.text(), scalar.mark(), source, Optional.empty());
    }
    return node;
  }

  private static YamlNode.Scalar value(
      YamlNode.Mapping mapping, String path, Optional<String> around) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : mapping.entries().keySet()) {
      if (!VALUE_KEYS.contains(key)) {
        throw new InputException(
            mapping.markOf(key),
            join(path, key),
            "unknown key "
                + Quoted.of(key)
                + " beside 'value'; "
                + NearestName.hint(key, VALUE_KEYS));
      }
      texts.put(key, textOf(mapping, key, path));
    }
    String minimum = texts.get("min");
    String maximum = texts.get("max");
    if ((minimum == null) != (maximum == null)) {
      throw new InputException(mapping.mark(), path, "'min' and 'max' go together");
    }
    if (minimum == null && texts.containsKey("distribution")) {
      throw new InputException(
          mapping.markOf("distribution"), path, "'distribution' needs 'min' and 'max'");
    }
    String sigma = texts.get("sigma");
    if (sigma != null && (minimum == null || !isPositive(sigma))) {
      throw new InputException(
          mapping.markOf("sigma"),
          path,
          "'sigma' must be a positive number beside 'min' and 'max', but is " + Quoted.of(sigma));
    }
    Optional<YamlNode.Bounds> bounds =
        minimum == null || maximum == null
            ? Optional.empty()
            : Optional.of(
                new YamlNode.Bounds(
                    minimum,
                    maximum,
                    Optional.ofNullable(texts.get("distribution")),
                    Optional.ofNullable(sigma)));
    String ownSource = texts.get(SOURCE);
    YamlNode valueNode = mapping.entries().get(VALUE);
    return new YamlNode.Scalar(
        texts.getOrDefault(VALUE, ""),
        valueNode == null ? mapping.mark() : valueNode.mark(),
        ownSource == null ? around : Optional.of(ownSource),
        bounds);
  }

  /** Returns the text at a key that is there, which must be a single value. */
  private static String textOf(YamlNode.Mapping mapping, String key, String path) {
    YamlNode node = mapping.entries().get(key);
    if (!(node instanceof YamlNode.Scalar scalar)) {
      throw new InputException(mapping.markOf(key), join(path, key), "must be a single value");
    }
    if (scalar.text().isEmpty()) {
      throw new InputException(scalar.mark(), join(path, key), "has no value");
    }
    return scalar.text();
  }

  private static boolean isPositive(String text) {
    Dimension.Parsed parsed = Dimension.NUMBER.parse(text);
    return parsed.error().isEmpty() && parsed.value() > 0;
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /**
   * Returns {@code base} with the values of {@code over} in place of its own. A section that itself
   * extends something replaces what is below it.
   */
  public static YamlNode.Mapping merge(YamlNode.Mapping base, YamlNode.Mapping over) {
    Map<String, YamlNode> entries = new LinkedHashMap<>(base.entries());
    Map<String, Mark> marks = new LinkedHashMap<>(base.keyMarks());
    for (Map.Entry<String, YamlNode> entry : over.entries().entrySet()) {
      String key = entry.getKey();
      YamlNode old = entries.get(key);
      YamlNode value = entry.getValue();
      if (old instanceof YamlNode.Mapping below
          && value instanceof YamlNode.Mapping above
          && !above.entries().containsKey(EXTENDS)) {
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
   * Returns the tree with one field replaced, added or taken away.
   *
   * @param root the tree
   * @param assignment {@code path=value}; the value {@code none} takes the field or section away
   * @throws InputException if the text is not an assignment, or the path leads through a value
   */
  public static YamlNode.Mapping override(YamlNode.Mapping root, String assignment) {
    return Assignment.parse(assignment).applyTo(root);
  }

  /** Returns every value of the tree with its path, in order. */
  public static List<Field> fields(YamlNode.Mapping root) {
    List<Field> result = new ArrayList<>();
    collect(root, "", result);
    return result;
  }

  /** Returns what a tree says, a line for each field: two that say the same have the same text. */
  public static String text(YamlNode.Mapping root) {
    return fields(root).stream()
        .map(f -> f.path() + "=" + f.text() + "\n")
        .collect(Collectors.joining());
  }

  private static void collect(YamlNode node, String path, List<Field> into) {
    if (node instanceof YamlNode.Mapping mapping) {
      mapping.entries().forEach((key, value) -> collect(value, join(path, key), into));
    } else if (node instanceof YamlNode.Scalar scalar) {
      into.add(
          new Field(path, scalar.text(), scalar.source(), scalar.bounds(), scalar.mark().file()));
    } else if (node instanceof YamlNode.Sequence sequence) {
      List<String> texts = new ArrayList<>();
      for (YamlNode item : sequence.items()) {
        texts.add(item instanceof YamlNode.Scalar s ? s.text() : "?");
      }
      into.add(
          new Field(
              path,
              "[" + String.join(", ", texts) + "]",
              Optional.empty(),
              Optional.empty(),
              sequence.mark().file()));
    }
  }

  /**
   * One value of a template.
   *
   * @param path keys joined by dots
   * @param text value and unit as written
   * @param source where the value is from
   * @param bounds the range of an empirical value
   * @param file the template or library that it stands in, or the option that sets it
   */
  public record Field(
      String path,
      String text,
      Optional<String> source,
      Optional<YamlNode.Bounds> bounds,
      String file) {
    /** Returns how much the value can be trusted; empty if it names no source. */
    public Optional<SourceGrade> grade() {
      return source.map(SourceGrade::of);
    }
  }
}
