package org.socompass.cli.shell;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.socompass.cli.option.ExitCode;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code socompass completion}: the script with which a shell completes commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    description = "Print the script with which a shell completes commands and options.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  # For this bash: source <(socompass completion bash); for zsh the same with zsh",
      "  socompass completion bash",
      "",
      "  # For fish, in ~/.config/fish/completions/socompass.fish",
      "  socompass completion fish"
    })
public final class CompletionCommand implements Callable<Integer> {
  /** A shell. */
  enum Shell {
    BASH,
    ZSH,
    FISH;

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "bash|zsh|fish", description = "The shell.")
  String shell = "";

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    String name = root.getCommandName();
    spec.commandLine()
        .getOut()
        .print(
            switch (shell()) {
              case BASH -> AutoComplete.bash(name, root);
              // The script of bash asks zsh to read it as bash would.
              case ZSH -> "autoload -Uz compinit && compinit\n" + AutoComplete.bash(name, root);
              case FISH -> FishCompletion.of(root);
            });
    return ExitCode.OK;
  }

  private Shell shell() {
    for (Shell one : Shell.values()) {
      if (one.id().equals(shell)) {
        return one;
      }
    }
    throw new ParameterException(
        spec.commandLine(),
        "unknown shell "
            + Quoted.of(shell)
            + "; "
            + NearestName.hint(
                shell, java.util.Arrays.stream(Shell.values()).map(Shell::id).toList()));
  }
}
