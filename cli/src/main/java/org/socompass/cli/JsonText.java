package org.socompass.cli;

import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.socompass.input.Decimals;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** JSON of maps, iterables, optionals, numbers and text; numbers are written plainly. */
final class JsonText {
  private JsonText() {}

  /** Returns the document, ended by a new line. */
  static String of(Map<String, ?> root) {
    var out = new StringWriter();
    var indenter = new DefaultIndenter("  ", "\n");
    PrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    ObjectWriteContext context =
        new ObjectWriteContext.Base() {
          @Override
          public PrettyPrinter getPrettyPrinter() {
            return printer;
          }
        };
    try (JsonGenerator generator = new JsonFactory().createGenerator(context, out)) {
      write(generator, root);
    }
    return out.append('\n').toString();
  }

  private static void write(JsonGenerator generator, @Nullable Object value) {
    if (value == null) {
      generator.writeNull();
    } else if (value instanceof Map<?, ?> map) {
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
    } else if (value instanceof Optional<?> optional) {
      write(generator, optional.orElse(null));
    } else if (value instanceof OptionalDouble optional) {
      write(generator, optional.isPresent() ? (Object) optional.getAsDouble() : null);
    } else if (value instanceof Double number) {
      generator.writeRawValue(Decimals.exact(number).toPlainString());
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
