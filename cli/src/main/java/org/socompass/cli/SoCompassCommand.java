package org.socompass.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root command. */
@Command(
    name = "socompass",
    mixinStandardHelpOptions = true,
    version = "socompass 0.1.0",
    description =
        "Predicts latency, area, cost and performance per dollar of language models on phone SoCs and"
            + " other devices, and shows how far its predictions are from measurements.",
    subcommands = {
      RunCommand.class,
      MapCommand.class,
      ValidateCommand.class,
      AreaCommand.class,
      CostCommand.class,
      ListCommand.class,
      ShowCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  socompass run --device snapdragon-8-gen-3 --model llama-3-8b --quantization w4a16",
      "  socompass map --device jetson-agx-orin matmul --m 1024 --k 4096 --n 4096",
      "  socompass validate",
      "",
      "Exit status: 0 success; 1 a stated check failed; 2 bad usage or input; 70 internal error."
    })
final class SoCompassCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "name a command: " + String.join(", ", spec.subcommands().keySet()));
  }
}
