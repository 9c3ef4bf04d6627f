package org.socompass.llm.gguf;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.socompass.input.InputException;

/** The metadata of a model, by keys without its architecture. */
final class GgufKeys {
  private final String file;
  private final GgufHeader header;
  private final String prefix;

  GgufKeys(String file, GgufHeader header, String architecture) {
    this.file = file;
    this.header = header;
    this.prefix = architecture + ".";
  }

  InputException error(String key, String message) {
    return new InputException(file + ": " + prefix + key + ": " + message);
  }

  /** Returns a positive number that must be there. */
  int required(String key) {
    return optional(key)
        .orElseThrow(() -> new InputException(file + ": lacks the key " + prefix + key));
  }

  /** Returns a positive number; empty if it is absent or 0. */
  OptionalInt optional(String key) {
    GgufValue value = header.metadata().get(prefix + key);
    if (value == null || isZero(value)) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(positive(key, value));
  }

  /** Returns a number of each layer: the list of a key, or its one number for all. */
  int ofLayer(String key, int layer, int layers, int absent) {
    GgufValue value = header.metadata().get(prefix + key);
    if (value instanceof GgufValue.Items items) {
      return item(key, items.values(), layer, layers);
    }
    return value == null || isZero(value) ? absent : positive(key, value);
  }

  private int item(String key, List<GgufValue> values, int layer, int layers) {
    if (values.size() < layers) {
      throw error(
          key, "must have an element for each of " + layers + " layers, but has " + values.size());
    }
    GgufValue value = values.get(layer);
    return isZero(value) ? 0 : positive(key, value);
  }

  /** Returns whether a layer has a flag, if the key is a list. */
  Optional<Boolean> flagOfLayer(String key, int layer) {
    if (header.metadata().get(prefix + key) instanceof GgufValue.Items items
        && layer < items.values().size()) {
      GgufValue value = items.values().get(layer);
      return Optional.of(value instanceof GgufValue.Flag flag ? flag.value() : !isZero(value));
    }
    return Optional.empty();
  }

  private static boolean isZero(GgufValue value) {
    return value instanceof GgufValue.Whole whole && whole.value() == 0;
  }

  private int positive(String key, GgufValue value) {
    if (value instanceof GgufValue.Whole whole
        && whole.value() > 0
        && whole.value() <= Integer.MAX_VALUE) {
      return (int) whole.value();
    }
    throw error(key, "must be a positive whole number, but is " + shown(value));
  }

  private static String shown(GgufValue value) {
    if (value instanceof GgufValue.Whole whole) {
      return Long.toString(whole.value());
    }
    if (value instanceof GgufValue.Real real) {
      return Double.toString(real.value());
    }
    if (value instanceof GgufValue.Flag flag) {
      return Boolean.toString(flag.value());
    }
    return value instanceof GgufValue.Text || value instanceof GgufValue.Skipped
        ? "a text or a long list"
        : "a list";
  }
}
