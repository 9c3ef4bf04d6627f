package org.socompass.report;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** JSON of maps, iterables, optionals, numbers, flags and text; what is not there is null. */
public final class JsonTree {
  private JsonTree() {}

  /**
   * Writes a value and all that it holds.
   *
   * @param number the JSON of a {@link Double}
   * @throws IllegalStateException if something in it has no JSON form
   */
  public static void write(
      JsonGenerator generator, @Nullable Object value, DoubleFunction<String> number) {
    if (value == null) {
      generator.writeNull();
    } else if (value instanceof Map<?, ?> map) {
      generator.writeStartObject();
      map.forEach(
          (key, item) -> {
            generator.writeName(String.valueOf(key));
            write(generator, item, number);
          });
      generator.writeEndObject();
    } else if (value instanceof Iterable<?> items) {
      generator.writeStartArray();
      items.forEach(item -> write(generator, item, number));
      generator.writeEndArray();
    } else if (value instanceof Optional<?> optional) {
      write(generator, optional.orElse(null), number);
    } else if (value instanceof OptionalDouble optional) {
      write(generator, optional.isPresent() ? (Object) optional.getAsDouble() : null, number);
    } else if (value instanceof Double real) {
      generator.writeRawValue(number.apply(real));
    } else if (value instanceof Long || value instanceof Integer) {
      generator.writeNumber(((Number) value).longValue());
    } else if (value instanceof Boolean flag) {
      generator.writeBoolean(flag);
    } else if (value instanceof String text) {
      generator.writeString(text);
    } else {
      throw new IllegalStateException("no JSON form for " + value.getClass());
    }
  }
}
