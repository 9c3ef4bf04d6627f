package org.socompass.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.evaluation.Gap;
import org.socompass.evaluation.Metric;
import org.socompass.evaluation.Metrics;
import org.socompass.inference.result.InferenceResult;
import org.socompass.input.InputException;
import org.socompass.study.RunStudy;
import org.socompass.study.whatif.RunWarnings;

/**
 * What an inference takes: times, memory, energy, area, cost and carbon, and how far they may be
 * off. Immutable; what takes predictions of its own (ranges of energy, sustained operation) is
 * computed when first asked for.
 */
public final class Prediction {
  private final RunStudy.Result result;

  Prediction(RunStudy.Result result) {
    this.result = result;
  }

  /** Returns the id of the device. */
  public String device() {
    return inference().device().id();
  }

  /** Returns the id of the model. */
  public String model() {
    return inference().request().model().id();
  }

  /** Returns the name of the quantization. */
  public String quantization() {
    return inference().request().quantization().id();
  }

  /** Returns the id of the engine: that which was asked for, or the fastest. */
  public String engine() {
    return inference().engine().id();
  }

  /** Returns the ids of the processors that it uses. */
  public List<String> processors() {
    return List.copyOf(result.evaluation().processors());
  }

  /** Returns the time to the first token [s]. */
  public double ttftSeconds() {
    return inference().ttftSeconds();
  }

  /** Returns the mean time of a further token [s]. */
  public double tpotSeconds() {
    return inference().tpotSeconds();
  }

  /** Returns the time of prompt and output [s]. */
  public double endToEndSeconds() {
    return inference().endToEndSeconds();
  }

  /** Returns whether weights, cache and activations fit; times are as if they did. */
  public boolean fitsInMemory() {
    return inference().fitsInMemory();
  }

  /**
   * Returns a number.
   *
   * @param id its name, one of {@link Quantity#all}
   * @return empty if an input lacks; {@link #gaps} says which
   * @throws InputException if there is none of that name, naming the nearest
   */
  public OptionalDouble value(String id) {
    return Metrics.named(id).value(result.evaluation());
  }

  /**
   * Returns a number that must be known.
   *
   * @param id its name, one of {@link Quantity#all}
   * @throws InputException if there is none of that name, or an input lacks, and which
   */
  public double number(String id) {
    OptionalDouble value = value(id);
    if (value.isPresent()) {
      return value.getAsDouble();
    }
    throw new InputException("%s of %s is not known: %s".formatted(id, device(), reason(id)));
  }

  /**
   * Returns where a number lies with a probability of 80 %.
   *
   * @param id its name without {@code _p10}
   * @return empty if it is certain, or an input lacks
   * @throws InputException if there is no number of that name, naming the nearest
   */
  public Optional<Range> range(String id) {
    Metrics.named(id);
    List<String> ids = Metrics.everyId();
    if (!ids.contains(id + "_p10") || !ids.contains(id + "_p90")) {
      return Optional.empty();
    }
    OptionalDouble low = value(id + "_p10");
    OptionalDouble high = value(id + "_p90");
    return low.isPresent() && high.isPresent()
        ? Optional.of(new Range(low.getAsDouble(), high.getAsDouble()))
        : Optional.empty();
  }

  /** Returns the numbers of every report that are known, by their names and in their order. */
  public Map<String, Double> numbers() {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (Metric metric : Metrics.all()) {
      metric.value(result.evaluation()).ifPresent(value -> numbers.put(metric.id(), value));
    }
    return Collections.unmodifiableMap(numbers);
  }

  /** Returns the numbers of every report that are not known, and why. */
  public Map<String, String> gaps() {
    Map<String, String> gaps = new LinkedHashMap<>();
    for (Gap gap : result.evaluation().gaps()) {
      gaps.put(gap.field(), gap.reason());
    }
    return Collections.unmodifiableMap(gaps);
  }

  private String reason(String id) {
    return result.gaps().stream()
        .filter(gap -> gap.field().equals(id))
        .map(Gap::reason)
        .findFirst()
        .orElse("an input lacks");
  }

  /** Returns the operators of the prefill and then of one step of decode. */
  public List<OperatorShare> operators() {
    return result.phases().stream()
        .flatMap(p -> p.operators().stream().map(o -> OperatorShare.of(p, o)))
        .toList();
  }

  /** Returns how far its times may be off, and what of the device was measured, in words. */
  public String trust() {
    return result.trustLine();
  }

  /** Returns what one must know who reads it: that it does not fit, what was assumed. */
  public List<String> warnings() {
    return RunWarnings.of(result);
  }

  /** Returns the words of the command that gives the same numbers. */
  public List<String> command() {
    return result.provenance().command();
  }

  /** Returns the answer of the study, with all its parts. Not part of what stays as it is. */
  public RunStudy.Result study() {
    return result;
  }

  private InferenceResult inference() {
    return result.inference();
  }
}
