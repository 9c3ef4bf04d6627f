package org.socompass.inference.thermal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.socompass.hardware.Device;
import org.socompass.hardware.power.ThermalLimits;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.input.InputException;

/**
 * An inference that repeats without pause, on a device that gets hot.
 *
 * <pre>{@code
 * P(step) = (E_prefill + (output - 1) E_decode) / (t_prefill + (output - 1) t_decode)   at the step's clocks
 * }</pre>
 *
 * <p>At every step that is reached the inference is predicted anew with the clocks of that step,
 * under the engine that ran cold. Nothing is scaled: where memory bounds decode, a lower clock
 * loses little.
 */
public final class SustainedModel {
  private static final double MINUTE = 60;

  /** How long a run is followed [s]. */
  public static final double SECONDS = 30 * MINUTE;

  private final IntFunction<InferenceModel> models;
  private final InferenceResult cold;
  private final Map<Integer, Load> loads = new HashMap<>();

  private SustainedModel(IntFunction<InferenceModel> models, InferenceResult cold) {
    this.models = models;
    this.cold = cold;
    loads.put(0, load(0, cold));
  }

  /**
   * Returns the first half hour of a workload.
   *
   * @param models model of the device so many steps down; asked for the steps that are reached only
   * @param cold the inference as predicted without throttling
   * @throws InputException naming the fields that {@link #missing} lists, if there are any
   */
  public static SustainedResult run(IntFunction<InferenceModel> models, InferenceResult cold) {
    List<String> missing = missing(cold);
    if (!missing.isEmpty()) {
      throw new InputException("the template lacks " + String.join(", ", missing));
    }
    Device device = cold.device();
    ThermalLimits limits = device.thermal().orElseThrow();
    int last =
        processors(cold).stream()
            .mapToInt(id -> device.processor(id).throttleSteps().size())
            .max()
            .orElse(0);
    var model = new SustainedModel(models, cold);
    List<Sample> samples = new Governor(limits, model::load, last).run(SECONDS);
    return new SustainedResult(samples, limits.periodSeconds());
  }

  /** Returns the template paths that the sustained operation of an inference lacks. */
  public static List<String> missing(InferenceResult result) {
    Device device = result.device();
    List<String> missing = new ArrayList<>();
    if (device.thermal().isEmpty()) {
      missing.add("thermal");
    }
    for (String id : processors(result)) {
      if (device.processor(id).throttleSteps().isEmpty()) {
        missing.add("processors." + id + ".dvfs");
      }
      if (device.processor(id).energy().isEmpty()) {
        missing.add("processors." + id + ".energy");
      }
    }
    if (device.memory().energy().isEmpty()) {
      missing.add("memory.energy");
    }
    return missing;
  }

  private static Set<String> processors(InferenceResult result) {
    Set<String> used = new LinkedHashSet<>();
    for (PhaseResult phase : List.of(result.prefill(), result.decode())) {
      for (OperatorTime operator : phase.operators()) {
        used.addAll(List.of(operator.processor().split("\\+", -1)));
      }
    }
    return used;
  }

  private Load load(int step) {
    return loads.computeIfAbsent(step, s -> load(s, predict(s)));
  }

  /** Predicts the inference at a step, under the engine that ran cold. */
  private InferenceResult predict(int step) {
    return models.apply(step).run(cold.request().under(cold.engine().id()));
  }

  private static Load load(int step, InferenceResult result) {
    double further =
        (result.request().outputTokens() - 1.0) * result.request().batch() / result.tokensOfPass();
    double joules =
        result.prefill().energy(result.device()).orElseThrow().joules()
            + further * result.decode().energy(result.device()).orElseThrow().joules();
    double seconds = result.ttftSeconds() + further * result.decode().seconds();
    return new Load(
        step, joules / seconds, result.prefillTokensPerSecond(), result.decodeTokensPerSecond());
  }
}
