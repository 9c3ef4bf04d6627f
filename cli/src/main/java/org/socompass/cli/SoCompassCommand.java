package org.socompass.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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

  private static final Map<String, Supplier<Object>> COMMANDS = commands();

  @Spec CommandSpec spec;

  /** Commands that are about all others. */
  private static final Set<String> ABOUT_ALL = Set.of("help", "completion", "batch");

  private static Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> result = new LinkedHashMap<>();
    result.put("run", RunCommand::new);
    result.put("map", MapCommand::new);
    result.put("validate", ValidateCommand::new);
    result.put("calibrate", CalibrateCommand::new);
    result.put("compare", CompareCommand::new);
    result.put("rank", RankCommand::new);
    result.put("sweep", SweepCommand::new);
    result.put("select", SelectCommand::new);
    result.put("area", AreaCommand::new);
    result.put("cost", CostCommand::new);
    result.put("serving", ServingCommand::new);
    result.put("finetune", FineTuneCommand::new);
    result.put("reproduce", ReproduceCommand::new);
    result.put("list", ListCommand::new);
    result.put("show", ShowCommand::new);
    result.put("help", HelpCommand::new);
    result.put("completion", CompletionCommand::new);
    result.put("batch", () -> new BatchCommand(Main::answer));
    result.put("new", NewCommand::new);
    result.put("check", CheckCommand::new);
    result.put("serve", ServeCommand::new);
    return result;
  }

  /**
   * Returns the parser of a command line. It knows the command that the first argument names, and
   * all if it names none: to know a command takes picocli several milliseconds.
   */
  public static CommandLine commandLine(String... args) {
    var root = new CommandLine(new SoCompassCommand());
    boolean isCommand =
        args.length > 0 && COMMANDS.containsKey(args[0]) && !ABOUT_ALL.contains(args[0]);
    COMMANDS.forEach(
        (name, command) -> {
          if (!isCommand || name.equals(args[0])) {
            root.addSubcommand(name, command.get());
          }
        });
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
        spec.commandLine(), "name a command: " + String.join(", ", COMMANDS.keySet()));
  }
}
