package org.socompass.mapper;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Text of immutable data that is equal if and only if the data are: records by all their
 * components, so that a new one can't be forgotten; maps in the order of their keys, which those of
 * the JDK change from run to run.
 */
final class CanonicalText {
  private CanonicalText() {}

  /** Returns the text of a key. */
  static String of(OperatorCache.Key key) {
    var text = new StringBuilder();
    append(text, key.operator());
    append(text, key.hardware().parts());
    append(text, key.goal());
    return text.toString();
  }

  /**
   * Returns the text of a value.
   *
   * @throws IllegalArgumentException if a part of it is no plain data
   */
  static String of(Object value) {
    var text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  private static void append(StringBuilder text, Object value) {
    if (value instanceof Record) {
      record(text, value);
    } else if (value instanceof Map<?, ?> map) {
      var sorted = new TreeMap<String, Object>();
      map.forEach((key, item) -> sorted.put(of(key), item));
      text.append('{');
      sorted.forEach(
          (key, item) -> {
            text.append(key).append(':');
            append(text, item);
            text.append(',');
          });
      text.append('}');
    } else if (value instanceof Collection<?> items) {
      text.append('[');
      for (Object item : items) {
        append(text, item);
        text.append(',');
      }
      text.append(']');
    } else if (value instanceof Optional<?> optional) {
      text.append('?');
      optional.ifPresent(item -> append(text, item));
      text.append('.');
    } else if (value instanceof OptionalDouble optional) {
      text.append('?');
      optional.ifPresent(text::append);
      text.append('.');
    } else if (value instanceof OptionalLong optional) {
      text.append('?');
      optional.ifPresent(text::append);
      text.append('.');
    } else if (value instanceof String string) {
      text.append(string.length()).append('"').append(string).append('"');
    } else if (value instanceof Enum<?> constant) {
      text.append(constant.name());
    } else if (value instanceof Number || value instanceof Boolean) {
      text.append(value);
    } else {
      throw new IllegalArgumentException("no text for " + value.getClass());
    }
  }

  private static void record(StringBuilder text, Object value) {
    text.append(value.getClass().getName()).append('(');
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      try {
        append(text, component.getAccessor().invoke(value));
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("can't read " + component, e);
      }
      text.append(';');
    }
    text.append(')');
  }
}
