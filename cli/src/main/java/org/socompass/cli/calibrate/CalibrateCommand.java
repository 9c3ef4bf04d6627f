package org.socompass.cli.calibrate;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.socompass.calibration.CalibrationResult;
import org.socompass.calibration.CalibrationSettings;
import org.socompass.calibration.FittedTemplate;
import org.socompass.calibration.PriorsFile;
import org.socompass.cli.option.DeviceOptions;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.FormatOptions;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cli.option.Progress;
import org.socompass.cli.option.UserInput;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.hardware.template.KernelPriors;
import org.socompass.inference.engine.Engines;
import org.socompass.input.InputException;
import org.socompass.study.Provenance;
import org.socompass.study.calibrate.CalibrateStudy;
import org.socompass.study.calibrate.OneMeasurementStudy;
import org.socompass.study.calibrate.SharedCalibrationStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code socompass calibrate}: a template's empirical parameters from measurements. */
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    sortOptions = false,
    description = {
      "Fit the empirical parameters of a template (fields with 'min' and 'max') to the measurements"
          + " of its device, at most 12 a processor. Prints each value with its 95 %% confidence"
          + " interval, and the error before, after and cross-validated over shape families.",
      "",
      "Parameters that the data can't identify keep their value, and the reason is printed."
          + " Intervals are from finite differences of the predictions and the median magnitude of"
          + " the residuals of each operator, as if errors of neighbouring shapes were independent."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  socompass calibrate --device jetson-agx-orin --data my-board/ --output my-board.yaml",
      "  socompass calibrate --device mi210 --data my-board/ --parameters"
          + " processors.gpu.launch.matmul",
      "  socompass calibrate --device snapdragon-8-elite --engine qnn-genie --model llama-3.2-3b"
          + " --quantization w4ai16 --one prefill=128:1451tok/s,decode=4096:23.5tok/s"
          + " --output my-phone.yaml",
      "  socompass calibrate --device a100-80gb,h100-sxm-80gb,l40s --shared --output my-priors.yaml"
    })
public final class CalibrateCommand implements Callable<Integer> {
  private static final int MOST_FOLDS = 1000;

  @Option(
      names = {"-d", "--device"},
      required = true,
      paramLabel = "ID|FILE",
      description =
          "Template id ('socompass list devices') or path to a template file. Rows name a file by"
              + " its name without the ending.")
  String device = "";

  @Option(
      names = "--one",
      paramLabel = "prefill=TOKENS:RATE,decode=RATE|FILE.csv",
      description =
          "One measurement of a model in place of --data: rates as 853tok/s; decode may give its"
              + " context, too. Or a CSV file with the columns phase, prompt_tokens,"
              + " context_tokens, batch, tokens_per_second and, where rows differ, model,"
              + " quantization, device, engine: the median of its rows counts. Scales the constants"
              + " of --engine on the device: --output FILE is then a template with the port that"
              + " decode reaches, and beside it FILE-engine has the engine's constants.")
  @Nullable String one;

  @Option(
      names = {"-e", "--engine"},
      paramLabel = "NAME|FILE",
      description = "With --one: the engine that was measured.")
  @Nullable String engine;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "ID|FILE",
      description = "With --one: the model that was measured.")
  @Nullable String model;

  @Option(
      names = {"-q", "--quantization"},
      paramLabel = "NAME",
      description = "With --one: how it was stored.")
  @Nullable String quantization;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of a data set (dataset.yaml and CSV files), or of several. Repeatable.")
  List<Path> data = new ArrayList<>();

  @Option(
      names = "--processor",
      paramLabel = "ID",
      description = "Use the rows of this processor only.")
  @Nullable String processor;

  @Option(
      names = "--parameters",
      paramLabel = "PATH",
      split = ",",
      description =
          "Fit these only, separated by commas, and fail if the data can't identify one of them."
              + " Default: chosen by the data.")
  List<String> parameters = new ArrayList<>();

  @Option(
      names = "--folds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Parts of the cross validation. Default: ${DEFAULT-VALUE}.")
  long folds = CalibrationSettings.FOLDS;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed that assigns shape families to parts. Default: ${DEFAULT-VALUE}.")
  long seed = 1;

  @Option(
      names = "--shared",
      description =
          "Fit what the kernels of several devices share, named by --device A,B,C (at least three):"
              + " each constant's mean and its spread between devices. Without --data on the rows"
              + " that ship. --output FILE is then a file of priors, which a template's kernels"
              + " name with 'priors: FILE'.")
  boolean isShared;

  @Mixin FormatOptions form = new FormatOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Write a template that extends the device and has the fitted values. The result still"
              + " goes to standard output.")
  @Nullable Path output;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (folds < 2 || folds > MOST_FOLDS) {
      throw new ParameterException(
          spec.commandLine(), "--folds must be in [2, " + MOST_FOLDS + "], but is " + folds);
    }
    if (output != null) {
      requireWritable(output);
    }
    if (isShared) {
      return shared();
    }
    if (one != null) {
      return one(one);
    }
    if (data.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--data=DIR'");
    }
    if (engine != null || model != null || quantization != null) {
      throw new ParameterException(
          spec.commandLine(), "--engine, --model and --quantization belong to --one");
    }
    var request =
        new CalibrateStudy.Request(
            data,
            device,
            new CalibrationSettings(
                Optional.ofNullable(processor), parameters, Math.toIntExact(folds), seed),
            UserInput.commandLine(spec));
    CalibrateStudy.Result answer;
    try (var progress = new Progress(spec.commandLine().getErr())) {
      answer = CalibrateStudy.of(request, progress::show);
    }
    CalibrationResult result = answer.calibration();
    if (output != null) {
      writeTemplate(result, output);
    }
    var text = new CalibrationText(result);
    form.madeBy(answer.provenance());
    print(form.text(false, text::table, CalibrationText.HEADER, text::rows, text::json));
    return ExitCode.OK;
  }

  private int shared() {
    if (one != null || engine != null || model != null || quantization != null) {
      throw new ParameterException(
          spec.commandLine(), "--shared and --one are two ways: leave out one of them");
    }
    if (processor != null || !parameters.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--shared fits the shared constants of GPUs: leave out --processor and --parameters");
    }
    SharedCalibrationStudy.Result result;
    try (var progress = new Progress(spec.commandLine().getErr())) {
      result =
          SharedCalibrationStudy.of(
              new SharedCalibrationStudy.Request(data, List.of(device.split(" *, *", -1))),
              progress::show);
    }
    if (output != null) {
      OutputOptions.writeFile(output, result.priorsFile());
      PriorsFile.check(KernelPriors.of(output), result.fit());
    }
    var text = new SharedFitText(result.fit());
    form.madeBy(Provenance.of(UserInput.commandLine(spec)));
    print(form.text(false, text::table, SharedFitText.HEADER, text::rows, text::json));
    return ExitCode.OK;
  }

  private int one(String measured) {
    if (!data.isEmpty() || !parameters.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--one is all that is measured: leave out --data and --parameters");
    }
    boolean isCsv = measured.toLowerCase(Locale.ROOT).endsWith(".csv");
    OneMeasurementStudy.Result result =
        OneMeasurementStudy.of(
            new OneMeasurementStudy.Request(
                device,
                required("--engine", engine),
                processor == null ? List.of() : List.of(processor),
                isCsv ? Objects.requireNonNullElse(model, "") : required("--model", model),
                isCsv
                    ? Objects.requireNonNullElse(quantization, "")
                    : required("--quantization", quantization),
                measured));
    var text = new OneMeasurementText(result);
    String engineFile = "";
    if (output != null) {
      Path beside = OneMeasurementText.engineFile(output);
      OutputOptions.writeFile(output, text.template(extended(output)));
      OutputOptions.writeFile(beside, result.engineFile());
      engineFile = beside.toString();
    }
    String written = engineFile;
    form.madeBy(
        Provenance.of(UserInput.commandLine(spec))
            .device(DeviceOptions.source(device, List.of()))
            .engine(Engines.profile(required("--engine", engine), List.of())));
    print(
        form.text(
            false,
            () -> text.table(Optional.ofNullable(output), written),
            OneMeasurementText.HEADER,
            text::rows,
            text::json));
    return ExitCode.OK;
  }

  private void print(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(text);
    out.flush();
  }

  private String required(String option, @Nullable String value) {
    if (value == null) {
      throw new ParameterException(spec.commandLine(), "--one needs " + option);
    }
    return value;
  }

  /** Before the work, not after it. */
  private void requireWritable(Path file) {
    if (Files.isDirectory(file)) {
      throw new InputException(file + ": is a folder; name a file");
    }
    String name = String.valueOf(file.getFileName());
    if (!name.endsWith(".yaml") && !name.endsWith(".yml")) {
      throw new InputException(file + ": the name of a template ends in .yaml or .yml");
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new InputException(file + ": there is no folder " + parent);
    }
    if (isFile() && file.toAbsolutePath().normalize().equals(devicePath())) {
      throw new InputException(
          file + ": is the template that is fitted, which the new one extends; name another file");
    }
  }

  private boolean isFile() {
    return !DeviceLibrary.ids().contains(device);
  }

  private Path devicePath() {
    return Path.of(device).toAbsolutePath().normalize();
  }

  /** Returns the device as the new template calls it: its id, or its path from there. */
  private String extended(Path file) {
    if (!isFile()) {
      return device;
    }
    Path folder = Optional.ofNullable(file.toAbsolutePath().normalize().getParent()).orElse(file);
    try {
      String path = folder.relativize(devicePath()).toString();
      return path.contains("/") || path.endsWith(".yaml") || path.endsWith(".yml")
          ? path
          : "./" + path;
    } catch (IllegalArgumentException e) {
      return devicePath().toString();
    }
  }

  /** The template takes its place only if it can be read and has the fitted values. */
  private void writeTemplate(CalibrationResult result, Path file) {
    String text = FittedTemplate.of(result, extended(file));
    Path trial = file.resolveSibling(".socompass-trial-" + ProcessHandle.current().pid() + ".yaml");
    try {
      OutputOptions.writeFile(trial, text);
      FittedTemplate.check(trial.toString(), result);
    } finally {
      delete(trial);
    }
    OutputOptions.writeFile(file, text);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (java.io.IOException e) {
      throw new InputException(file + ": can't be deleted: " + e.getMessage(), e);
    }
  }
}
