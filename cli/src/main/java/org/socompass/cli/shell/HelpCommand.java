package org.socompass.cli.shell;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.socompass.cli.option.ExitCode;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code socompass help}: what {@code --help} prints. */
@Command(
    name = "help",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    description = "Show the help of a command, or of all.",
    footerHeading = "%nExamples:%n",
    footer = {"  # The options of run", "  socompass help run"})
public final class HelpCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "Command to explain.")
  @Nullable String command;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    CommandLine asked = command == null ? root : root.getSubcommands().get(command);
    if (asked == null) {
      throw new ParameterException(
          spec.commandLine(),
          "unknown command "
              + Quoted.of(String.valueOf(command))
              + "; "
              + NearestName.hint(String.valueOf(command), root.getSubcommands().keySet()));
    }
    asked.usage(spec.commandLine().getOut());
    return ExitCode.OK;
  }
}
