package org.socompass.cli.validate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.socompass.input.TextFile;
import org.socompass.study.ValidateStudy;
import org.socompass.validation.MeasuredFile;
import org.socompass.validation.llamabench.LlamaBench;
import org.socompass.validation.nvidia.CutlassProfiler;
import org.socompass.validation.nvidia.TrtexecProfile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Devices and measurements of the user's own. */
final class OwnOptions {
  /** These tools are of GPUs. */
  private static final String GPU = "gpu";

  private static final int GREATEST_LAYERS_BYTES = 64 << 20;

  @Option(
      names = {"-d", "--device"},
      paramLabel = "ID|FILE",
      split = ",",
      hideParamSyntax = true,
      description =
          "Only rows of this device; of a template file, rows that have its path or its name"
              + " without .yaml. Repeatable.")
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

  @Option(
      names = "--cutlass-profiler",
      paramLabel = "FILE",
      description =
          "The CSV file that cutlass_profiler wrote on --device, of kernels of CUTLASS or cuBLAS;"
              + " the fastest of each product counts.")
  @Nullable Path cutlass;

  @Option(
      names = "--trtexec",
      paramLabel = "FILE",
      description =
          "What trtexec --exportProfile wrote on --device; its products are those of"
              + " --trtexec-layers.")
  @Nullable Path trtexec;

  @Option(
      names = "--trtexec-layers",
      paramLabel = "FILE",
      description =
          "What trtexec --exportLayerInfo wrote of the same engine, with"
              + " --profilingVerbosity=detailed.")
  @Nullable Path layers;

  /**
   * Returns the file of another tool that the user named.
   *
   * @throws ParameterException if options contradict, or one is missing
   */
  Optional<ValidateStudy.Bench> bench(CommandSpec spec, List<Path> data) {
    if (file == null && (engine != null || model != null)) {
      throw wrong(spec, "--engine and --model say what --llama-bench measured: name its file");
    }
    if ((trtexec == null) != (layers == null)) {
      throw wrong(spec, "--trtexec has the times and --trtexec-layers the shapes: name both files");
    }
    Map<String, Path> files = new LinkedHashMap<>();
    if (file != null) {
      files.put("--llama-bench", file);
    }
    if (cutlass != null) {
      files.put("--cutlass-profiler", cutlass);
    }
    if (trtexec != null) {
      files.put("--trtexec", trtexec);
    }
    if (files.isEmpty()) {
      return Optional.empty();
    }
    String option = files.keySet().iterator().next();
    if (devices.size() != 1) {
      throw wrong(spec, option + " needs the --device that it ran on");
    }
    if (!data.isEmpty()) {
      throw wrong(spec, option + " and --data are two sets of measurements: ask for one");
    }
    if (files.size() > 1) {
      throw wrong(
          spec,
          String.join(" and ", files.keySet()) + " are several sets of measurements: ask for one");
    }
    return Optional.of(new ValidateStudy.Bench(files.values().iterator().next(), reader()));
  }

  private MeasuredFile reader() {
    String device = devices.get(0);
    if (file != null) {
      return new LlamaBench(device, Optional.ofNullable(engine), Optional.ofNullable(model));
    }
    return layers == null
        ? new CutlassProfiler(device, GPU)
        : new TrtexecProfile(
            device, GPU, layers.toString(), TextFile.read(layers, GREATEST_LAYERS_BYTES));
  }

  private static ParameterException wrong(CommandSpec spec, String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
