package org.socompass.cli.rank;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.socompass.cli.format.Gaps;
import org.socompass.cli.format.Listing;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.format.TextTable;
import org.socompass.cli.format.TrustCells;
import org.socompass.cli.option.CacheOptions;
import org.socompass.cli.option.CostOptions;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cli.option.Progress;
import org.socompass.cli.option.UserInput;
import org.socompass.cli.option.WorkloadOptions;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.Metric;
import org.socompass.evaluation.Metrics;
import org.socompass.hardware.template.DeviceKind;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.trust.Trust;
import org.socompass.study.RankStudy;
import org.socompass.study.RankStudy.Row;
import org.socompass.study.RankStudy.Standing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code socompass rank}: one inference on many devices, best first. */
@Command(
    name = "rank",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Put devices in order for one model: whether it fits, tokens per second, energy, cost and"
            + " performance per cost. Devices that the model does not fit, or that can't run it,"
            + " come last with the reason.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  # Which device decodes an 8B model fastest",
      "  socompass rank --model llama-3-8b --quantization w4a16",
      "",
      "  # The same among phones",
      "  socompass rank --model llama-3-8b --quantization w4a16 --kind phone",
      "",
      "  # Three phones by performance per cost",
      "  socompass rank --model llama-3.2-3b --quantization w4a16 \\",
      "    --devices snapdragon-8-gen-3,snapdragon-8-elite,dimensity-9300 \\",
      "    --by decode_tokens_per_second_per_usd"
    })
public final class RankCommand implements Callable<Integer> {
  private static final List<String> FIGURES =
      List.of(
          "ttft_ms",
          "tpot_ms",
          "prefill_tokens_per_second",
          "decode_tokens_per_second",
          "decode_energy_j_per_token",
          "system_cost_usd",
          "decode_tokens_per_second_per_usd",
          "embodied_carbon_kg",
          "weights_bytes",
          "memory_capacity_bytes");

  private static final String UNKNOWN = "-";

  @Option(
      names = {"-d", "--device", "--devices"},
      paramLabel = "ID|FILE,...",
      split = ",",
      hideParamSyntax = true,
      description =
          "Template ids ('socompass list devices') or paths to template files. Default: all"
              + " shipped.")
  List<String> devices = new ArrayList<>();

  @Option(
      names = "--kind",
      paramLabel = "phone|computer|board|card",
      split = ",",
      hideParamSyntax = true,
      description = "Only devices that are sold as this, of those that ship. Default: all.")
  List<String> kinds = new ArrayList<>();

  @Mixin WorkloadOptions workload = new WorkloadOptions();

  @Option(
      names = {"-e", "--engine"},
      paramLabel = "NAME",
      defaultValue = Engines.AUTO,
      description =
          "How operators are spread over processors ('socompass list engines'), or a path to an"
              + " engine file; auto is the fastest of each device. Default: ${DEFAULT-VALUE}.")
  String engine = Engines.AUTO;

  @Option(
      names = "--by",
      paramLabel = "METRIC",
      defaultValue = "decode_tokens_per_second",
      description =
          "What orders the devices: a column of 'run --summary'. Default: ${DEFAULT-VALUE}.")
  String by = "decode_tokens_per_second";

  @Mixin CostOptions cost = new CostOptions();

  @Mixin OutputOptions output = new OutputOptions();

  @Mixin CacheOptions cache = new CacheOptions();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    workload.check(spec);
    boolean isNamed = spec.commandLine().getParseResult().hasMatchedOption("--devices");
    if (isNamed && (devices.isEmpty() || devices.stream().anyMatch(String::isBlank))) {
      throw new ParameterException(
          spec.commandLine(), "--devices must name devices, as in snapdragon-8-gen-3,rk3588");
    }
    Metric metric = Metrics.named(by);
    if (isNamed && !kinds.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--kind chooses from all that ship: leave out --devices");
    }
    List<String> ids = devices.isEmpty() ? ofKinds() : devices;
    var request =
        new RankStudy.Request(
            ids,
            workload.request(workload.languageModel(), engine, workload.processors),
            metric,
            cost.costing(spec),
            UserInput.commandLine(spec));
    RankStudy.Result result;
    try (CacheOptions.Opened opened = cache.open(spec);
        var progress = new Progress(spec.commandLine().getErr())) {
      result =
          opened.ask(
              mappings ->
                  RankStudy.of(
                      request,
                      mappings,
                      done ->
                          progress.show(
                              "%d of %d: %s".formatted(done + 1, ids.size(), ids.get(done)))));
    }
    output.madeBy(result.provenance());
    output.write(
        () -> table(result), header(result), () -> rows(result), () -> json(request, result));
    return ExitCode.OK;
  }

  private List<String> ofKinds() {
    List<DeviceKind> chosen = kinds.stream().map(DeviceKind::of).toList();
    return DeviceLibrary.ids().stream()
        .filter(
            id ->
                chosen.isEmpty()
                    || DeviceLibrary.summary(id).kind().filter(chosen::contains).isPresent())
        .toList();
  }

  private static List<String> header(RankStudy.Result result) {
    List<String> header = new ArrayList<>(List.of("rank", "device", "standing", "engine"));
    header.addAll(FIGURES);
    if (!FIGURES.contains(result.by().id())) {
      header.add(result.by().id());
    }
    header.add("reason");
    header.addAll(bands(result));
    header.addAll(TrustCells.HEADER);
    return header;
  }

  /** Returns the percentiles that are not the metric that orders already. */
  private static List<String> bands(RankStudy.Result result) {
    return Metrics.bandIds().stream().filter(id -> !id.equals(result.by().id())).toList();
  }

  private static List<List<Object>> rows(RankStudy.Result result) {
    List<String> figures = header(result);
    List<List<Object>> rows = new ArrayList<>();
    int rank = 0;
    for (Row row : result.rows()) {
      List<Object> cells = new ArrayList<>();
      cells.add(row.standing() == Standing.RANKED ? Optional.of(++rank) : Optional.empty());
      cells.add(row.device());
      cells.add(id(row.standing()));
      cells.add(row.evaluation().map(e -> e.result().engine().id()));
      for (String id : figures.subList(cells.size(), figures.indexOf("reason"))) {
        cells.add(value(row, id));
      }
      cells.add(row.reason());
      bands(result).forEach(id -> cells.add(value(row, id)));
      cells.addAll(
          row.trust()
              .map(TrustCells::cells)
              .orElse(Collections.nCopies(TrustCells.HEADER.size(), Optional.empty())));
      rows.add(cells);
    }
    return rows;
  }

  private static OptionalDouble value(Row row, String metric) {
    return row.evaluation().map(e -> Metrics.named(metric).value(e)).orElse(OptionalDouble.empty());
  }

  private static String id(Standing standing) {
    return switch (standing) {
      case RANKED -> "ranked";
      case UNKNOWN -> "no-value";
      case DOES_NOT_FIT -> "does-not-fit";
      case CANNOT_RUN -> "cannot-run";
    };
  }

  private static String table(RankStudy.Result result) {
    boolean isExtra = !FIGURES.contains(result.by().id());
    List<String> titles =
        new ArrayList<>(
            List.of(
                "rank",
                "device",
                "engine",
                "TTFT",
                "TPOT",
                "prefill tok/s",
                "decode tok/s",
                "J/token",
                "USD",
                "tok/s/USD",
                "kg CO2e",
                "80 % of TPOT",
                "rows",
                "nearest measured"));
    if (isExtra) {
      titles.add(result.by().label() + " " + result.by().unit());
    }
    var table = new TextTable(titles.toArray(String[]::new));
    var notes = new StringBuilder();
    Map<String, DesignEvaluation> ranked = new LinkedHashMap<>();
    int rank = 0;
    for (Row row : result.rows()) {
      if (row.evaluation().isEmpty()) {
        notes.append(row.device()).append(": ").append(row.reason()).append('\n');
        continue;
      }
      if (row.standing() == Standing.RANKED) {
        ranked.put(row.device(), row.evaluation().get());
      }
      InferenceResult inference = row.evaluation().map(DesignEvaluation::result).orElseThrow();
      List<String> cells = new ArrayList<>();
      cells.add(row.standing() == Standing.RANKED ? String.valueOf(++rank) : UNKNOWN);
      cells.add(row.device());
      cells.add(inference.engine().id());
      cells.add(Numbers.seconds(inference.ttftSeconds()));
      cells.add(Numbers.seconds(inference.tpotSeconds()));
      for (String id : FIGURES.subList(2, FIGURES.size() - 2)) {
        cells.add(text(value(row, id)));
      }
      cells.add(
          row.evaluation().map(e -> Trust.factors(e.latency().bands().decode())).orElse(UNKNOWN));
      cells.add(row.trust().map(t -> Integer.toString(t.measuredRows())).orElse(UNKNOWN));
      cells.add(row.trust().flatMap(Trust::nearest).orElse(UNKNOWN));
      if (isExtra) {
        cells.add(text(row.value()));
      }
      table.row(cells);
      if (row.standing() == Standing.DOES_NOT_FIT) {
        notes.append(
            "%s: needs %s, has %s%n"
                .formatted(
                    row.device(),
                    Numbers.bytes(
                        inference.weightsBytes()
                            + inference.kvCacheBytes()
                            + inference.activationBytes()),
                    Numbers.bytes(
                        inference.memoryCapacityBytes() - inference.memoryReserveBytes())));
      } else if (!row.reason().isEmpty()) {
        notes.append(row.device()).append(": ").append(row.reason()).append('\n');
      }
    }
    return table.render()
        + (notes.isEmpty() ? "" : "\nnot ranked\n" + notes)
        + Gaps.below(ranked, FIGURES.subList(2, FIGURES.size()));
  }

  private static String text(OptionalDouble value) {
    return value.isPresent() ? Numbers.readable(value.getAsDouble()) : UNKNOWN;
  }

  private Map<String, Object> json(RankStudy.Request request, RankStudy.Result result) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("model", request.inference().model().id());
    root.put("quantization", request.inference().quantization().id());
    root.put("prompt_tokens", workload.prompt);
    root.put("output_tokens", workload.outputTokens);
    root.put("batch", workload.batch);
    root.put("by", result.by().id());
    root.put("devices", new Listing("devices", header(result), rows(result)).objects());
    return root;
  }
}
