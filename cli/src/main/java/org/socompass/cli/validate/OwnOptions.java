package org.socompass.cli.validate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.socompass.study.ValidateStudy;
import org.socompass.validation.llamabench.LlamaBench;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Devices and measurements of the user's own. */
final class OwnOptions {
  @Option(
      names = {"-d", "--device"},
      paramLabel = "ID|FILE",
      split = ",",
      hideParamSyntax = true,
      description =
          "Only rows of this device; of a template file, rows that have its path or its name without"
              + " .yaml. Repeatable.")
  List<String> devices = new ArrayList<>();

  @Option(
      names = "--llama-bench",
      paramLabel = "FILE",
      description =
          "What llama-bench printed on --device (its table, or -o csv, json or jsonl), instead of a"
              + " data set.")
  @Nullable Path file;

  @Option(
      names = {"-e", "--engine"},
      paramLabel = "NAME",
      description = "Engine of --llama-bench. Default: that of the backend in the file.")
  @Nullable String engine;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "ID|FILE",
      description =
          "Model of --llama-bench. Default: the one that ships with the parameters in the file.")
  @Nullable String model;

  Optional<ValidateStudy.Bench> bench(CommandSpec spec, List<Path> data) {
    if (file == null) {
      if (engine != null || model != null) {
        throw new ParameterException(
            spec.commandLine(),
            "--engine and --model say what --llama-bench measured: name its file");
      }
      return Optional.empty();
    }
    if (devices.size() != 1) {
      throw new ParameterException(
          spec.commandLine(), "--llama-bench needs the --device that it ran on");
    }
    if (!data.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--llama-bench and --data are two sets of measurements: ask for one");
    }
    return Optional.of(
        new ValidateStudy.Bench(
            file,
            new LlamaBench(
                devices.get(0), Optional.ofNullable(engine), Optional.ofNullable(model))));
  }
}
