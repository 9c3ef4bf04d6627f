package org.socompass.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleBiFunction;
import org.socompass.evaluation.Metric.Better;
import org.socompass.evaluation.Metric.Kind;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.thermal.SustainedModel;
import org.socompass.inference.thermal.SustainedResult;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;

/**
 * What is left of an inference when it repeats without pause for half an hour. Apart from {@link
 * DesignEvaluation}, since it predicts the inference anew at every clock that is reached.
 *
 * @param result the half hour; empty if the template lacks something
 * @param gaps values that can't be stated, with reasons
 */
public record SustainedEvaluation(Optional<SustainedResult> result, List<Gap> gaps) {
  private static final double MINUTE = 60;

  /** Id of what has no value if the design never slows down. */
  public static final String TIME_TO_THROTTLE_S = "time_to_throttle_s";

  /**
   * A number that describes sustained operation.
   *
   * @param id its name in JSON and CSV; carries the unit
   * @param label its name in tables and charts
   * @param unit its unit as shown
   * @param better which way is better
   * @param kind how it is written
   * @param of reads it; empty if it does not apply
   */
  public record Value(
      String id,
      String label,
      String unit,
      Better better,
      Kind kind,
      Function<SustainedResult, OptionalDouble> of) {}

  /** Its numbers, in the order of reports. Their ids are an interface and stay. */
  public static final List<Value> VALUES =
      List.of(
          after("sustained_decode_tokens_per_second_1min", 1),
          after("sustained_decode_tokens_per_second_10min", 10),
          after("sustained_decode_tokens_per_second_30min", 30),
          atEnd("sustained_power_w", "Sustained power", "W", Kind.NUMBER, SustainedResult::watts),
          atEnd("sustained_throttle_steps", "Steps down", "", Kind.LEVEL, SustainedResult::step),
          atEnd("sustained_body_celsius", "Body", "degC", Kind.LEVEL, SustainedResult::bodyCelsius),
          atEnd("sustained_chip_celsius", "Chip", "degC", Kind.LEVEL, SustainedResult::chipCelsius),
          new Value(
              TIME_TO_THROTTLE_S,
              "Time to the first step down",
              "s",
              Better.MAX,
              Kind.NUMBER,
              SustainedResult::firstThrottleSeconds));

  /** Copies the gaps. */
  public SustainedEvaluation {
    gaps = List.copyOf(gaps);
  }

  private static Value after(String id, int minutes) {
    return new Value(
        id,
        "Decode after " + minutes + " min",
        "tokens/s",
        Better.MAX,
        Kind.NUMBER,
        r -> OptionalDouble.of(r.decodeTokensPerSecond(minutes * MINUTE)));
  }

  private static Value atEnd(
      String id,
      String label,
      String unit,
      Kind kind,
      ToDoubleBiFunction<SustainedResult, Double> of) {
    return new Value(
        id,
        label,
        unit,
        Better.MIN,
        kind,
        r -> OptionalDouble.of(of.applyAsDouble(r, r.seconds())));
  }

  /** Returns whether a metric is one of its numbers. */
  static boolean isValue(String id) {
    return VALUES.stream().anyMatch(v -> v.id().equals(id));
  }

  /**
   * Returns the sustained operation of an inference.
   *
   * @param models model of its device so many steps down
   */
  public static SustainedEvaluation of(
      IntFunction<InferenceModel> models, InferenceResult inference) {
    List<String> missing = SustainedModel.missing(inference);
    if (!missing.isEmpty()) {
      String reason = "the template lacks " + String.join(", ", missing);
      return new SustainedEvaluation(
          Optional.empty(), VALUES.stream().map(v -> new Gap(v.id(), reason)).toList());
    }
    SustainedResult result = SustainedModel.run(models, inference);
    List<Gap> gaps = new ArrayList<>();
    for (Value value : VALUES) {
      if (value.of().apply(result).isEmpty()) {
        gaps.add(new Gap(value.id(), "it does not slow down within half an hour"));
      }
    }
    return new SustainedEvaluation(Optional.of(result), gaps);
  }

  /**
   * Returns a number, as for a constraint of a search; empty if it can't be stated.
   *
   * @throws InputException if there is none of that id, with the nearest one
   */
  public OptionalDouble value(String id) {
    List<String> ids = VALUES.stream().map(Value::id).toList();
    int index = ids.indexOf(id);
    if (index < 0) {
      throw new InputException("unknown metric '%s'; %s".formatted(id, NearestName.hint(id, ids)));
    }
    return value(VALUES.get(index));
  }

  /** Returns a number; empty if it can't be stated. */
  public OptionalDouble value(Value value) {
    return result.map(r -> value.of().apply(r)).orElse(OptionalDouble.empty());
  }
}
