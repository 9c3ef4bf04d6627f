package org.socompass.cli.option;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of the numbers of a user. */
public final class UserInput {
  private UserInput() {}

  /** Returns the command line as the user typed it. */
  public static List<String> commandLine(CommandSpec command) {
    List<String> words = new ArrayList<>(List.of("socompass"));
    boolean isTarget = false;
    for (String word : command.root().commandLine().getParseResult().originalArgs()) {
      if (!isTarget && !word.matches("(?s)(-o|--output)(=.*)?|-o[^-].*")) {
        words.add(word);
      }
      isTarget = !isTarget && (word.equals("-o") || word.equals("--output"));
    }
    return words;
  }

  /**
   * Checks the value of an option.
   *
   * @throws ParameterException if it is not in [1, maximum]
   */
  public static void inRange(CommandSpec command, String option, long value, long maximum) {
    if (value < 1 || value > maximum) {
      throw new ParameterException(
          command.commandLine(), option + " must be in [1, " + maximum + "], but is " + value);
    }
  }

  /**
   * Returns what an option names.
   *
   * @param unknown how the message begins, as in {@code --placement: unknown mode}
   * @param name what the user wrote
   * @param all what there is
   * @param id the name of each
   * @throws InputException if there is none, naming the nearest
   */
  public static <T> T named(String unknown, String name, List<T> all, Function<T, String> id) {
    return all.stream()
        .filter(each -> id.apply(each).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    unknown
                        + " "
                        + Quoted.of(name)
                        + "; "
                        + NearestName.hint(name, all.stream().map(id).toList())));
  }
}
