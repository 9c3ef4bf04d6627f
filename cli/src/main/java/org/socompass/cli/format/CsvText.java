package org.socompass.cli.format;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
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
    try (var writer = new Rows(out, header)) {
      rows.forEach(writer::add);
    }
    return out.toString();
  }

  /** Rows that are written as they come. */
  public static final class Rows implements AutoCloseable {
    private final CsvWriter csv;

    /**
     * Begins with the header.
     *
     * @param out takes the text; closed with this
     */
    public Rows(Writer out, List<String> header) {
      this.csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out);
      csv.writeRecord(header);
    }

    /** Writes a row. */
    public void add(List<?> row) {
      List<String> fields = new ArrayList<>();
      row.forEach(value -> fields.add(field(value)));
      csv.writeRecord(fields);
    }

    @Override
    public void close() {
      try {
        csv.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
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
        ? Decimals.text(number)
        : value instanceof String text ? SpreadsheetText.inert(text) : String.valueOf(value);
  }
}
