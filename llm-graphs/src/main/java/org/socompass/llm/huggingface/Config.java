package org.socompass.llm.huggingface;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.socompass.input.InputException;

/**
 * Typed access to the part of a config.json that describes a language model. What the file lacks is
 * what its type says; a key that is null has no value. Keys that are read are remembered.
 */
final class Config {
  /** Sizes without which a file says little. */
  private static final Set<String> SIZES =
      Set.of("hidden", "layers", "heads", "intermediate", "vocabulary");

  private final Map<String, String> defaults = new TreeMap<>();
  private final JsonNode.Fields node;
  private final ModelType type;
  private final ModelTypes types;
  private final Set<String> read;

  Config(JsonNode.Fields node, ModelType type, ModelTypes types) {
    this(node, type, types, new HashSet<>());
  }

  private Config(JsonNode.Fields node, ModelType type, ModelTypes types, Set<String> read) {
    this.node = node;
    this.type = type;
    this.types = types;
    this.read = read;
  }

  /** Returns access to an object within this one, for the same type. */
  Optional<Config> within(String key) {
    read.add(key);
    JsonNode.Member member = node.members().get(key);
    return member != null && member.value() instanceof JsonNode.Fields inner
        ? Optional.of(new Config(inner, type, types, read))
        : Optional.empty();
  }

  ModelType type() {
    return type;
  }

  JsonNode.Fields node() {
    return node;
  }

  Set<String> read() {
    return read;
  }

  /** Returns an error at a key of the file, or at the object if it lacks the key. */
  InputException error(String key, String message) {
    JsonNode.Member member = node.members().get(key);
    return new InputException(member == null ? node.mark() : member.value().mark(), key, message);
  }

  /** Returns the refusal of what a key states. */
  InputException refused(String key, String what) {
    JsonNode.Member member = node.members().get(key);
    return new InputException(
        member == null ? node.mark() : member.key(), key, refusal(type.name(), what));
  }

  /** Returns the words of a refusal. */
  static String refusal(String modelType, String what) {
    return "model_type '%s': %s; describe its layers in a model file of your own, as docs/models.md"
            .formatted(modelType, what)
        + " shows, or take another model";
  }

  /** A value of the file. */
  private record Found(String key, JsonNode value) {}

  /** Returns the first of a size's keys that the file has, even if it is null. */
  private Optional<Found> found(String name) {
    List<String> keys = types.keys(name);
    read.addAll(keys);
    Optional<Found> empty = Optional.empty();
    for (String key : keys) {
      JsonNode.Member member = node.members().get(key);
      if (member != null && !member.value().isNull()) {
        return Optional.of(new Found(key, member.value()));
      }
      if (member != null && empty.isEmpty()) {
        empty = Optional.of(new Found(key, member.value()));
      }
    }
    return empty;
  }

  /**
   * Returns the sizes that the file does not state, with the defaults of its type that were taken
   * for them.
   */
  Map<String, String> defaults() {
    return defaults;
  }

  /** Marks keys as read whose values do not matter here. */
  void skip(String... names) {
    for (String name : names) {
      read.addAll(types.keys(name));
    }
  }

  /** Returns whether the file states a value. */
  boolean states(String name) {
    return found(name).filter(f -> !f.value().isNull()).isPresent();
  }

  /** Returns the key under which the file states a value, or its usual name. */
  String keyOf(String name) {
    return found(name).map(Found::key).orElse(types.keys(name).get(0));
  }

  /** Returns a whole number of at least {@code minimum}. */
  private OptionalInt whole(String name, int minimum) {
    Optional<Found> found = found(name);
    if (found.isEmpty()) {
      Optional<String> fact = type.fact(name).filter(f -> !f.equals("auto"));
      fact.filter(f -> SIZES.contains(name))
          .ifPresent(f -> defaults.put(types.keys(name).get(0), f));
      return fact.map(f -> OptionalInt.of(Integer.parseInt(f))).orElse(OptionalInt.empty());
    }
    return found.get().value().isNull()
        ? OptionalInt.empty()
        : OptionalInt.of(whole(found.get().key(), found.get().value(), minimum));
  }

  private int whole(String key, JsonNode value, int minimum) {
    if (value instanceof JsonNode.Scalar scalar
        && scalar.type() == JsonNode.Scalar.Type.NUMBER
        && scalar.text().matches("-?[0-9]{1,10}(\\.0*)?")) {
      double number = Double.parseDouble(scalar.text());
      if (number >= minimum && number <= Integer.MAX_VALUE) {
        return (int) number;
      }
    }
    throw new InputException(
        value.mark(),
        key,
        "must be a %s whole number, but is %s"
            .formatted(minimum > 0 ? "positive" : "non-negative", shown(value)));
  }

  private static String shown(JsonNode value) {
    return value instanceof JsonNode.Scalar scalar
        ? scalar.shown()
        : value instanceof JsonNode.Array ? "a list" : "an object";
  }

  /** Returns a positive whole number, if file or type state one. */
  OptionalInt size(String name) {
    return whole(name, 1);
  }

  /** Returns a positive whole number, or {@code absent}. */
  int size(String name, int absent) {
    return size(name).orElse(absent);
  }

  /**
   * Returns a positive whole number.
   *
   * @throws InputException if neither file nor type state one
   */
  int required(String name) {
    return size(name).orElseThrow(() -> error(types.keys(name).get(0), "is missing"));
  }

  /** Returns a whole number that may be zero, or {@code absent}. */
  int count(String name, int absent) {
    return whole(name, 0).orElse(absent);
  }

  /** Returns a number, or {@code absent}. */
  double number(String name, double absent) {
    Optional<Found> found = found(name);
    if (found.isEmpty()) {
      return type.fact(name).map(Double::parseDouble).orElse(absent);
    }
    if (found.get().value() instanceof JsonNode.Scalar scalar) {
      if (scalar.type() == JsonNode.Scalar.Type.NULL) {
        return absent;
      }
      if (scalar.type() == JsonNode.Scalar.Type.NUMBER) {
        double value = parsed(scalar.text());
        if (Double.isFinite(value)) {
          return value;
        }
      }
    }
    throw error(found.get().key(), "must be a number, but is " + shown(found.get().value()));
  }

  private static double parsed(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Returns a truth value, if file or type state one. */
  Optional<Boolean> flag(String name) {
    Optional<Found> found = found(name);
    if (found.isEmpty()) {
      return type.fact(name).map("true"::equals);
    }
    if (found.get().value() instanceof JsonNode.Scalar scalar) {
      if (scalar.type() == JsonNode.Scalar.Type.NULL) {
        return Optional.empty();
      }
      if (scalar.type() == JsonNode.Scalar.Type.TRUTH) {
        return Optional.of(scalar.text().equals("true"));
      }
    }
    throw error(found.get().key(), "must be true or false, but is " + shown(found.get().value()));
  }

  /** Returns a truth value, or {@code absent}. */
  boolean flag(String name, boolean absent) {
    return flag(name).orElse(absent);
  }

  /** Returns a text, if file or type state one. */
  Optional<String> text(String name) {
    Optional<Found> found = found(name);
    if (found.isEmpty()) {
      return type.fact(name);
    }
    return found.get().value() instanceof JsonNode.Scalar scalar
            && scalar.type() == JsonNode.Scalar.Type.TEXT
        ? Optional.of(scalar.text().toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  /** Returns the items of a list, if the file has it. */
  Optional<List<JsonNode>> items(String name) {
    return found(name)
        .filter(f -> f.value() instanceof JsonNode.Array)
        .map(f -> ((JsonNode.Array) f.value()).items());
  }

  /** Returns a list of words, if the file has it; numbers are words, too. */
  Optional<List<String>> words(String name) {
    return items(name)
        .map(
            items -> {
              List<String> words = new ArrayList<>();
              for (JsonNode item : items) {
                if (!(item instanceof JsonNode.Scalar scalar)) {
                  throw new InputException(item.mark(), name, "must be a list of plain values");
                }
                words.add(scalar.text());
              }
              return words;
            });
  }

  /** Returns a list of whole numbers, if the file has it. */
  Optional<List<Integer>> counts(String name) {
    return items(name)
        .map(items -> items.stream().map(item -> whole(keyOf(name), item, 0)).toList());
  }

  /** Returns one entry for each of {@code layers}, or an error at the key. */
  <T> List<T> perLayer(String key, List<T> list, int layers) {
    if (list.size() < layers) {
      throw error(
          keyOf(key),
          "must have an entry for each of %d layers, but has %d".formatted(layers, list.size()));
    }
    return list.subList(0, layers);
  }

  /** Returns the keys that were never read, with their values. */
  Map<String, JsonNode> unread() {
    Map<String, JsonNode> result = new LinkedHashMap<>();
    node.members()
        .forEach(
            (key, member) -> {
              if (!read.contains(key)) {
                result.put(key, member.value());
              }
            });
    return result;
  }
}
