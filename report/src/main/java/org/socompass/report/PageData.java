package org.socompass.report;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Data of a page as JSON that is inert inside a {@code script} element: {@code <}, {@code >} and
 * {@code &} are escaped, so that no text can end the element or begin another.
 */
final class PageData {
  private static final MathContext DIGITS = new MathContext(6);

  private PageData() {}

  /** Returns the document; numbers have six significant digits. */
  static String of(Map<String, ?> root) {
    var out = new StringWriter();
    try (JsonGenerator generator =
        new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
      write(generator, root);
    }
    return out.toString().replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e");
  }

  private static void write(JsonGenerator generator, Object value) {
    if (value instanceof Map<?, ?> map) {
      generator.writeStartObject();
      map.forEach(
          (key, item) -> {
            generator.writeName(String.valueOf(key));
            write(generator, item);
          });
      generator.writeEndObject();
    } else if (value instanceof Iterable<?> items) {
      generator.writeStartArray();
      items.forEach(item -> write(generator, item));
      generator.writeEndArray();
    } else if (value instanceof OptionalDouble optional) {
      if (optional.isPresent()) {
        write(generator, optional.getAsDouble());
      } else {
        generator.writeNull();
      }
    } else if (value instanceof Double number) {
      generator.writeRawValue(number(number));
    } else if (value instanceof Integer || value instanceof Long) {
      generator.writeNumber(((Number) value).longValue());
    } else if (value instanceof Boolean flag) {
      generator.writeBoolean(flag);
    } else if (value instanceof String text) {
      generator.writeString(text);
    } else {
      throw new IllegalStateException("no JSON form for " + value.getClass());
    }
  }

  private static String number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalStateException("a result is not a finite number: " + value);
    }
    BigDecimal rounded = new BigDecimal(value, DIGITS).stripTrailingZeros();
    return rounded.scale() < 0 && rounded.precision() - rounded.scale() <= 12
        ? rounded.toPlainString()
        : rounded.toString();
  }
}
