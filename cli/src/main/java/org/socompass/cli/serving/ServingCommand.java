package org.socompass.cli.serving;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.socompass.cli.format.Listing;
import org.socompass.cli.option.CacheOptions;
import org.socompass.cli.option.DeviceOptions;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cli.option.UserInput;
import org.socompass.cli.option.WorkloadOptions;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.serving.Arrival;
import org.socompass.input.InputException;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.LanguageModel;
import org.socompass.study.Provenance;
import org.socompass.study.serving.PlacementStudy;
import org.socompass.study.serving.ServingStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code socompass serving}: a device that serves requests by continuous batching. */
@Command(
    name = "serving",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Simulate a server under continuous batching: requests of a Poisson process with the"
            + " lengths of --prompt and --output-tokens share steps, as far as their keys and"
            + " values fit. Says tokens/s, percentiles of both latencies, goodput, USD per million"
            + " tokens, the closed-form bound, and what batches give.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  socompass serving --device a100-80gb --model llama-3-8b --rate 4",
      "  socompass serving --device a100-80gb --model llama-3-8b --rate 8 --lengths exponential \\",
      "    --slo-ttft 1 --slo-tpot 0.05 --usd-per-hour 2",
      "  socompass serving --device a100-80gb-x4 --model llama-3-8b --rate 20 --placements"
    })
public final class ServingCommand implements Callable<Integer> {
  private static final List<String> HEADER = List.of("quantity", "value", "unit");
  private static final List<String> BATCH_HEADER =
      List.of("sequences", "step_ms", "tokens_per_second", "fits");
  private static final List<String> WAY_HEADER =
      List.of(
          "replicas",
          "pipeline",
          "expert_groups",
          "tensor",
          "goodput_requests_per_second",
          "output_tokens_per_second",
          "ttft_ms_p50",
          "tpot_ms_p50",
          "usd_per_million_tokens",
          "reason");
  private static final double MILLI = 1e3;
  private static final int GREATEST_REPLICAS = 1024;
  private static final int GREATEST_REQUESTS = 100_000;
  private static final long GREATEST_SEQUENCES = 4096;

  @Mixin DeviceOptions device = new DeviceOptions();

  @Mixin WorkloadOptions workload = new WorkloadOptions();

  @Option(
      names = {"-e", "--engine"},
      paramLabel = "NAME",
      defaultValue = Engines.AUTO,
      description = "How operators are spread over processors. Default: ${DEFAULT-VALUE}.")
  String engine = Engines.AUTO;

  @Option(
      names = "--rate",
      paramLabel = "REQUESTS/S",
      defaultValue = "1",
      description = "Requests that arrive in a second. Default: ${DEFAULT-VALUE}.")
  Double rate = 1.0;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "500",
      description = "Requests to simulate. Default: ${DEFAULT-VALUE}.")
  Integer requests = 500;

  @Option(
      names = "--lengths",
      paramLabel = "KIND",
      defaultValue = "fixed",
      description =
          "fixed: all prompts and outputs alike; exponential: around these means. Default:"
              + " ${DEFAULT-VALUE}.")
  String lengths = "fixed";

  @Option(
      names = "--max-sequences",
      paramLabel = "N",
      defaultValue = "64",
      description = "Most sequences in a step. Default: ${DEFAULT-VALUE}.")
  Long mostSequences = 64L;

  @Option(
      names = "--chunk",
      paramLabel = "TOKENS",
      defaultValue = "512",
      description = "Most tokens of a prompt in a step. Default: ${DEFAULT-VALUE}.")
  Long chunk = 512L;

  @Option(
      names = "--slo-ttft",
      paramLabel = "S",
      defaultValue = "2",
      description = "Promised time to the first token, for goodput. Default: ${DEFAULT-VALUE}.")
  Double sloTtft = 2.0;

  @Option(
      names = "--slo-tpot",
      paramLabel = "S",
      defaultValue = "0.1",
      description = "Promised mean time of a further token. Default: ${DEFAULT-VALUE}.")
  Double sloTpot = 0.1;

  @Option(
      names = "--usd-per-hour",
      paramLabel = "USD",
      description =
          "Price of the device or system. Default: its manufacturing cost over --years; energy is"
              + " not in it.")
  @Nullable Double usdPerHour;

  @Option(
      names = "--years",
      paramLabel = "YEARS",
      defaultValue = "3",
      description = "How long it is used. Default: ${DEFAULT-VALUE}.")
  Double years = 3.0;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the arrivals. Default: ${DEFAULT-VALUE}.")
  Long seed = 1L;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Copies of the device or system, to which requests are dealt in turn. Default:"
              + " ${DEFAULT-VALUE}.")
  Integer replicas = 1;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Requests of a CSV file in place of --rate, --requests and --lengths: arrival_s,prompt_tokens,"
              + "output_tokens.")
  @Nullable Path trace;

  @Option(
      names = "--placements",
      description =
          "Instead simulate all ways to spread the model over the devices of a system: replicas, stages,"
              + " groups of experts, devices on each matrix; the best first.")
  boolean searches;

  @Option(
      names = "--routing-skew",
      paramLabel = "S",
      description =
          "Popularity of experts: the i-th is chosen in proportion to i^-S. Default: as the model's file"
              + " says, else 0.")
  @Nullable Double routingSkew;

  @Mixin OutputOptions output = new OutputOptions();

  @Mixin CacheOptions cache = new CacheOptions();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    check();
    List<Arrival> arrivals = trace == null ? List.of() : TraceFile.read(trace);
    LanguageModel language = workload.languageModel();
    if (routingSkew != null) {
      double skew = routingSkew;
      LanguageModel plain = language;
      language = InputException.checked(() -> plain.withRoutingSkew(skew));
    }
    var request =
        new ServingStudy.Request(
            device.source(),
            workload.request(language, engine, workload.processors),
            new ServingStudy.Load(rate, requests, lengths.equals("exponential"), seed),
            mostSequences,
            chunk,
            new ServingStudy.Promise(sloTtft, sloTpot),
            usdPerHour == null ? OptionalDouble.empty() : OptionalDouble.of(usdPerHour),
            years,
            replicas,
            arrivals);
    if (searches) {
      return placements(request);
    }
    ServingStudy.Result result;
    try (CacheOptions.Opened opened = cache.open(spec)) {
      result = opened.ask(mappings -> ServingStudy.of(request, mappings));
    }
    output.madeBy(
        withRun(
            Provenance.of(UserInput.commandLine(spec)).device(request.source()).seed(seed),
            result.result()));
    output.write(() -> text(result), HEADER, () -> rows(result), () -> json(result));
    return ExitCode.OK;
  }

  private static Provenance withRun(Provenance provenance, InferenceResult run) {
    return provenance
        .engine(run.engine())
        .model(run.request().model(), run.request().quantization());
  }

  private int placements(ServingStudy.Request request) {
    List<PlacementStudy.Way> ways;
    try (CacheOptions.Opened opened = cache.open(spec)) {
      ways = opened.ask(mappings -> PlacementStudy.of(request, mappings));
    }
    Provenance provenance =
        Provenance.of(UserInput.commandLine(spec)).device(request.source()).seed(seed);
    for (PlacementStudy.Way way : ways) {
      if (way.result().isPresent()) {
        provenance = withRun(provenance, way.result().get().result());
      }
    }
    output.madeBy(provenance);
    var listing =
        new Listing("placements", WAY_HEADER, ways.stream().map(ServingCommand::cells).toList());
    output.write(
        listing::table, WAY_HEADER, listing::rows, () -> Map.of("placements", listing.objects()));
    return ExitCode.OK;
  }

  private static List<Object> cells(PlacementStudy.Way way) {
    return List.of(
        way.replicas(),
        way.stages(),
        way.groups(),
        way.tensor(),
        number(way, ServingStudy.Result::goodput),
        number(way, ServingStudy.Result::outputTokensPerSecond),
        number(way, r -> r.ttft().p50() * MILLI),
        number(way, r -> r.tpot().p50() * MILLI),
        way.result().map(ServingStudy.Result::usdPerMillionTokens).orElse(OptionalDouble.empty()),
        way.reason());
  }

  private static OptionalDouble number(
      PlacementStudy.Way way, ToDoubleFunction<ServingStudy.Result> of) {
    return way.result().isPresent()
        ? OptionalDouble.of(of.applyAsDouble(way.result().get()))
        : OptionalDouble.empty();
  }

  private void check() {
    workload.check(spec);
    positive("--rate", rate);
    positive("--slo-ttft", sloTtft);
    positive("--slo-tpot", sloTpot);
    positive("--years", years);
    if (usdPerHour != null) {
      positive("--usd-per-hour", usdPerHour);
    }
    UserInput.inRange(spec, "--requests", requests, GREATEST_REQUESTS);
    UserInput.inRange(spec, "--max-sequences", mostSequences, GREATEST_SEQUENCES);
    UserInput.inRange(spec, "--chunk", chunk, ForwardPass.MAXIMUM_LENGTH);
    UserInput.inRange(spec, "--replicas", replicas, GREATEST_REPLICAS);
    if (searches && replicas > 1) {
      throw new ParameterException(
          spec.commandLine(), "--placements finds the replicas; leave out --replicas");
    }
    for (String other : List.of("--rate", "--requests", "--lengths")) {
      if (trace != null && spec.commandLine().getParseResult().hasMatchedOption(other)) {
        throw new ParameterException(spec.commandLine(), "leave out " + other + " with --trace");
      }
    }
    if (!lengths.equals("fixed") && !lengths.equals("exponential")) {
      throw new ParameterException(
          spec.commandLine(), "--lengths must be fixed or exponential, but is '" + lengths + "'");
    }
    if (workload.batch != 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--batch is what serving finds; leave it out, or give --max-sequences");
    }
  }

  private void positive(String option, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new ParameterException(
          spec.commandLine(), option + " must be positive, but is " + value);
    }
  }

  private static List<List<Object>> rows(ServingStudy.Result r) {
    List<List<Object>> rows = new ArrayList<>();
    rows.add(List.of("output_tokens_per_second", r.outputTokensPerSecond(), "1/s"));
    rows.add(List.of("requests_per_second", r.requestsPerSecond(), "1/s"));
    rows.add(List.of("bound_requests_per_second", r.bound().requestsPerSecond(), "1/s"));
    rows.add(List.of("bound_sequences", r.bound().sequences(), ""));
    times(rows, "ttft_ms", r.ttft());
    times(rows, "tpot_ms", r.tpot());
    rows.add(List.of("goodput_requests_per_second", r.goodput(), "1/s"));
    rows.add(List.of("kept_percent", 100 * r.keptShare(), "%"));
    rows.add(List.of("usd_per_million_tokens", r.usdPerMillionTokens(), "USD"));
    rows.add(List.of("cache_tokens", r.server().cacheTokens(), ""));
    rows.add(List.of("knee_sequences", r.knee(), ""));
    return rows;
  }

  private static void times(List<List<Object>> rows, String name, ServingStudy.Percentiles p) {
    rows.add(List.of(name + "_p50", p.p50() * MILLI, "ms"));
    rows.add(List.of(name + "_p90", p.p90() * MILLI, "ms"));
    rows.add(List.of(name + "_p99", p.p99() * MILLI, "ms"));
  }

  private static Listing batches(ServingStudy.Result r) {
    return new Listing(
        "batches",
        BATCH_HEADER,
        r.batches().stream()
            .map(
                b ->
                    List.<Object>of(
                        b.sequences(), b.stepSeconds() * MILLI, b.tokensPerSecond(), b.fits()))
            .toList());
  }

  private static String text(ServingStudy.Result r) {
    return "%s on %s, engine %s%n"
            .formatted(
                r.result().request().model().id(),
                r.result().device().id(),
                r.result().engine().id())
        + new Listing("serving", HEADER, rows(r)).table()
        + "\nSteady decode by batch; from "
        + r.knee()
        + " sequences on doubling them gives less than 1.5 times the tokens\n"
        + batches(r).table()
        + (r.usdPerMillionTokens().isPresent()
            ? ""
            : "\n"
                + "Not known:\n"
                + "  usd_per_million_tokens: the device has no system cost ('socompass cost' says"
                + " what it lacks); --usd-per-hour states a price\n");
  }

  private static Map<String, ?> json(ServingStudy.Result r) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("device", r.result().device().id());
    root.put("model", r.result().request().model().id());
    root.put("engine", r.result().engine().id());
    rows(r).forEach(row -> root.put(String.valueOf(row.get(0)), row.get(1)));
    root.put("batches", batches(r).objects());
    return root;
  }
}
