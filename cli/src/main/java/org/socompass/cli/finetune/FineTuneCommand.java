package org.socompass.cli.finetune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.socompass.cli.format.Listing;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.option.CacheOptions;
import org.socompass.cli.option.DeviceOptions;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cli.option.UserInput;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.training.FineTuning;
import org.socompass.inference.training.TrainingStep;
import org.socompass.study.Provenance;
import org.socompass.study.training.FineTuneStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code socompass finetune}: a step of training. */
@Command(
    name = "finetune",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Predict a step of LoRA or full fine-tuning on a device or a system of several: forward and"
            + " backward pass, recomputation, optimizer, gradients between replicas; whether it fits,"
            + " and time and energy of an epoch.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  # Adapters for Llama 3.2 1B on a phone",
      "  socompass finetune --device snapdragon-8-gen-3 --model llama-3.2-1b --quantization q4_0 \\",
      "    --sequence 256 --recompute full --tokens 100000",
      "",
      "  # All parameters of an 8B model on four A100, states and weights spread over them",
      "  socompass finetune --device a100-80gb-x4 --model llama-3-8b --method full --sequence 2048 \\",
      "    --data-parallel 4 --shard weights --recompute full"
    })
public final class FineTuneCommand implements Callable<Integer> {
  private static final List<String> HEADER = List.of("quantity", "value", "unit");
  private static final List<String> OPERATOR_HEADER =
      List.of("operator", "shape", "count", "total_ms", "share_percent", "bound_by");
  private static final double MILLI = 1e3;
  private static final double TERA = 1e12;
  private static final int MOST_OPERATORS = 12;
  private static final double SECONDS_PER_HOUR = 3600;

  @Mixin DeviceOptions device = new DeviceOptions();

  @Mixin TrainingOptions training = new TrainingOptions();

  @Option(
      names = {"-e", "--engine"},
      paramLabel = "NAME",
      defaultValue = Engines.AUTO,
      description =
          "What runs the operators: an engine of a GPU or a CPU; auto is the faster of gpu-only and"
              + " cpu-only. Default: ${DEFAULT-VALUE}.")
  String engine = Engines.AUTO;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Tokens of an epoch. Default: ${DEFAULT-VALUE}.")
  Long tokens = 1_000_000L;

  @Mixin OutputOptions output = new OutputOptions();

  @Mixin CacheOptions cache = new CacheOptions();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    training.check(spec);
    UserInput.inRange(spec, "--tokens", tokens, 1L << 50);
    DeviceSource source = device.source();
    FineTuning tuning = training.tuning();
    FineTuneStudy.Result result;
    try (CacheOptions.Opened opened = cache.open(spec)) {
      result =
          opened.ask(
              mappings ->
                  FineTuneStudy.of(
                      new FineTuneStudy.Request(source, tuning, engine, tokens), mappings));
    }
    TrainingStep step = result.step();
    if (!step.fits()) {
      output.warn(
          "it does not fit %s: %s of %s a device; times are as if it did"
              .formatted(
                  step.device().id(),
                  Numbers.bytes(step.memory().bytes()),
                  Numbers.bytes(step.roomBytes())));
    }
    output.madeBy(
        Provenance.of(UserInput.commandLine(spec))
            .device(source)
            .engine(Engines.profile(step.engine()))
            .model(tuning.model(), tuning.quantization()));
    output.write(() -> text(result), HEADER, () -> rows(result), () -> json(result));
    return ExitCode.OK;
  }

  private static List<List<Object>> rows(FineTuneStudy.Result r) {
    TrainingStep s = r.step();
    FineTuning t = s.tuning();
    List<List<Object>> rows = new ArrayList<>();
    rows.add(List.of("trained_parameters", s.trainedParameters(), ""));
    rows.add(List.of("tokens_of_step", t.tokensOfStep(), ""));
    rows.add(List.of("step_ms", s.seconds() * MILLI, "ms"));
    rows.add(List.of("forward_ms", t.accumulated() * s.forwardSeconds() * MILLI, "ms"));
    rows.add(List.of("recompute_ms", t.accumulated() * s.againSeconds() * MILLI, "ms"));
    rows.add(List.of("backward_ms", t.accumulated() * s.backwardSeconds() * MILLI, "ms"));
    rows.add(List.of("optimizer_ms", s.optimizerSeconds() * MILLI, "ms"));
    rows.add(List.of("gradient_exchange_ms", s.gradientSeconds() * MILLI, "ms"));
    rows.add(List.of("gradient_exchange_exposed_ms", s.exposedSeconds() * MILLI, "ms"));
    rows.add(List.of("tokens_per_second", s.tokensPerSecond(), "1/s"));
    rows.add(List.of("model_tflops_per_device", s.operations() / s.seconds() / TERA, "TFLOP/s"));
    rows.add(List.of("mfu_percent", 100 * s.modelUtilization(), "%"));
    rows.add(List.of("hfu_percent", 100 * s.hardwareUtilization(), "%"));
    rows.add(List.of("weights_bytes", s.memory().weightsBytes(), "B"));
    rows.add(List.of("gradient_bytes", s.memory().gradientBytes(), "B"));
    rows.add(List.of("optimizer_bytes", s.memory().optimizerBytes(), "B"));
    rows.add(List.of("activation_bytes", s.memory().activationBytes(), "B"));
    rows.add(List.of("needed_bytes", s.memory().bytes(), "B"));
    rows.add(List.of("room_bytes", s.roomBytes(), "B"));
    rows.add(List.of("fits", s.fits(), ""));
    rows.add(List.of("step_energy_j", s.joules(), "J"));
    rows.add(List.of("power_w", s.joules().map(j -> j / s.seconds()), "W"));
    rows.add(List.of("epoch_steps", r.steps(), ""));
    rows.add(List.of("epoch_hours", r.epochSeconds() / SECONDS_PER_HOUR, "h"));
    rows.add(List.of("epoch_energy_wh", r.epochJoules().map(j -> j / SECONDS_PER_HOUR), "Wh"));
    return rows;
  }

  private static Listing operators(TrainingStep step, int most) {
    return new Listing(
        "operators",
        OPERATOR_HEADER,
        step.work().operators().stream()
            .sorted(Comparator.comparingDouble(OperatorTime::totalSeconds).reversed())
            .limit(most)
            .map(
                o ->
                    List.<Object>of(
                        o.name(),
                        o.shape(),
                        o.count(),
                        o.totalSeconds() * MILLI,
                        100 * o.totalSeconds() / step.seconds(),
                        o.boundBy().name().toLowerCase(Locale.ROOT)))
            .toList());
  }

  private static String text(FineTuneStudy.Result r) {
    TrainingStep s = r.step();
    return "%s of %s as %s on %s, engine %s, %d device%s%n"
            .formatted(
                s.tuning().isFull() ? "full fine-tuning" : "LoRA",
                s.tuning().model().id(),
                s.tuning().quantization().id(),
                s.device().id(),
                s.engine(),
                s.devices(),
                s.devices() == 1 ? "" : "s")
        + new Listing("finetune", HEADER, rows(r)).table()
        + "\nThe longest operators of a step\n"
        + operators(s, MOST_OPERATORS).table();
  }

  private static Map<String, ?> json(FineTuneStudy.Result r) {
    TrainingStep s = r.step();
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("device", s.device().id());
    root.put("model", s.tuning().model().id());
    root.put("quantization", s.tuning().quantization().id());
    root.put("engine", s.engine());
    root.put("devices", s.devices());
    rows(r)
        .forEach(
            row ->
                root.put(
                    String.valueOf(row.get(0)),
                    row.get(1) instanceof Optional<?> o ? o.orElse(null) : row.get(1)));
    root.put("operators", operators(s, Integer.MAX_VALUE).objects());
    return root;
  }
}
