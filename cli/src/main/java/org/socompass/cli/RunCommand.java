package org.socompass.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.socompass.cost.CostExperiment;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.DeviceCost;
import org.socompass.evaluation.EnergyUncertainty;
import org.socompass.evaluation.SustainedEvaluation;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.llm.LanguageModel;
import org.socompass.report.Fact;
import org.socompass.report.RunData;
import org.socompass.report.RunFigures;
import org.socompass.report.RunPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code socompass run}: one inference. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Predict one inference: time to first token (TTFT), time per output token (TPOT), memory,"
            + " area, cost, performance per dollar, and what bounds every operator.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  # Llama-3 8B with 4-bit weights on a phone",
      "  socompass run --device snapdragon-8-gen-3 --model llama-3-8b --quantization w4a16",
      "",
      "  # The same phone with twice the memory channels, on its GPU alone, one CSV row",
      "  socompass run --device snapdragon-8-gen-3 --model llama-3-8b --quantization w4a16 \\",
      "    --set memory.channels=8 --engine gpu-only --summary"
    })
final class RunCommand implements Callable<Integer> {
  private static final int MOST_BARS = 15;

  @Mixin DeviceOptions device = new DeviceOptions();

  @Mixin WorkloadOptions workload = new WorkloadOptions();

  @Option(
      names = {"-e", "--engine"},
      paramLabel = "NAME",
      defaultValue = Engines.AUTO,
      description =
          "How operators are spread over processors ('socompass list engines'), or a path to an"
              + " engine file; auto is the fastest that the device has processors for. Default: ${DEFAULT-VALUE}.")
  String engine = Engines.AUTO;

  @Mixin CostOptions cost = new CostOptions();

  @Mixin BackgroundOptions background = new BackgroundOptions();

  @Mixin OutputOptions output = new OutputOptions();

  @Option(
      names = "--summary",
      description = "Write CSV with one row for the run instead of one for each operator.")
  boolean isSummary;

  @Option(
      names = "--sustained",
      description =
          "Also say what is left when it repeats without pause: throughput after 1, 10 and 30"
              + " minutes on a device that gets hot and slows down.")
  boolean isSustained;

  @Option(
      names = "--sensitivity",
      description =
          "Also show which constants performance per cost and the energy of a token depend on most,"
              + " one at a time. CSV has these instead of operators; --charts draws them.")
  boolean isSensitivity;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Also write the timelines of both phases as Chrome trace events, for ui.perfetto.dev or"
              + " chrome://tracing.")
  @Nullable Path trace;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Also write one HTML file with the operators, the roofline and the timeline of the run; it"
              + " needs no network.")
  @Nullable Path reportFile;

  @Option(
      names = "--charts",
      paramLabel = "DIR",
      description = "Also write the charts of the report as SVG and PDF.")
  @Nullable Path charts;

  @Mixin CacheOptions cache = new CacheOptions();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    workload.check(spec);
    if (isSummary && (output.format == Format.JSON || output.format == Format.LATEX)) {
      throw new ParameterException(
          spec.commandLine(), "--summary is a CSV row; leave out --format " + output.format);
    }
    if (isSummary && isSensitivity) {
      throw new ParameterException(
          spec.commandLine(), "--summary and --sensitivity are two tables; ask for one at a time");
    }
    DeviceSource source = device.source();
    LanguageModel language = workload.languageModel();
    List<InferenceResult> predictions;
    InferenceModel inference;
    InferenceResult result;
    Optional<EnergyUncertainty> energy;
    try (CacheOptions.Opened opened = cache.open(spec)) {
      inference = new InferenceModel(source, background.background(), opened.cache());
      predictions = predictions(inference, language);
      result =
          Collections.min(
              predictions, Comparator.comparingDouble(InferenceResult::endToEndSeconds));
      energy =
          EnergyUncertainty.of(
              source,
              s -> new InferenceModel(s, background.background(), opened.cache()),
              result,
              cost.draw.draws(spec));
    }
    List<RunReport.Rival> rivals = new ArrayList<>();
    if (engine.equals(Engines.AUTO)) {
      predictions.forEach(
          p -> rivals.add(new RunReport.Rival(p.engine().id(), p.endToEndSeconds())));
    }
    Optional<SustainedEvaluation> sustained =
        isSustained
            ? Optional.of(
                SustainedEvaluation.of(
                    step -> new InferenceModel(source.throttled(step), background.background()),
                    result))
            : Optional.empty();
    CostExperiment experiment = cost.experiment(spec);
    DesignEvaluation evaluation = DesignEvaluation.of(DeviceCost.of(source, experiment), result);
    var report =
        new RunReport(
            evaluation,
            sustained,
            energy,
            isSensitivity
                ? Optional.of(RunSensitivity.of(source, experiment, evaluation, energy))
                : Optional.empty(),
            engine,
            rivals,
            cost.draw.samples,
            cost.draw.seed);
    warn(report);
    if (trace != null) {
      OutputOptions.writeFile(trace, TraceWriter.of(result));
    }
    if (reportFile != null || charts != null) {
      RunData data = data(report);
      if (reportFile != null) {
        OutputOptions.writeFile(reportFile, RunPage.of(data));
      }
      if (charts != null) {
        ChartFiles.write(charts, RunFigures.of(data));
        for (Tornado tornado : report.tornados()) {
          OutputOptions.writeFile(
              charts.resolve("sensitivity-" + tornado.result().replace(' ', '-') + ".svg"),
              Charts.tornado(tornado, MOST_BARS));
        }
      }
    }
    if (isSummary) {
      output.write(CsvText.of(report.summaryHeader(), List.of(report.summaryRow())));
    } else {
      output.write(
          () -> new RunText(report).render(),
          isSensitivity ? Tornado.HEADER : RunReport.OPERATOR_HEADER,
          () ->
              isSensitivity
                  ? report.tornados().stream().flatMap(t -> t.rows().stream()).toList()
                  : report.operatorRows(),
          report::json);
    }
    cache.print(spec, inference.mappers());
    return ExitCode.OK;
  }

  /** Returns the predictions of the engine that the user named, or of those auto chooses from. */
  private List<InferenceResult> predictions(InferenceModel inference, LanguageModel language) {
    var request = workload.request(language, engine, workload.processors);
    return UserInput.checked(
        () ->
            engine.equals(Engines.AUTO)
                ? inference.candidates(request)
                : List.of(inference.run(request)));
  }

  /** Returns what the page shows, with the command line as the user typed it. */
  private RunData data(RunReport report) {
    InferenceResult result = report.result();
    InferenceRequest request = result.request();
    List<String> command = new ArrayList<>(List.of("socompass"));
    command.addAll(spec.root().commandLine().getParseResult().originalArgs());
    return new RunData(
        request.model().name() + " on " + result.device().name(),
        List.of(
            new Fact("Device", result.device().id()),
            new Fact("Model", request.model().id()),
            new Fact("Quantization", request.quantization().id()),
            new Fact(
                "Engine",
                result.engine().id() + " on " + String.join("+", report.evaluation().processors())),
            new Fact(
                "Tokens",
                String.format(
                    Locale.ROOT,
                    "prompt %,d, output %,d, batch %,d",
                    request.promptTokens(),
                    request.outputTokens(),
                    request.batch()))),
        report.evaluation(),
        command);
  }

  private void warn(RunReport report) {
    InferenceResult result = report.result();
    if (!result.fitsInMemory()) {
      output.warn(
          "%s as %s does not fit %s: %s of weights, %s of KV cache and %s of activations, but the memory has %s; times are as if it did"
              .formatted(
                  result.request().model().id(),
                  workload.quantization.id(),
                  result.device().id(),
                  Numbers.bytes(result.weightsBytes()),
                  Numbers.bytes(result.kvCacheBytes()),
                  Numbers.bytes(result.activationBytes()),
                  Numbers.bytes(result.memoryCapacityBytes())));
    }
    int longest = result.request().model().maxPositions();
    if (workload.tokens() > longest) {
      output.warn(
          "%d tokens of context are more than the %d that %s was made for"
              .formatted(workload.tokens(), longest, result.request().model().id()));
    }
  }
}
