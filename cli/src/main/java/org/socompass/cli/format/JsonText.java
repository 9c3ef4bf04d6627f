package org.socompass.cli.format;

import java.io.StringWriter;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.socompass.input.Decimals;
import org.socompass.report.JsonTree;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** JSON of maps, iterables, optionals, numbers and text; numbers are written plainly. */
public final class JsonText {
  private JsonText() {}

  /** Returns the document, ended by a new line. */
  public static String of(Map<String, ?> root) {
    return of(root, Decimals::text);
  }

  /**
   * Returns the document, ended by a new line.
   *
   * @param number how a number that is not whole is written
   */
  public static String of(Map<String, ?> root, DoubleFunction<String> number) {
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
      JsonTree.write(generator, root, number);
    }
    return out.append('\n').toString();
  }
}
