package org.socompass.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/**
 * Typed access to one mapping of a document. Every key that is asked for becomes a valid one;
 * {@link #finish} then rejects the others, so that a schema is stated once, by the code that reads
 * it.
 */
public final class Section {
  /** What is repeated on a chip is repeated fewer times; who loops over them ends. */
  private static final int MOST_UNITS = 1 << 20;

  private final YamlNode.Mapping mapping;
  private final String path;
  private final Set<String> known = new LinkedHashSet<>();
  private final SchemaObserver observer;

  /**
   * Creates access to a mapping.
   *
   * @param mapping what to read
   * @param path its path in the document, empty for the root
   */
  public Section(YamlNode.Mapping mapping, String path) {
    this(mapping, path, SchemaObserver.NONE);
  }

  private Section(YamlNode.Mapping mapping, String path, SchemaObserver observer) {
    this.mapping = mapping;
    this.path = path;
    this.observer = observer;
  }

  /** Reads the mapping with {@code reader} and rejects the keys it did not ask for. */
  public static <T> T read(YamlNode.Mapping mapping, String path, Function<Section, T> reader) {
    return read(mapping, path, SchemaObserver.NONE, reader);
  }

  /**
   * Reads the mapping with {@code reader} and rejects the keys it did not ask for.
   *
   * @param observer told of the keys that it asks for
   */
  public static <T> T read(
      YamlNode.Mapping mapping, String path, SchemaObserver observer, Function<Section, T> reader) {
    var section = new Section(mapping, path, observer);
    T result;
    try {
      result = reader.apply(section);
    } catch (IllegalArgumentException invalid) {
      throw new InputException(mapping.mark(), path, String.valueOf(invalid.getMessage()));
    }
    section.finish();
    return result;
  }

  /** Returns the place of this section. */
  public Mark mark() {
    return mapping.mark();
  }

  /** Returns the path of a key of this section. */
  public String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Returns whether the key is present. */
  public boolean has(String key) {
    known.add(key);
    observer.optional(path, key);
    return mapping.entries().containsKey(key);
  }

  /** Returns the keys in the order of the document. */
  public List<String> keys() {
    observer.free(path);
    return names();
  }

  private List<String> names() {
    return List.copyOf(mapping.entries().keySet());
  }

  /** Returns an error at the key. */
  public InputException error(String key, String message) {
    YamlNode node = mapping.entries().get(key);
    Mark at = node == null ? mapping.markOf(key) : node.mark();
    return new InputException(at, pathOf(key), message);
  }

  /** Returns the error of a value that no other field could make valid. */
  private InputException invalid(String key, String message) {
    return InputException.ofValue(scalar(key).mark(), pathOf(key), message);
  }

  /**
   * Returns the place of an item of the list at a key, or of an entry of the section at it, or of
   * the value itself.
   *
   * @param index number of the item or entry, from 0
   */
  public Mark markAt(String key, int index) {
    YamlNode node = required(key);
    List<YamlNode> items =
        node instanceof YamlNode.Sequence sequence
            ? sequence.items()
            : node instanceof YamlNode.Mapping entries
                ? List.copyOf(entries.entries().values())
                : List.of();
    return index < items.size() ? items.get(index).mark() : node.mark();
  }

  /** Returns an error at the key itself rather than at its value. */
  public InputException keyError(String key, String message) {
    return new InputException(mapping.markOf(key), pathOf(key), message);
  }

  /** Returns the text of a required scalar, which is no quantity and so has no range. */
  public String text(String key) {
    observer.text(path, key);
    return word(key);
  }

  private String word(String key) {
    YamlNode.Scalar scalar = scalar(key);
    if (scalar.bounds().isPresent()) {
      throw error(key, "is not a quantity, so it has no 'min' and 'max'");
    }
    String text = scalar.text();
    if (text.isEmpty()) {
      throw error(key, "has no value");
    }
    return text;
  }

  /** Returns the text of an optional scalar. */
  public Optional<String> optionalText(String key) {
    observer.text(path, key);
    return has(key) ? Optional.of(text(key)) : Optional.empty();
  }

  /** Returns the constant of {@code type} whose name is the scalar, in lower case with '-'. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    Map<String, E> byName = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      byName.put(nameOf(constant), constant);
    }
    observer.choice(path, key, List.copyOf(byName.keySet()));
    String text = word(key);
    E chosen = byName.get(text.toLowerCase(Locale.ROOT));
    if (chosen == null) {
      throw invalid(
          key, Quoted.of(text) + " is not valid; " + NearestName.hint(text, byName.keySet()));
    }
    return chosen;
  }

  /** Returns the constant of an enum that a key names, if it is there. */
  public <E extends Enum<E>> Optional<E> optionalChoice(String key, Class<E> type) {
    if (has(key)) {
      return Optional.of(choice(key, type));
    }
    List<String> names = Arrays.stream(type.getEnumConstants()).map(Section::nameOf).toList();
    observer.choice(path, key, names);
    return Optional.empty();
  }

  /** Returns how an enum constant is written in a file. */
  public static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns a required quantity in SI units; it must be positive. */
  public double positive(String key, Dimension dimension) {
    return within(key, dimension, Double.MIN_VALUE, Double.MAX_VALUE);
  }

  /** Returns an optional quantity in SI units; it must be positive if present. */
  public OptionalDouble optionalPositive(String key, Dimension dimension) {
    observer.quantity(path, key, dimension, Double.MIN_VALUE, Double.MAX_VALUE);
    return has(key) ? OptionalDouble.of(positive(key, dimension)) : OptionalDouble.empty();
  }

  /** Returns a required quantity in SI units; zero is allowed. */
  public double nonNegative(String key, Dimension dimension) {
    return within(key, dimension, 0, Double.MAX_VALUE);
  }

  /** Returns a quantity in SI units, zero allowed, or {@code absent} if the key is not there. */
  public double nonNegative(String key, Dimension dimension, double absent) {
    observer.quantity(path, key, dimension, 0, Double.MAX_VALUE);
    return has(key) ? nonNegative(key, dimension) : absent;
  }

  /** Returns a required fraction in (0, 1]. */
  public double fraction(String key) {
    return within(key, Dimension.NUMBER, Double.MIN_VALUE, 1);
  }

  /** Returns a fraction in (0, 1], or {@code absent} if the key is not there. */
  public double fraction(String key, double absent) {
    observer.quantity(path, key, Dimension.NUMBER, Double.MIN_VALUE, 1);
    return has(key) ? fraction(key) : absent;
  }

  /** Returns a required whole number, at least {@code minimum}. */
  public int count(String key, int minimum) {
    double value = within(key, Dimension.NUMBER, minimum, Integer.MAX_VALUE);
    if (value != Math.rint(value)) {
      throw invalid(key, "must be a whole number, but is " + scalar(key).text());
    }
    return (int) value;
  }

  /** Returns a whole number, at least {@code minimum}, or {@code absent} if not there. */
  public int count(String key, int minimum, int absent) {
    observer.quantity(path, key, Dimension.NUMBER, minimum, Integer.MAX_VALUE);
    return has(key) ? count(key, minimum) : absent;
  }

  /** Returns a required number of like units on a chip, such as cores or channels; at least 1. */
  public int units(String key) {
    int units = count(key, 1);
    if (units > MOST_UNITS) {
      throw invalid(key, "must be at most " + MOST_UNITS + ", but is " + scalar(key).text());
    }
    return units;
  }

  /** Returns a required capacity in whole bytes, at least one. */
  public long bytes(String key) {
    double value = within(key, Dimension.CAPACITY, 1, Long.MAX_VALUE / 2.0);
    return Math.round(value);
  }

  /** Returns a required truth value. */
  public boolean flag(String key) {
    observer.choice(path, key, List.of("true", "false"));
    String text = word(key);
    if (!text.equals("true") && !text.equals("false")) {
      throw invalid(key, "must be true or false, but is " + Quoted.of(text));
    }
    return text.equals("true");
  }

  /** Returns a truth value, or {@code absent} if the key is not there. */
  public boolean flag(String key, boolean absent) {
    observer.choice(path, key, List.of("true", "false"));
    return has(key) ? flag(key) : absent;
  }

  /** Returns a required subsection, read by {@code reader}. */
  public <T> T section(String key, Function<Section, T> reader) {
    observer.section(path, key);
    return read(mappingAt(key), pathOf(key), observer, reader);
  }

  /** Returns an optional subsection, read by {@code reader}. */
  public <T> Optional<T> optionalSection(String key, Function<Section, T> reader) {
    return has(key) ? Optional.of(section(key, reader)) : Optional.empty();
  }

  /** Returns a required mapping from free names to subsections, in the order of the document. */
  public <T> Map<String, T> sections(String key, Function<Section, T> reader) {
    observer.section(path, key);
    YamlNode.Mapping entries = mappingAt(key);
    Map<String, T> result = new LinkedHashMap<>();
    var holder = new Section(entries, pathOf(key), observer);
    for (String name : holder.keys()) {
      result.put(name, holder.section(name, reader));
    }
    return result;
  }

  /** Returns a required sequence of scalars, read by {@code reader} from their text. */
  public <T> List<T> list(String key, Function<String, T> reader) {
    observer.list(path, key);
    YamlNode node = required(key);
    if (!(node instanceof YamlNode.Sequence sequence)) {
      throw error(key, "must be a list, as in [a, b]");
    }
    List<T> result = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      if (!(item instanceof YamlNode.Scalar scalar)) {
        throw new InputException(item.mark(), pathOf(key), "must be a list of plain values");
      }
      try {
        result.add(reader.apply(scalar.text()));
      } catch (IllegalArgumentException e) {
        throw new InputException(item.mark(), pathOf(key), String.valueOf(e.getMessage()));
      }
    }
    return result;
  }

  /** Rejects a key that was never asked for. */
  public void finish() {
    for (String key : mapping.entries().keySet()) {
      if (!known.contains(key)) {
        throw unknown(key, NearestName.hint(key, known));
      }
    }
  }

  private InputException unknown(String key, String hint) {
    return InputException.ofKey(
        mapping.markOf(key),
        pathOf(key),
        InputException.Kind.UNKNOWN,
        pathOf(key),
        "unknown key " + Quoted.of(key) + "; " + hint);
  }

  /** Returns the scalar at a required key. */
  public YamlNode.Scalar scalar(String key) {
    YamlNode node = required(key);
    if (node instanceof YamlNode.Scalar scalar) {
      return scalar;
    }
    throw error(key, "must be a single value");
  }

  /**
   * Returns a required quantity in SI units. If the document declares a range for it, the range and
   * the value in it must be as valid as the value alone.
   *
   * @param key the key
   * @param dimension its dimension, also that of its declared range
   * @param minimum least value in SI units; {@link Double#MIN_VALUE} for any positive one
   * @param maximum greatest value in SI units
   */
  public double within(String key, Dimension dimension, double minimum, double maximum) {
    observer.quantity(path, key, dimension, minimum, maximum);
    return new QuantityRange(dimension, minimum, maximum).check(scalar(key), this, key);
  }

  private YamlNode.Mapping mappingAt(String key) {
    if (required(key) instanceof YamlNode.Mapping result) {
      return result;
    }
    throw error(key, "must be a section with 'key: value' lines");
  }

  private YamlNode required(String key) {
    known.add(key);
    YamlNode node = mapping.entries().get(key);
    if (node == null) {
      throw missing(key);
    }
    return node;
  }

  /** A missing key is often a misspelt one; then that is what to mend. */
  private InputException missing(String key) {
    List<String> unread = names().stream().filter(k -> !known.contains(k)).toList();
    Optional<String> near =
        NearestName.of(key, unread).filter(n -> NearestName.distance(n, key) <= 2);
    InputException lacks =
        InputException.ofKey(
            mapping.mark(),
            path,
            InputException.Kind.MISSING,
            pathOf(key),
            "lacks '"
                + key
                + "'; present: "
                + (mapping.entries().isEmpty() ? "nothing" : NearestName.present(names())));
    return near.map(n -> unknown(n, "did you mean '" + key + "'?").orIfValid(lacks)).orElse(lacks);
  }
}
