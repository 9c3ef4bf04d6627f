package org.socompass.input;

import java.util.Locale;

/** How a message shows what a user wrote: never longer than a line, and free of control codes. */
public final class Quoted {
  /** Characters of a text that a message shows at most. */
  static final int LONGEST = 64;

  private Quoted() {}

  /** Returns the text between single quotes, shortened, its control characters escaped. */
  public static String of(String text) {
    return "'" + shown(text) + "'";
  }

  /** Returns the text without quotes, shortened, its control characters escaped. */
  public static String shown(String text) {
    return escaped(shortened(text, LONGEST), "");
  }

  /** Returns the text, or its start and "..." where it is longer than {@code longest}. */
  static String shortened(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end) + "...";
  }

  /** Returns the text with control characters escaped, except those of {@code kept}. */
  static String escaped(String text, String kept) {
    var result = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isControl(c) || kept.indexOf(c) >= 0) {
        result.append(c);
      } else if (c == '\n') {
        result.append("\\n");
      } else if (c == '\t') {
        result.append("\\t");
      } else {
        result.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
      }
    }
    return result.toString();
  }

  /** Returns whether a terminal may act on the character: controls, line and text direction. */
  private static boolean isControl(char c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
