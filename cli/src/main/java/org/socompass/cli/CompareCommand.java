package org.socompass.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.InferenceResult;
import org.socompass.inference.PhaseResult;
import org.socompass.llm.LanguageModel;
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
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Compare engines on one device: latency and throughput of both phases, speed-up over the"
            + " first engine, hand-overs, and how busy each processor is.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  # Layer-level against tensor-level execution, with fast and slow synchronisation",
      "  socompass compare --device snapdragon-8-gen-3 --model llama-3-8b --quantization w4a16 \\",
      "    --prompt 256 --engines layer,tensor,tensor-slow-sync",
      "",
      "  # The same while a game takes 10 GB/s and a third of the GPU",
      "  socompass compare --device snapdragon-8-gen-3 --model llama-3-8b --quantization w4a16 \\",
      "    --engines gpu-only,tensor --background-bandwidth 10 --background-gpu 33"
    })
final class CompareCommand implements Callable<Integer> {
  private static final double PERCENT = 100;
  private static final double MILLI = 1e3;
  private static final List<String> HEADER =
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
          "decode_bandwidth_gb_per_s");

  @Mixin DeviceOptions device = new DeviceOptions();

  @Mixin WorkloadOptions workload = new WorkloadOptions();

  @Option(
      names = {"-e", "--engines"},
      required = true,
      paramLabel = "NAME,...",
      split = ",",
      hideParamSyntax = true,
      description = "Engines ('socompass list engines'); speed-ups are over the first.")
  List<String> engines = new ArrayList<>();

  @Mixin BackgroundOptions background = new BackgroundOptions();

  @Mixin OutputOptions output = new OutputOptions();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    workload.check(spec);
    if (engines.isEmpty() || engines.stream().anyMatch(String::isBlank)) {
      throw new ParameterException(
          spec.commandLine(), "--engines must name engines, as in layer,tensor");
    }
    LanguageModel language = workload.languageModel();
    var inference = new InferenceModel(device.source(), background.background());
    List<Row> rows = new ArrayList<>();
    for (String engine : engines) {
      var request = workload.request(language, engine, workload.processors);
      InferenceResult result = UserInput.checked(() -> inference.run(request));
      if (!result.fitsInMemory()) {
        output.warn(language.id() + " does not fit the memory of " + result.device().id());
      }
      rows.add(new Row(engine, result, rows.isEmpty() ? result : rows.get(0).result()));
    }
    output.write(
        () -> table(rows), HEADER, () -> rows.stream().map(Row::cells).toList(), () -> json(rows));
    return ExitCode.OK;
  }

  /** One engine beside the first. */
  private record Row(String engine, InferenceResult result, InferenceResult first) {
    double prefillSpeedup() {
      return first.ttftSeconds() / result.ttftSeconds();
    }

    double decodeSpeedup() {
      return first.tpotSeconds() / result.tpotSeconds();
    }

    List<Object> cells() {
      return List.of(
          engine,
          result.ttftSeconds() * MILLI,
          result.tpotSeconds() * MILLI,
          result.prefillTokensPerSecond(),
          result.decodeTokensPerSecond(),
          prefillSpeedup(),
          decodeSpeedup(),
          result.prefill().handOvers(),
          result.decode().handOvers(),
          TimelineReport.busy(result.prefill()),
          TimelineReport.busy(result.decode()),
          TimelineReport.bandwidth(result.prefill()),
          TimelineReport.bandwidth(result.decode()));
    }
  }

  private static String table(List<Row> rows) {
    var table =
        new TextTable(
            "engine",
            "TTFT",
            "TPOT",
            "prefill tok/s",
            "decode tok/s",
            "prefill x",
            "decode x",
            "hand-overs",
            "prefill busy %",
            "decode busy %");
    for (Row row : rows) {
      InferenceResult r = row.result();
      table.row(
          row.engine().equals(r.engine().id())
              ? row.engine()
              : row.engine() + " (" + r.engine().id() + ")",
          Numbers.seconds(r.ttftSeconds()),
          Numbers.seconds(r.tpotSeconds()),
          Numbers.readable(r.prefillTokensPerSecond()),
          Numbers.readable(r.decodeTokensPerSecond()),
          Numbers.readable(row.prefillSpeedup()),
          Numbers.readable(row.decodeSpeedup()),
          r.prefill().handOvers() + "/" + r.decode().handOvers(),
          TimelineReport.busy(r.prefill()),
          TimelineReport.busy(r.decode()));
    }
    return table.render();
  }

  private Map<String, Object> json(List<Row> rows) {
    InferenceResult first = rows.get(0).result();
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("device", first.device().id());
    root.put("model", first.request().model().id());
    root.put("quantization", workload.quantization.id());
    root.put("prompt_tokens", workload.prompt);
    root.put("output_tokens", workload.outputTokens);
    root.put("batch", workload.batch);
    List<Map<String, Object>> list = new ArrayList<>();
    for (Row row : rows) {
      InferenceResult r = row.result();
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("engine", row.engine());
      one.put("profile", r.engine().id());
      one.put("ttft_ms", r.ttftSeconds() * MILLI);
      one.put("tpot_ms", r.tpotSeconds() * MILLI);
      one.put("prefill_tokens_per_second", r.prefillTokensPerSecond());
      one.put("decode_tokens_per_second", r.decodeTokensPerSecond());
      one.put("prefill_speedup", row.prefillSpeedup());
      one.put("decode_speedup", row.decodeSpeedup());
      one.put("phases", List.of(json(r.prefill()), json(r.decode())));
      list.add(one);
    }
    root.put("engines", list);
    return root;
  }

  private static Map<String, Object> json(PhaseResult phase) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("phase", phase.phase().id());
    result.put("latency_ms", phase.seconds() * MILLI);
    result.put("hand_overs", phase.handOvers());
    result.put("bandwidth_gb_per_s", TimelineReport.bandwidth(phase));
    result.put("processors", TimelineReport.processors(phase));
    result.put(
        "cuts",
        phase.cuts().stream()
            .map(
                c -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("operator", c.name());
                  one.put("cut", c.kind());
                  one.put("gpu_share_percent", c.gpuShare() * PERCENT);
                  one.put("npu_lengths", c.npuLengths());
                  one.put("latency_us", c.seconds() * MILLI * MILLI);
                  Map<String, Object> alternatives = new LinkedHashMap<>();
                  c.alternatives().forEach((k, t) -> alternatives.put(k, t * MILLI * MILLI));
                  one.put("alternatives_us", alternatives);
                  return one;
                })
            .toList());
    return result;
  }
}
