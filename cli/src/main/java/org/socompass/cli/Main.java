package org.socompass.cli;

import java.io.PrintWriter;
import org.socompass.input.InputException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point of the {@code socompass} command. */
public final class Main {
  private Main() {}

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    int code = execute(args);
    System.exit(code);
  }

  /** Runs the command and returns its exit code. */
  static int execute(String... args) {
    var commandLine = new CommandLine(new SoCompassCommand());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setUsageHelpAutoWidth(false);
    commandLine.setUsageHelpWidth(100);
    commandLine.setParameterExceptionHandler(Main::badUsage);
    commandLine.setExecutionExceptionHandler(
        (exception, command, parsed) -> failed(exception, command));
    return commandLine.execute(args);
  }

  private static int badUsage(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("socompass: " + firstLine(String.valueOf(exception.getMessage())));
    if (exception instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      err.println("Did you mean: " + String.join(" or ", unmatched.getSuggestions()) + "?");
    }
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return ExitCode.BAD_INPUT;
  }

  private static int failed(Exception exception, CommandLine command) {
    PrintWriter err = command.getErr();
    if (exception instanceof BrokenPipeException) {
      return ExitCode.BROKEN_PIPE;
    }
    if (exception instanceof InputException) {
      err.println("socompass: " + exception.getMessage());
      err.flush();
      return ExitCode.BAD_INPUT;
    }
    err.println("socompass: internal error; please report it with the command line:");
    exception.printStackTrace(err);
    err.flush();
    return ExitCode.INTERNAL;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse(text);
  }
}
