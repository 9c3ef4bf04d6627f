package org.socompass.input;

import java.util.regex.Pattern;

/** What a parser of JSON says is wrong, without what it says of itself. */
public final class ParserMessage {
  /** "(start marker at [Source: ...])": classes, and a place that the message states better. */
  private static final Pattern OF_ITSELF =
      Pattern.compile(
          "\\s*\\((?:for|start|enable|disable|through)[^()]*(?:\\([^()]*\\)[^()]*)*\\)");

  private static final Pattern FEATURE = Pattern.compile(" requires? enabling `[^`]*`");
  private static final Pattern CLASS = Pattern.compile("`?\\b(?:[a-z0-9_]+\\.)+[A-Z]\\w*`?");

  private ParserMessage() {}

  /**
   * Returns the first line of a message for a user.
   *
   * @param message what the parser says
   */
  public static String of(String message) {
    String line = message.lines().findFirst().orElse("unreadable");
    String plain =
        FEATURE.matcher(OF_ITSELF.matcher(line).replaceAll("")).replaceAll(" are no JSON");
    int source = plain.indexOf("[Source");
    if (source >= 0) {
      plain = plain.substring(0, source).replaceFirst("\\s*\\(?[^(]*$", "");
    }
    return CLASS.matcher(plain).replaceAll("a value").strip();
  }
}
