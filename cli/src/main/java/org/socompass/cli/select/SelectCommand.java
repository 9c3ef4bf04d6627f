package org.socompass.cli.select;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.socompass.cli.format.JsonText;
import org.socompass.cli.format.Listing;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cli.option.OverrideOptions;
import org.socompass.cli.option.UserInput;
import org.socompass.input.Dimension;
import org.socompass.input.Quoted;
import org.socompass.selection.AttentionPoint;
import org.socompass.selection.Pair;
import org.socompass.selection.Profiler;
import org.socompass.study.SelectStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code socompass select}: trains, evaluates and applies the dual-stage backend selector. */
@Command(
    name = "select",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Learn which of GPU and NPU should run the QKV projection and which the attention core:"
            + " profile both stages, train a random forest and nearest neighbours, and report them"
            + " against the fastest pair under cross-validation; or apply a saved selector.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  # Profile with the models, cross-validate, and keep the selector",
      "  socompass select --device rk3588 --save selector.json",
      "",
      "  # Ask it",
      "  socompass select --apply selector.json --n 40,256 --d 4096 --precision int8 --phase prefill",
      "",
      "  # Learn from measurements; a result written with --format csv has the same columns",
      "  socompass select --profile measured.csv --format json"
    })
public final class SelectCommand implements Callable<Integer> {
  private static final int GREATEST_HEAD = 1 << 16;
  private static final List<String> DECISION =
      List.of("n", "d", "precision", "phase", "qkv", "core");

  @Option(
      names = {"-d", "--device"},
      paramLabel = "ID|FILE",
      defaultValue = "rk3588",
      description =
          "Template id ('socompass list devices') or path to a template file. Default:"
              + " ${DEFAULT-VALUE}.")
  String device = "rk3588";

  @Mixin OverrideOptions set = new OverrideOptions();

  @Option(
      names = {"-e", "--engine"},
      paramLabel = "NAME",
      description =
          "Engine whose constants apply ('socompass list engines'). Default: what the template"
              + " names for select, else its own values.")
  @Nullable String engine;

  @Mixin GridOptions grid = new GridOptions();

  @Option(
      names = "--head-dim",
      paramLabel = "N",
      defaultValue = "128",
      description = "Elements of a head. Default: ${DEFAULT-VALUE}.")
  Long headDim = 128L;

  @Option(
      names = "--hand-over",
      paramLabel = "slow|fast|TIME",
      defaultValue = "slow",
      description =
          "What a change of backends costs: that of the template through the driver, by polling, or"
              + " a time, as in 1.5ms. Default: ${DEFAULT-VALUE}.")
  String handOver = "slow";

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = "Learn from the times of a CSV file instead of the models' (docs).")
  @Nullable Path profile;

  @Mixin TrainingOptions training = new TrainingOptions();

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = "Also write the selector, trained on all rows, to FILE.")
  @Nullable Path save;

  @Option(
      names = "--apply",
      paramLabel = "FILE",
      description = "Apply a saved selector to the points of --n, --d, --precision and --phase.")
  @Nullable Path apply;

  @Mixin OutputOptions output = new OutputOptions();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (apply != null) {
      apply(apply);
    } else {
      train();
    }
    return ExitCode.OK;
  }

  private void train() {
    training.check(spec);
    UserInput.inRange(spec, "--head-dim", headDim, GREATEST_HEAD);
    SelectStudy.Times times = profile == null ? predicted() : measured(profile);
    SelectStudy.Result result =
        SelectStudy.of(
            new SelectStudy.Request(
                times,
                training.settings(),
                Math.toIntExact(training.folds),
                UserInput.commandLine(spec)));
    if (save != null) {
      OutputOptions.writeFile(save, JsonText.of(result.selector().json()));
    }
    var report = new SelectReport(result);
    output.madeBy(result.provenance());
    output.write(report::table, SelectReport.HEADER, report::rows, report::json);
  }

  private SelectStudy.Times predicted() {
    return new SelectStudy.Predicted(
        device, set.overrides, Optional.ofNullable(engine), grid.grid(spec), headDim, handOver());
  }

  private SelectStudy.HandOver handOver() {
    if (handOver.equals("slow") || handOver.equals("fast")) {
      return new SelectStudy.OfTemplate(
          handOver.equals("slow") ? Profiler.HandOver.SLOW : Profiler.HandOver.FAST);
    }
    Dimension.Parsed time = Dimension.TIME.parse(handOver);
    if (time.error().isEmpty() && time.value() >= 0) {
      return new SelectStudy.Given(time.value());
    }
    throw usage(
        "invalid value for option '--hand-over': "
            + Quoted.of(handOver)
            + " is neither a time, as in 1.5ms, nor slow nor fast");
  }

  private SelectStudy.Times measured(Path file) {
    refuse("--profile", "--device", "--set", "--n", "--d", "--precision", "--phase", "--head-dim");
    refuse("--profile", "--hand-over", "--engine");
    return new SelectStudy.Measured(file);
  }

  private void apply(Path file) {
    refuse("--apply", "--device", "--set", "--head-dim", "--hand-over", "--profile", "--folds");
    refuse("--apply", "--trees", "--neighbours", "--seed", "--save", "--engine");
    ParseResult parsed = spec.commandLine().getParseResult();
    for (String needed : List.of("--n", "--d", "--precision", "--phase")) {
      if (!parsed.hasMatchedOption(needed)) {
        throw usage("--apply needs " + needed);
      }
    }
    List<List<Object>> rows = new ArrayList<>();
    for (SelectStudy.Decision decision : SelectStudy.apply(file, grid.grid(spec))) {
      AttentionPoint p = decision.point();
      Pair pair = decision.pair();
      rows.add(
          List.of(
              p.n(), p.d(), p.precision().id(), p.phase().id(), pair.qkv().id(), pair.core().id()));
    }
    output.write(new Listing("decisions", DECISION, rows));
  }

  private void refuse(String chosen, String... others) {
    for (String other : others) {
      if (spec.commandLine().getParseResult().hasMatchedOption(other)) {
        throw usage("leave out " + other + " with " + chosen);
      }
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
