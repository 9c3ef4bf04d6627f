package org.socompass.cli;

import java.util.List;
import java.util.Set;
import org.socompass.cli.batch.BatchCommand;
import org.socompass.cli.calibrate.CalibrateCommand;
import org.socompass.cli.compare.CompareCommand;
import org.socompass.cli.cost.AreaCommand;
import org.socompass.cli.cost.CostCommand;
import org.socompass.cli.finetune.FineTuneCommand;
import org.socompass.cli.format.MadeBy;
import org.socompass.cli.map.MapCommand;
import org.socompass.cli.option.OptionGroup;
import org.socompass.cli.rank.RankCommand;
import org.socompass.cli.reproduce.ReproduceCommand;
import org.socompass.cli.run.RunCommand;
import org.socompass.cli.select.SelectCommand;
import org.socompass.cli.serve.ServeCommand;
import org.socompass.cli.serving.ServingCommand;
import org.socompass.cli.shell.CompletionCommand;
import org.socompass.cli.shell.HelpCommand;
import org.socompass.cli.show.ListCommand;
import org.socompass.cli.show.ShowCommand;
import org.socompass.cli.sweep.SweepCommand;
import org.socompass.cli.template.CheckCommand;
import org.socompass.cli.template.NewCommand;
import org.socompass.cli.validate.ValidateCommand;
import org.socompass.study.Provenance;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root command. */
@Command(
    name = "socompass",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    versionProvider = SoCompassCommand.Version.class,
    description =
        "Predicts latency, area, cost and performance per dollar of language models on phone SoCs"
            + " and other devices, and shows how far its predictions are from measurements.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  socompass run --device snapdragon-8-gen-3 --model llama-3-8b --quantization w4a16",
      "  socompass map --device jetson-agx-orin matmul --m 1024 --k 4096 --n 4096",
      "  socompass validate",
      "",
      "Exit status: 0 success; 1 a stated check failed; 2 bad usage or input; 70 internal error."
    })
public final class SoCompassCommand implements Runnable {
  /** The release and the commit of its sources. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {Provenance.VERSION + " (commit " + MadeBy.commit() + ")"};
    }
  }

  private static final List<String> COMMANDS =
      List.of(
          "run",
          "map",
          "validate",
          "calibrate",
          "compare",
          "rank",
          "sweep",
          "select",
          "area",
          "cost",
          "serving",
          "finetune",
          "reproduce",
          "list",
          "show",
          "help",
          "completion",
          "batch",
          "new",
          "check",
          "serve");

  @Spec CommandSpec spec;

  /** Commands that are about all others. */
  private static final Set<String> ABOUT_ALL = Set.of("help", "completion", "batch");

  /** Makes no command but the one of the name: a start has no time for all. */
  private static Object command(String name) {
    return switch (name) {
      case "run" -> new RunCommand();
      case "map" -> new MapCommand();
      case "validate" -> new ValidateCommand();
      case "calibrate" -> new CalibrateCommand();
      case "compare" -> new CompareCommand();
      case "rank" -> new RankCommand();
      case "sweep" -> new SweepCommand();
      case "select" -> new SelectCommand();
      case "area" -> new AreaCommand();
      case "cost" -> new CostCommand();
      case "serving" -> new ServingCommand();
      case "finetune" -> new FineTuneCommand();
      case "reproduce" -> new ReproduceCommand();
      case "list" -> new ListCommand();
      case "show" -> new ShowCommand();
      case "help" -> new HelpCommand();
      case "completion" -> new CompletionCommand();
      case "batch" -> new BatchCommand(Main::answer);
      case "new" -> new NewCommand();
      case "check" -> new CheckCommand();
      case "serve" -> new ServeCommand();
      default -> throw new IllegalArgumentException("no command " + name);
    };
  }

  /**
   * Returns the parser of a command line. It knows the command that the first argument names, and
   * all if it names none: to know a command takes picocli several milliseconds.
   */
  public static CommandLine commandLine(String... args) {
    var root = new CommandLine(new SoCompassCommand());
    boolean isCommand =
        args.length > 0 && COMMANDS.contains(args[0]) && !ABOUT_ALL.contains(args[0]);
    for (String name : isCommand ? List.of(args[0]) : COMMANDS) {
      root.addSubcommand(name, command(name));
    }
    var version = new Version();
    root.getSubcommands()
        .values()
        .forEach(
            command -> {
              command.getCommandSpec().versionProvider(version);
              OptionGroup.installOn(command);
            });
    return root;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "name a command: " + String.join(", ", COMMANDS));
  }
}
