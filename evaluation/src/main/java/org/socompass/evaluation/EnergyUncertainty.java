package org.socompass.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.socompass.cost.constants.Sourced;
import org.socompass.cost.constants.Spread;
import org.socompass.cost.draws.Draws;
import org.socompass.cost.draws.Quantiles;
import org.socompass.cost.draws.Uncertain;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseEnergy;
import org.socompass.inference.result.PhaseResult;
import org.socompass.input.Dimension;
import org.socompass.input.InputException;
import org.socompass.input.YamlNode;

/**
 * Energy of an inference with the ranges of the template's energy constants.
 *
 * <pre>{@code
 * E(c) = E(c_0) + sum over constants of dE/dc_i (c_i - c_0i)
 * dE/dc_i = (E(c_0 with c_i at an end of its range) - E(c_0)) / (c_i - c_0i)
 * }</pre>
 *
 * <p>Exact: energy is linear in each constant and no product of two occurs; mappings and times do
 * not depend on energy. So a prediction for each constant, with all mappings found in the cache,
 * serves any number of draws. A constant is drawn from the distribution of its value and range; one
 * of 0 is part of another and is not drawn, or its energy would count twice.
 *
 * @param prefillJoules energy of the prefill [J]
 * @param decodeJoulesPerToken energy of a generated token [J]
 * @param prefillWatts mean power of the prefill [W]
 * @param decodeWatts mean power of the decode [W]
 * @param swings what moves the energy of a generated token, the most moving first
 */
public record EnergyUncertainty(
    Uncertain prefillJoules,
    Uncertain decodeJoulesPerToken,
    Uncertain prefillWatts,
    Uncertain decodeWatts,
    List<Swing> swings) {
  private static final double LOW = 0.1;

  /**
   * A number with draws.
   *
   * @param id id of the metric that it is the distribution of; percentiles add a suffix
   * @param of reads it
   */
  public record Value(String id, Function<EnergyUncertainty, Uncertain> of) {}

  /** Its numbers, in the order of reports. */
  public static final List<Value> VALUES =
      List.of(
          new Value(Metrics.PREFILL_ENERGY_J, EnergyUncertainty::prefillJoules),
          new Value(Metrics.DECODE_ENERGY_J_PER_TOKEN, EnergyUncertainty::decodeJoulesPerToken),
          new Value(Metrics.PREFILL_AVERAGE_POWER_W, EnergyUncertainty::prefillWatts),
          new Value(Metrics.DECODE_AVERAGE_POWER_W, EnergyUncertainty::decodeWatts));

  /** Returns the ids of {@link #ranges}. */
  public static List<String> rangeIds() {
    return VALUES.stream()
        .flatMap(value -> Metrics.PERCENTILES.stream().map(percentile -> value.id + percentile))
        .toList();
  }

  /** Returns the percentiles of all numbers; empty values if they are not known. */
  public static List<OptionalDouble> ranges(Optional<EnergyUncertainty> energy) {
    List<OptionalDouble> row = new ArrayList<>();
    for (Value value : VALUES) {
      Optional<Quantiles> q = energy.map(e -> value.of.apply(e).quantiles());
      List<Function<Quantiles, Double>> percentiles =
          List.of(Quantiles::p10, Quantiles::p50, Quantiles::p90);
      percentiles.forEach(
          p -> row.add(q.map(x -> OptionalDouble.of(p.apply(x))).orElse(OptionalDouble.empty())));
    }
    return row;
  }

  /** Copies the list. */
  public EnergyUncertainty {
    swings = List.copyOf(swings);
  }

  /**
   * What a generated token costs when one constant moves from its 10th to its 90th percentile.
   *
   * @param constant the constant
   * @param low at its 10th percentile [J]
   * @param high at its 90th percentile [J]
   */
  public record Swing(Sourced constant, double low, double high) {
    double size() {
      return Math.abs(high - low);
    }
  }

  /** Energies of both passes on all devices [J]. */
  private record Joules(double prefill, double decode) {}

  /**
   * Returns the energy of an inference with draws; empty if its energy is not known.
   *
   * @param source the device that it was predicted for
   * @param models model of a device; mappings should be shared between them
   * @param draws the experiment
   */
  public static Optional<EnergyUncertainty> of(
      DeviceSource source,
      Function<DeviceSource, InferenceModel> models,
      InferenceResult result,
      Draws draws) {
    return of(source, models, result, draws, takingPart(result));
  }

  /**
   * Returns the energy of an inference with draws.
   *
   * @param processors those whose constants are drawn; of others none moves the energy
   */
  static Optional<EnergyUncertainty> of(
      DeviceSource source,
      Function<DeviceSource, InferenceModel> models,
      InferenceResult result,
      Draws draws,
      Set<String> processors) {
    Optional<Joules> typical = joules(models.apply(source).withoutTimelines(), result);
    if (typical.isEmpty()) {
      return Optional.empty();
    }
    Joules at = typical.get();
    Uncertain prefill = Uncertain.of(at.prefill);
    Uncertain decode = Uncertain.of(at.decode);
    List<Swing> swings = new ArrayList<>();
    double tokens = result.tokensOfPass();
    for (Constant c : constants(source, processors)) {
      Joules moved = joules(models.apply(c.moved(source)).withoutTimelines(), result).orElseThrow();
      double change = c.otherValue - c.sourced.value();
      double decodeSlope = (moved.decode - at.decode) / change;
      Uncertain difference = draws.of(c.sourced).minus(Uncertain.of(c.sourced.value()));
      prefill = prefill.plus(difference.times((moved.prefill - at.prefill) / change));
      decode = decode.plus(difference.times(decodeSlope));
      double low = at.decode + decodeSlope * (c.sourced.quantile(LOW) - c.sourced.value());
      double high = at.decode + decodeSlope * (c.sourced.quantile(1 - LOW) - c.sourced.value());
      if (low != high) {
        swings.add(new Swing(c.sourced, low / tokens, high / tokens));
      }
    }
    swings.sort(
        Comparator.comparingDouble(Swing::size).reversed().thenComparing(s -> s.constant().id()));
    return Optional.of(
        new EnergyUncertainty(
            prefill,
            decode.times(1 / tokens),
            prefill.times(1 / result.prefill().seconds()),
            decode.times(1 / result.decode().seconds()),
            swings));
  }

  /**
   * Returns the same with the errors of the latencies: what processors and memory draw while time
   * passes, idle power and clocked cores, grows with it.
   *
   * @param result the inference
   * @param latency how far its latencies may be off
   */
  EnergyUncertainty lasting(InferenceResult result, Latency latency) {
    Uncertain prefill =
        prefillJoules.plus(further(result.prefill(), result, latency.prefillFactor()));
    Uncertain decode =
        decodeJoulesPerToken.plus(
            further(result.decode(), result, latency.decodeFactor())
                .times(1.0 / result.tokensOfPass()));
    return new EnergyUncertainty(
        prefill,
        decode,
        prefill.over(latency.prefillFactor().times(result.prefill().seconds())),
        decode
            .times(result.tokensOfPass())
            .over(latency.decodeFactor().times(result.decode().seconds())),
        swings);
  }

  private static Uncertain further(PhaseResult phase, InferenceResult result, Uncertain factor) {
    double joules =
        phase
            .energy(result.device())
            .map(PhaseEnergy::total)
            .map(e -> e.idleJoules() + e.clockJoules() + e.memoryBackgroundJoules())
            .orElse(0.0);
    return factor.minus(Uncertain.of(1)).times(joules * result.device().deviceCount());
  }

  private static Optional<Joules> joules(InferenceModel model, InferenceResult result) {
    InferenceRequest request = result.request().under(result.engine().id());
    double devices = result.device().deviceCount();
    PhaseResult prefill = result.prefill();
    PhaseResult decode = result.decode();
    return model
        .priced(request, prefill)
        .energy(model.device())
        .flatMap(
            first ->
                model
                    .priced(request, decode)
                    .energy(model.device())
                    .map(
                        further ->
                            new Joules(first.joules() * devices, further.joules() * devices)));
  }

  /** An energy constant of the template, and another value that it may have. */
  private record Constant(String path, Sourced sourced, double otherValue, String otherText) {
    DeviceSource moved(DeviceSource source) {
      List<String> overrides = new ArrayList<>(source.overrides());
      overrides.add(path + "=" + otherText);
      return new DeviceSource(source.template(), overrides, source.throttleSteps());
    }
  }

  /** Returns the processors that run something, or that cause the energy of what others run. */
  private static Set<String> takingPart(InferenceResult result) {
    Set<String> ids = new HashSet<>();
    for (PhaseResult pass : List.of(result.prefill(), result.decode())) {
      for (OperatorTime o : pass.operators()) {
        ids.add(o.processor());
        o.energies().ifPresent(energies -> ids.addAll(energies.keySet()));
      }
    }
    for (String joined : List.copyOf(ids)) {
      ids.addAll(List.of(joined.split("\\+", -1)));
    }
    return ids;
  }

  /** Returns the constants with a range that main memory and given processors have. */
  private static List<Constant> constants(DeviceSource source, Set<String> processors) {
    List<Constant> constants = new ArrayList<>();
    for (TemplateTree.Field field :
        TemplateTree.fields(source.template().tree(source.overrides()))) {
      if (field.bounds().isPresent() && concerns(field.path(), processors)) {
        constant(field, field.bounds().get()).ifPresent(constants::add);
      }
    }
    return constants;
  }

  private static boolean concerns(String path, Set<String> processors) {
    return path.startsWith("memory.energy.")
        || processors.stream().anyMatch(id -> path.startsWith("processors." + id + ".energy."));
  }

  private static Optional<Constant> constant(TemplateTree.Field field, YamlNode.Bounds bounds) {
    Dimension dimension = dimension(field.path());
    double value = dimension.parse(field.text()).value();
    double least = dimension.parse(bounds.minimum()).value();
    double greatest = dimension.parse(bounds.maximum()).value();
    if (value == 0 || !(least < greatest) || value < least || value > greatest) {
      return Optional.empty();
    }
    boolean isAtTop = value == greatest;
    String id = "energy: " + field.path();
    Spread spread = spread(field.path(), bounds, dimension);
    var sourced = new Sourced(id, id, value, Optional.of(spread), field.source().orElse(""));
    return Optional.of(
        new Constant(
            field.path(),
            sourced,
            isAtTop ? least : greatest,
            isAtTop ? bounds.minimum() : bounds.maximum()));
  }

  private static Spread spread(String path, YamlNode.Bounds bounds, Dimension dimension) {
    try {
      return Spread.of(bounds, dimension);
    } catch (IllegalArgumentException e) {
      throw new InputException(path + ": " + e.getMessage(), e);
    }
  }

  private static Dimension dimension(String path) {
    String key = path.substring(path.lastIndexOf('.') + 1);
    return switch (key) {
      case "idle", "active" -> Dimension.POWER;
      case "core_cycle" -> Dimension.ENERGY_PER_CYCLE;
      case "read", "write" -> Dimension.ENERGY_PER_BYTE;
      default -> Dimension.ENERGY_PER_OPERATION;
    };
  }
}
