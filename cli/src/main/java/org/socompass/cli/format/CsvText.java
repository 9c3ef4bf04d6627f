package org.socompass.cli.format;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.socompass.input.Decimals;
import org.socompass.input.SpreadsheetText;

/**
 * RFC 4180 text of a header and rows; a value that is not known is an empty field, and no text is a
 * formula.
 */
public final class CsvText {
  private CsvText() {}

  /** Returns the text. Doubles have seven significant digits. */
  public static String of(List<String> header, List<? extends List<?>> rows) {
    var out = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out)) {
      writer.writeRecord(header);
      for (List<?> row : rows) {
        List<String> fields = new ArrayList<>();
        row.forEach(value -> fields.add(field(value)));
        writer.writeRecord(fields);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static String field(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Optional<?> optional) {
      return field(optional.orElse(null));
    }
    if (value instanceof OptionalDouble optional) {
      return optional.isPresent() ? field(optional.getAsDouble()) : "";
    }
    return value instanceof Double number
        ? Decimals.exact(number).toPlainString()
        : value instanceof String text ? SpreadsheetText.inert(text) : String.valueOf(value);
  }
}
