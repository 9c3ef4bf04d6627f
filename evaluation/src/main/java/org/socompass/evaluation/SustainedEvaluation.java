package org.socompass.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.socompass.inference.DeviceSource;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.InferenceResult;
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

  /**
   * A number that describes sustained operation.
   *
   * @param id its name in JSON and CSV; carries the unit
   * @param of reads it; empty if it does not apply
   */
  public record Value(String id, Function<SustainedResult, OptionalDouble> of) {}

  /** Its numbers, in the order of reports. Their ids are an interface and stay. */
  public static final List<Value> VALUES =
      List.of(
          after("sustained_decode_tokens_per_second_1min", 1),
          after("sustained_decode_tokens_per_second_10min", 10),
          after("sustained_decode_tokens_per_second_30min", 30),
          new Value("sustained_power_w", r -> OptionalDouble.of(r.watts(r.seconds()))),
          new Value("sustained_throttle_steps", r -> OptionalDouble.of(r.step(r.seconds()))),
          new Value("sustained_body_celsius", r -> OptionalDouble.of(r.bodyCelsius(r.seconds()))),
          new Value("sustained_chip_celsius", r -> OptionalDouble.of(r.chipCelsius(r.seconds()))),
          new Value("time_to_throttle_s", SustainedResult::firstThrottleSeconds));

  /** Copies the gaps. */
  public SustainedEvaluation {
    gaps = List.copyOf(gaps);
  }

  private static Value after(String id, int minutes) {
    return new Value(id, r -> OptionalDouble.of(r.decodeTokensPerSecond(minutes * MINUTE)));
  }

  /**
   * Returns the sustained operation of an inference.
   *
   * @param source the device that it was predicted for
   */
  public static SustainedEvaluation of(DeviceSource source, InferenceResult inference) {
    return of(step -> new InferenceModel(source.throttled(step)), inference);
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
