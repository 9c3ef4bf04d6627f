package org.socompass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.cli.option.OptionGroup;
import picocli.CommandLine;

/** Help: short, and with examples that run as printed. */
final class HelpTest {
  private static final Set<String> QUICK = Set.of("run", "map", "area", "cost", "list", "show");

  @ParameterizedTest
  @MethodSource("examples")
  void exampleRunsAsPrinted(String example, @TempDir Path folder) {
    String[] args = example.strip().substring("socompass ".length()).split(" +", -1);
    for (int i = 0; i < args.length; i++) {
      if (args[i].endsWith(".svg")) {
        args[i] = folder.resolve(args[i]).toString();
      }
    }
    if (QUICK.contains(args[0])) {
      Cli run = Cli.run(args);
      assertThat(run.code()).as(run.err()).isZero();
    } else {
      // Long, or on data that only the user has: its options are known.
      var out = new PrintWriter(new StringWriter());
      assertThat(Main.commandLine(out, out, args).parseArgs(args).hasSubcommand()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpNamesTheCommandAndFitsTheTerminal(String command) {
    Cli run = Cli.run(command, "--help");

    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("Usage: socompass " + command).contains("Examples:");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void optionsStandInGroupsThatAreTheSameInAllCommands() {
    all()
        .getSubcommands()
        .values()
        .forEach(
            command ->
                command.getCommandSpec().options().stream()
                    .filter(o -> !o.hidden())
                    .map(o -> o.longestName())
                    .filter(name -> !Set.of("--host", "--input", "--port").contains(name))
                    .forEach(name -> assertThat(OptionGroup.isKnown(name)).as(name).isTrue()));
    assertThat(Cli.run("run", "--help").out())
        .containsSubsequence(
            "\nDevice:\n",
            "\nWorkload:\n",
            "\nEngine:\n",
            "\nCost:\n",
            "\nUncertainty:\n",
            "\nOutput:\n");
    assertThat(Cli.run("help", "cost").out()).isEqualTo(Cli.run("cost", "--help").out());
  }

  @Test
  void shortNamesMeanTheSameEverywhere() {
    all()
        .getSubcommands()
        .forEach(
            (name, command) ->
                command.getCommandSpec().options().stream()
                    .filter(o -> !o.hidden())
                    .forEach(
                        option -> {
                          List<String> names = List.of(option.names());
                          if (names.contains("-d")) {
                            assertThat(names).as(name).contains("--device");
                          }
                          if (names.contains("-o")) {
                            assertThat(names).as(name).contains("--output");
                          }
                        }));
  }

  @Test
  void rootHelpNamesAllCommandsAndExitCodes() {
    Cli run = Cli.run("--help");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("run ", "map ", "validate ", "area ", "cost ", "list ", "show ")
        .contains("Exit status: 0 success; 1 a stated check failed; 2 bad usage or input;");
    assertThat(Cli.run("--version").out())
        .matches("socompass 0\\.1\\.0 \\(commit \\w+(-dirty)?\\)\n");
  }

  private static CommandLine all() {
    return SoCompassCommand.commandLine();
  }

  static List<String> commands() {
    return List.copyOf(all().getSubcommands().keySet());
  }

  static List<String> examples() {
    List<String> footer = new ArrayList<>(List.of(all().getCommandSpec().usageMessage().footer()));
    all()
        .getSubcommands()
        .values()
        .forEach(c -> footer.addAll(List.of(c.getCommandSpec().usageMessage().footer())));
    List<String> examples = new ArrayList<>();
    String joined = String.join("\n", footer).replace("\\\n", " ");
    joined.lines().filter(line -> line.startsWith("  socompass ")).forEach(examples::add);
    assertThat(examples).hasSizeGreaterThan(8);
    return examples;
  }
}
