package org.socompass.cli.option;

import java.util.function.Supplier;
import org.socompass.input.InputException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Numbers of the user that only the models can refuse. */
public final class UserInput {
  private UserInput() {}

  /**
   * Returns what the work returns. Models refuse sizes by {@link IllegalArgumentException}, and
   * products of them that overflow by {@link ArithmeticException}.
   *
   * @throws InputException if the work refuses its numbers
   */
  public static <T> T checked(Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException e) {
      throw new InputException(String.valueOf(e.getMessage()), e);
    } catch (ArithmeticException e) {
      throw new InputException("the sizes are too large: " + e.getMessage(), e);
    }
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
}
