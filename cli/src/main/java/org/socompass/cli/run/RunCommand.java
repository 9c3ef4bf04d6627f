package org.socompass.cli.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.socompass.cli.chart.ChartsOptions;
import org.socompass.cli.format.Format;
import org.socompass.cli.format.TornadoListing;
import org.socompass.cli.option.BackgroundOptions;
import org.socompass.cli.option.CacheOptions;
import org.socompass.cli.option.CostOptions;
import org.socompass.cli.option.DeviceOptions;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.KvOptions;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cli.option.PlanOptions;
import org.socompass.cli.option.TierOptions;
import org.socompass.cli.option.TierOptions.BreakEven;
import org.socompass.cli.option.UserInput;
import org.socompass.cli.option.WorkloadOptions;
import org.socompass.cli.whatif.WhatIfAnswer;
import org.socompass.cli.whatif.WhatIfOptions;
import org.socompass.evaluation.Tornado;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.Engines;
import org.socompass.llm.LanguageModel;
import org.socompass.report.DeviceFigures;
import org.socompass.report.RunData;
import org.socompass.report.RunFigures;
import org.socompass.report.RunPage;
import org.socompass.report.chart.Chart;
import org.socompass.study.Provenance;
import org.socompass.study.RunStudy;
import org.socompass.study.tiers.DisaggregationStudy;
import org.socompass.study.tiers.FarStudy;
import org.socompass.study.tiers.PrefixStudy;
import org.socompass.study.whatif.IdleOverrides;
import org.socompass.study.whatif.RunWarnings;
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
    addMethodSubcommands = false,
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
      "    --set memory.channels=8 --engine gpu-only --summary",
      "",
      "  # What more channels would buy, and how the next chip compares",
      "  socompass run --device snapdragon-8-gen-3 --model llama-3-8b --quantization w4a16 \\",
      "    --sweep memory.channels=2,4,8 --plot channels.svg",
      "  socompass run --device snapdragon-8-gen-3 --model llama-3-8b --quantization w4a16 \\",
      "    --against snapdragon-8-elite"
    })
public final class RunCommand implements Callable<Integer> {
  @Mixin DeviceOptions device = new DeviceOptions();

  @Mixin WorkloadOptions workload = new WorkloadOptions();

  @Option(
      names = {"-e", "--engine"},
      paramLabel = "NAME",
      defaultValue = Engines.AUTO,
      description =
          "How operators are spread over processors ('socompass list engines'), or a path to an"
              + " engine file; auto is the fastest that the device has processors for. Default:"
              + " ${DEFAULT-VALUE}.")
  String engine = Engines.AUTO;

  @Mixin PlanOptions plan = new PlanOptions();

  @Mixin KvOptions kv = new KvOptions();

  @Mixin CostOptions cost = new CostOptions();

  @Mixin BackgroundOptions background = new BackgroundOptions();

  @Mixin TierOptions tiers = new TierOptions();

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
          "Also write one HTML file with the operators, the roofline and the timeline of the run;"
              + " it needs no network.")
  @Nullable Path reportFile;

  @Mixin ChartsOptions charts = new ChartsOptions();

  @Mixin WhatIfOptions whatIf = new WhatIfOptions();

  @Mixin CacheOptions cache = new CacheOptions();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    workload.check(spec);
    plan.check(spec, workload);
    kv.check(spec);
    workload.prompt += plan.imageTokens();
    if (isSummary && (output.form.format == Format.JSON || output.form.format == Format.LATEX)) {
      throw new ParameterException(
          spec.commandLine(), "--summary is a CSV row; leave out --format " + output.form.format);
    }
    if (isSummary && isSensitivity) {
      throw new ParameterException(
          spec.commandLine(), "--summary and --sensitivity are two tables; ask for one at a time");
    }
    Optional<BreakEven> pays = tiers.breakEven();
    DeviceSource source = device.source();
    LanguageModel language = plan.routed(workload.languageModel());
    if (pays.equals(Optional.of(BreakEven.FAR_MEMORY))) {
      whatIf.checkWithoutSweep(spec);
      return farBreakEven(source, language);
    }
    whatIf.check(spec);
    if (pays.isPresent()) {
      return breakEven(source, language);
    }
    if (tiers.prefillDevice().isPresent()) {
      return disaggregated(tiers.prefillDevice().get(), source, language);
    }
    var request =
        new RunStudy.Request(
            source,
            tiers.placed(
                kv.reduced(plan.planned(workload.request(language, engine, workload.processors)))),
            background.background(),
            cost.costing(spec),
            isSustained,
            isSensitivity,
            UserInput.commandLine(spec));
    if (whatIf.isAsked()) {
      return compare(request);
    }
    RunStudy.Result result;
    try (CacheOptions.Opened opened = cache.open(spec)) {
      result = opened.ask(mappings -> RunStudy.of(request, mappings));
      RunStudy.Result asked = result;
      List<String> idle = opened.ask(mappings -> IdleOverrides.of(request, mappings));
      output.warnOfIdle(
          idle,
          idle.isEmpty()
              ? ""
              : opened.ask(mappings -> RunWarnings.binding(request, asked, mappings)));
    }
    plan.assumed().forEach(output::warn);
    var report = new RunReport(result);
    RunWarnings.of(result).forEach(output::warn);
    if (trace != null) {
      OutputOptions.writeFile(trace, TraceWriter.of(result.inference()));
    }
    if (reportFile != null || charts.isAsked()) {
      RunData data = result.page();
      if (reportFile != null) {
        OutputOptions.writeFile(reportFile, RunPage.of(data));
      }
      charts.write(() -> drawn(data, report), whatIf.plot.figure, output);
    }
    output.madeBy(result.provenance());
    if (isSummary) {
      output.writeCsv(report.summaryHeader(), List.of(report.summaryRow()));
    } else {
      output.write(
          () -> new RunText(report).render(),
          isSensitivity ? TornadoListing.HEADER : RunReport.OPERATOR_HEADER,
          () ->
              isSensitivity
                  ? report.tornados().stream()
                      .flatMap(t -> new TornadoListing(t).rows().stream())
                      .toList()
                  : report.operatorRows(),
          report::json);
    }
    cache.print(spec, result.searches());
    return ExitCode.OK;
  }

  private static Map<String, Chart> drawn(RunData data, RunReport report) {
    Map<String, Chart> drawn = new LinkedHashMap<>(RunFigures.of(data));
    for (Tornado tornado : report.tornados()) {
      drawn.put(
          "sensitivity-" + tornado.result().replace(' ', '-'), DeviceFigures.tornado(tornado));
    }
    return drawn;
  }

  private int breakEven(DeviceSource source, LanguageModel language) {
    try (CacheOptions.Opened opened = cache.open(spec)) {
      var request =
          new PrefixStudy.Request(
              source,
              tiers.placed(kv.reduced(workload.request(language, engine, workload.processors))));
      PrefixStudy.Result result = opened.ask(mappings -> PrefixStudy.of(request, mappings));
      var text = new BreakEvenText(result);
      output.madeBy(
          Provenance.of(UserInput.commandLine(spec))
              .device(source)
              .engine(Engines.profile(result.inference().engine(), result.inference().processors()))
              .model(language, result.inference().quantization()));
      output.write(text::table, BreakEvenText.HEADER, text::rows, text::json);
    }
    return ExitCode.OK;
  }

  private int farBreakEven(DeviceSource source, LanguageModel language) {
    try (CacheOptions.Opened opened = cache.open(spec)) {
      var request =
          new FarStudy.Request(
              source,
              tiers.placed(kv.reduced(workload.request(language, engine, workload.processors))),
              cost.costing(spec).settings(),
              whatIf.other());
      var text = new FarBreakEvenText(opened.ask(mappings -> FarStudy.of(request, mappings)));
      output.madeBy(
          Provenance.of(UserInput.commandLine(spec))
              .device(source)
              .model(language, request.inference().quantization()));
      output.write(text::table, FarBreakEvenText.HEADER, text::rows, text::json);
      whatIf.plot.write(text.chart(), output);
    }
    return ExitCode.OK;
  }

  private int disaggregated(DeviceSource prompt, DeviceSource source, LanguageModel language) {
    try (CacheOptions.Opened opened = cache.open(spec)) {
      var request =
          new DisaggregationStudy.Request(
              prompt,
              source,
              tiers.placed(
                  kv.reduced(
                      plan.planned(workload.request(language, engine, workload.processors)))));
      DisaggregationStudy.Result result =
          opened.ask(mappings -> DisaggregationStudy.of(request, mappings));
      var text = new DisaggregationText(result);
      output.madeBy(
          Provenance.of(UserInput.commandLine(spec))
              .device(prompt)
              .device(source)
              .engine(result.prompt().engine())
              .engine(result.output().engine())
              .model(language, result.output().request().quantization()));
      output.write(text::table, DisaggregationText.HEADER, text::rows, text::json);
    }
    return ExitCode.OK;
  }

  /** Runs it with other values or on another device, beside the run as it is. */
  private int compare(RunStudy.Request run) {
    for (String single :
        List.of("--summary", "--sustained", "--sensitivity", "--trace", "--report", "--charts")) {
      if (spec.commandLine().getParseResult().hasMatchedOption(single)) {
        throw new ParameterException(
            spec.commandLine(), single + " is for one run, not for --sweep or --against");
      }
    }
    int code = WhatIfAnswer.write(spec, whatIf.request(run), cache, output, whatIf.plot);
    plan.assumed().forEach(output::warn);
    return code;
  }
}
