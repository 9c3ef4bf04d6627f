package org.socompass.cli.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Pattern;
import org.socompass.cli.Cli;
import org.socompass.cli.option.ExitCode;

/** What is wrong with how the command answered. */
final class Verdict {
  private static final int LONGEST = 5000;
  private static final Pattern PLACE = Pattern.compile(":[0-9]+:[0-9]+: ");

  /** A link of AMD has a name of that kind. */
  private static final Pattern NOT_A_NUMBER =
      Pattern.compile("\\b(NaN|Infinity)\\b(?! Fabric| Cache)|\u221E");

  /** Names of classes, which tell a user nothing. */
  private static final Pattern CLASS =
      Pattern.compile(
          "\\b(?:java|javax|tools|com|org|de|io|info)\\.(?:[a-z0-9_]+\\.)+[A-Z]\\w+"
              + "|\\w+Exception\\b|\\bat [a-z.]+\\([A-Z]\\w+\\.java"
              + "|\\b(?:Stream|Token|Json)[A-Z]\\w+|REDACTED|Feature\\.");

  private Verdict() {}

  /** Returns what is wrong; empty if nothing is. */
  static Optional<String> of(Input input, Cli answer) {
    if (answer.code() == ExitCode.OK || answer.code() == ExitCode.CHECK_FAILED) {
      return NOT_A_NUMBER.matcher(answer.out()).find() && !says(input, NOT_A_NUMBER)
          ? Optional.of("a result that is no number")
          : Optional.empty();
    }
    if (answer.code() != ExitCode.BAD_INPUT) {
      return Optional.of("exit status " + answer.code());
    }
    String first = answer.err().lines().findFirst().orElse("");
    if (!first.startsWith("socompass: ") || answer.err().length() > LONGEST) {
      return Optional.of("a message that is none, or too long");
    }
    if (CLASS.matcher(withoutInput(first, input)).find()) {
      return Optional.of("the name of a class");
    }
    boolean isOfFile = input.culprit().filter(file -> first.contains("/" + file)).isPresent();
    return isOfFile && !PLACE.matcher(first).find()
        ? Optional.of("no line and column")
        : Optional.empty();
  }

  private static boolean says(Input input, Pattern pattern) {
    return pattern.matcher(String.join(" ", input.arguments())).find()
        || input.files().values().stream()
            .anyMatch(bytes -> pattern.matcher(new String(bytes, UTF_8)).find());
  }

  /** What the input itself says is not ours. */
  private static String withoutInput(String message, Input input) {
    String text = message.replaceAll("'[^']*'", "''");
    for (String word : input.arguments()) {
      text = word.length() > 3 ? text.replace(word, "") : text;
    }
    return text;
  }
}
