package org.socompass.serve;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.socompass.input.InputException;

/** What the page says of a mistake, and at which field. */
final class Refusals {
  /** What messages call the document that a question is. */
  static final String QUESTION = "question";

  private static final Pattern PLACE = Pattern.compile("^" + QUESTION + ":[0-9]+:[0-9]+: ");
  private static final Pattern OVERRIDE = Pattern.compile("^--set ([\\w.]+)=");
  private static final Pattern KEY = Pattern.compile("^(prompt|output|batch): ");

  private Refusals() {}

  /** Returns the message without the place in a document that the person never saw. */
  static String message(InputException e) {
    return PLACE.matcher(String.valueOf(e.getMessage())).replaceFirst("");
  }

  /** Returns the path of the field that is wrong; empty if it is none of the template. */
  static String path(InputException e) {
    String message = message(e);
    Matcher override = OVERRIDE.matcher(message);
    if (override.find()) {
      return override.group(1);
    }
    Matcher key = KEY.matcher(message);
    if (key.find()) {
      return key.group(1);
    }
    return e.problem().map(InputException.Problem::path).orElse("");
  }
}
