package org.socompass.cli.shell;

import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Completions of fish: a line for each command and each option, with the first sentence of it. */
final class FishCompletion {
  private FishCompletion() {}

  static String of(CommandLine root) {
    String name = root.getCommandName();
    var out = new StringBuilder();
    out.append("complete -c ").append(name).append(" -n __fish_use_subcommand -f\n");
    root.getSubcommands()
        .forEach(
            (id, command) ->
                out.append(
                    "complete -c %s -n __fish_use_subcommand -a %s -d %s%n"
                        .formatted(
                            name,
                            id,
                            quoted(command.getCommandSpec().usageMessage().description()))));
    root.getSubcommands()
        .forEach(
            (id, command) ->
                command.getCommandSpec().options().stream()
                    .filter(option -> !option.hidden())
                    .forEach(option -> out.append(line(name, id, option))));
    return out.toString();
  }

  private static String line(String name, String command, OptionSpec option) {
    var line = new StringBuilder();
    line.append("complete -c %s -n '__fish_seen_subcommand_from %s'".formatted(name, command));
    for (String flag : option.names()) {
      line.append(flag.startsWith("--") ? " -l " + flag.substring(2) : " -s " + flag.substring(1));
    }
    if (option.arity().max() > 0) {
      line.append(" -r");
      String label = option.paramLabel().toUpperCase(Locale.ROOT);
      if (!label.contains("FILE") && !label.contains("DIR")) {
        line.append(" -f");
      }
    }
    return line.append(" -d ").append(quoted(option.description())).append('\n').toString();
  }

  private static String quoted(String[] text) {
    String first = Arrays.stream(text).findFirst().orElse("");
    int end = first.indexOf(". ");
    String sentence = end < 0 ? first : first.substring(0, end);
    return "'"
        + sentence.replace("%n", " ").replace("%%", "%").replace("\\", "\\\\").replace("'", "\\'")
        + "'";
  }
}
