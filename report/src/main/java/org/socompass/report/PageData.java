package org.socompass.report;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Data of a page as JSON that is inert inside a {@code script} element: {@code <}, {@code >} and
 * {@code &} are escaped, so that no text can end the element or begin another.
 */
public final class PageData {
  private static final MathContext DIGITS = new MathContext(6);

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
    BigDecimal rounded = new BigDecimal(value, DIGITS).stripTrailingZeros();
    return rounded.scale() < 0 && rounded.precision() - rounded.scale() <= 12
        ? rounded.toPlainString()
        : rounded.toString();
  }
}
