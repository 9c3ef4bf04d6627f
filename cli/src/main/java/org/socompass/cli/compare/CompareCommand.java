package org.socompass.cli.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.socompass.cli.format.TrustCells;
import org.socompass.cli.option.BackgroundOptions;
import org.socompass.cli.option.CacheOptions;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.KvOptions;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cli.option.PlanOptions;
import org.socompass.cli.option.UserInput;
import org.socompass.cli.option.WorkloadOptions;
import org.socompass.cli.run.PlanText;
import org.socompass.cli.run.TimelineReport;
import org.socompass.cli.whatif.WhatIfAnswer;
import org.socompass.cost.draws.Quantiles;
import org.socompass.evaluation.Latency;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.LanguageModel;
import org.socompass.study.CompareStudy;
import org.socompass.study.CompareStudy.Row;
import org.socompass.study.whatif.WhatIfStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code socompass compare}: execution strategies side by side. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Compare engines on one device: latency and throughput of both phases, speed-up over the"
            + " first engine, hand-overs, and how busy each processor is. Or compare devices"
            + " (--devices): latency, energy, area, cost and carbon of each against the first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  # Layer-level against tensor-level execution, with fast and slow synchronisation",
      "  socompass compare --device snapdragon-8-gen-3 --model llama-3-8b --quantization w4a16 \\",
      "    --prompt 256 --engines layer,tensor,tensor-slow-sync",
      "",
      "  # What unprepared lengths cost",
      "  socompass compare --device snapdragon-8-gen-3 --model llama-3-8b --quantization w4a16 \\",
      "    --prompts 135,265,525 --engines tensor,padding,pipeline,online-prepare",
      "",
      "  # The same while a game takes 10 GB/s and a third of the GPU",
      "  socompass compare --device snapdragon-8-gen-3 --model llama-3-8b --quantization w4a16 \\",
      "    --engines gpu-only,tensor --background-bandwidth 10 --background-gpu 33",
      "",
      "  # Three phones side by side; the first is what the others are compared with",
      "  socompass compare --devices snapdragon-8-gen-3,snapdragon-8-elite,dimensity-9300 \\",
      "    --model llama-3.2-3b --quantization w4a16"
    })
public final class CompareCommand implements Callable<Integer> {
  private static final double PERCENT = 100;
  private static final double MILLI = 1e3;
  private static final String PROMPT_TOKENS = "prompt_tokens";
  private static final List<String> COLUMNS =
      List.of(
          "engine",
          "ttft_ms",
          "tpot_ms",
          "prefill_tokens_per_second",
          "decode_tokens_per_second",
          "prefill_speedup",
          "decode_speedup",
          "prefill_hand_overs",
          "decode_hand_overs",
          "prefill_busy_percent",
          "decode_busy_percent",
          "prefill_bandwidth_gb_per_s",
          "decode_bandwidth_gb_per_s",
          PROMPT_TOKENS);
  private static final List<String> BANDS =
      List.of(
          "ttft_ms_p10",
          "ttft_ms_p90",
          "tpot_ms_p10",
          "tpot_ms_p90",
          "prefill_tokens_per_second_p10",
          "prefill_tokens_per_second_p90",
          "decode_tokens_per_second_p10",
          "decode_tokens_per_second_p90",
          "prefill_speedup_p10",
          "prefill_speedup_p90",
          "decode_speedup_p10",
          "decode_speedup_p90",
          "prefill_faster_percent",
          "decode_faster_percent");
  private static final List<String> HEADER =
      Stream.of(COLUMNS, BANDS, TrustCells.HEADER).flatMap(List::stream).toList();

  @Mixin ComparedDevices device = new ComparedDevices();

  @Mixin WorkloadOptions workload = new WorkloadOptions();

  @Option(
      names = {"-e", "--engines"},
      paramLabel = "NAME,...",
      split = ",",
      hideParamSyntax = true,
      description =
          "Engines ('socompass list engines') or paths to engine files; speed-ups are over the first."
              + " With --devices one: what all run under; default: auto.")
  List<String> engines = new ArrayList<>();

  @Option(
      names = "--prompts",
      paramLabel = "TOKENS,...",
      split = ",",
      hideParamSyntax = true,
      description = "Several prompts in place of --prompt; speed-ups are within each.")
  List<Long> prompts = new ArrayList<>();

  @Mixin PlanOptions plan = new PlanOptions();

  @Mixin KvOptions kv = new KvOptions();

  @Mixin BackgroundOptions background = new BackgroundOptions();

  @Mixin OutputOptions output = new OutputOptions();

  @Mixin CacheOptions cache = new CacheOptions();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (!prompts.isEmpty() && spec.commandLine().getParseResult().hasMatchedOption("--prompt")) {
      throw new ParameterException(spec.commandLine(), "leave out --prompt with --prompts");
    }
    for (long length : prompts) {
      UserInput.inRange(spec, "--prompts", length, ForwardPass.MAXIMUM_LENGTH);
      workload.prompt = length;
      workload.check(spec);
    }
    workload.check(spec);
    plan.check(spec, workload);
    kv.check(spec);
    if (device.isMany()) {
      return devices();
    }
    device.check(spec, engines.isEmpty());
    List<Long> lengths = prompts.isEmpty() ? List.of(workload.prompt) : prompts;
    if (engines.isEmpty() || engines.stream().anyMatch(String::isBlank)) {
      throw new ParameterException(
          spec.commandLine(), "--engines must name engines, as in layer,tensor");
    }
    LanguageModel language = plan.routed(workload.languageModel());
    List<InferenceRequest> inferences = new ArrayList<>();
    for (long length : lengths) {
      workload.prompt = length + plan.imageTokens();
      inferences.add(
          kv.reduced(
              plan.planned(workload.request(language, engines.get(0), workload.processors))));
    }
    var request =
        new CompareStudy.Request(
            device.source(),
            inferences,
            engines,
            background.background(),
            UserInput.commandLine(spec));
    CompareStudy.Result result;
    try (CacheOptions.Opened opened = cache.open(spec)) {
      result = opened.ask(mappings -> CompareStudy.of(request, mappings));
    }
    List<Row> rows = result.rows();
    rows.forEach(this::warn);
    output.madeBy(result.provenance());
    plan.assumed().forEach(output::warn);
    output.write(
        () -> CompareText.table(rows),
        HEADER,
        () -> rows.stream().map(CompareCommand::cells).toList(),
        () -> json(rows));
    cache.print(spec, result.searches());
    return ExitCode.OK;
  }

  /** Compares devices instead of engines. */
  private int devices() {
    if (!prompts.isEmpty() || engines.size() > 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--devices compares devices under one engine and one prompt; leave out "
              + (prompts.isEmpty() ? "all --engines but one" : "--prompts"));
    }
    String engine = engines.isEmpty() ? Engines.AUTO : engines.get(0);
    LanguageModel language = plan.routed(workload.languageModel());
    workload.prompt += plan.imageTokens();
    InferenceRequest inference =
        kv.reduced(plan.planned(workload.request(language, engine, workload.processors)));
    WhatIfStudy.Request request =
        device.request(spec, inference, background.background(), UserInput.commandLine(spec));
    plan.assumed().forEach(output::warn);
    return WhatIfAnswer.write(spec, request, cache, output, null);
  }

  private void warn(Row row) {
    InferenceResult result = row.result();
    if (!result.fitsInMemory()) {
      output.warn(
          "%s with engine %s and a prompt of %d does not fit the memory of %s"
              .formatted(
                  result.request().model().id(),
                  row.engine(),
                  result.request().promptTokens(),
                  result.device().id()));
    }
  }

  private static List<Object> cells(Row row) {
    InferenceResult result = row.result();
    List<Object> cells =
        new ArrayList<>(
            List.of(
                row.engine(),
                result.ttftSeconds() * MILLI,
                result.tpotSeconds() * MILLI,
                result.prefillTokensPerSecond(),
                result.decodeTokensPerSecond(),
                row.prefillSpeedup(),
                row.decodeSpeedup(),
                result.prefill().handOvers(),
                result.decode().handOvers(),
                TimelineReport.busy(result.prefill()),
                TimelineReport.busy(result.decode()),
                TimelineReport.bandwidth(result.prefill()),
                TimelineReport.bandwidth(result.decode()),
                result.request().promptTokens()));
    cells.addAll(bands(row));
    cells.addAll(TrustCells.cells(row.entry().trust()));
    return cells;
  }

  /** Returns the cells of {@link #BANDS}. */
  private static List<Object> bands(Row row) {
    Latency latency = row.entry().latency();
    List<Object> cells = new ArrayList<>();
    for (Quantiles q :
        List.of(
            latency.ttftMillis(row.result()),
            latency.tpotMillis(row.result()),
            latency.prefillTokensPerSecond(row.result()),
            latency.decodeTokensPerSecond(row.result()))) {
      cells.add(q.p10());
      cells.add(q.p90());
    }
    cells.add(row.prefillSpeedup() * row.prefillRatio().lowFactor());
    cells.add(row.prefillSpeedup() * row.prefillRatio().highFactor());
    cells.add(row.decodeSpeedup() * row.decodeRatio().lowFactor());
    cells.add(row.decodeSpeedup() * row.decodeRatio().highFactor());
    cells.add(percent(row.prefillWins()));
    cells.add(percent(row.decodeWins()));
    return cells;
  }

  private static OptionalDouble percent(OptionalDouble share) {
    return share.isPresent() ? OptionalDouble.of(PERCENT * share.getAsDouble()) : share;
  }

  private Map<String, Object> json(List<Row> rows) {
    InferenceResult first = rows.get(0).result();
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("device", first.device().id());
    root.put("model", first.request().model().id());
    root.put("quantization", workload.quantization().id());
    if (prompts.isEmpty()) {
      root.put(PROMPT_TOKENS, workload.prompt);
    } else {
      root.put(PROMPT_TOKENS, prompts);
    }
    root.put("output_tokens", workload.outputTokens);
    root.put("batch", workload.batch);
    List<Map<String, Object>> list = new ArrayList<>();
    for (Row row : rows) {
      InferenceResult r = row.result();
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("engine", row.engine());
      one.put("profile", r.engine().id());
      one.put(PROMPT_TOKENS, r.request().promptTokens());
      one.put("ttft_ms", r.ttftSeconds() * MILLI);
      one.put("tpot_ms", r.tpotSeconds() * MILLI);
      one.put("prefill_tokens_per_second", r.prefillTokensPerSecond());
      one.put("decode_tokens_per_second", r.decodeTokensPerSecond());
      one.put("prefill_speedup", row.prefillSpeedup());
      one.put("decode_speedup", row.decodeSpeedup());
      List<Object> bands = bands(row);
      for (int i = 0; i < BANDS.size(); i++) {
        one.put(BANDS.get(i), bands.get(i));
      }
      one.putAll(PlanText.json(r));
      one.put("trust", TrustCells.json(row.entry().trust()));
      one.put("phases", List.of(CompareText.json(r.prefill()), CompareText.json(r.decode())));
      list.add(one);
    }
    root.put("engines", list);
    return root;
  }
}
