package org.socompass.report;

import java.io.StringWriter;
import java.util.Map;
import org.socompass.input.RoundedDecimal;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Data of a page as JSON that is inert inside a {@code script} element: {@code <}, {@code >} and
 * {@code &} are escaped, so that no text can end the element or begin another.
 */
public final class PageData {
  private static final int DIGITS = 6;
  private static final int MOST_WHOLE_DIGITS = 12;

  /** A number with so few digits before its point has an exponent: 0.0000001 is 1E-7. */
  private static final int LEAST_WHOLE_DIGITS = -6;

  private PageData() {}

  /** Returns the document; numbers have six significant digits. */
  public static String of(Map<String, ?> root) {
    var out = new StringWriter();
    try (JsonGenerator generator =
        new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
      JsonTree.write(generator, root, PageData::number);
    }
    return out.toString().replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e");
  }

  private static String number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalStateException("a result is not a finite number: " + value);
    }
    RoundedDecimal rounded = RoundedDecimal.of(value, DIGITS);
    // As BigDecimal writes it, but for whole numbers that end in zeros, which it writes as powers.
    boolean isPlain =
        rounded.scale() < 0
            ? rounded.wholeDigits() <= MOST_WHOLE_DIGITS
            : rounded.wholeDigits() > LEAST_WHOLE_DIGITS;
    return isPlain ? rounded.plainText() : rounded.decimal().toString();
  }
}
