package org.socompass.study.training;

import java.util.Optional;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.training.FineTuneModel;
import org.socompass.inference.training.FineTuning;
import org.socompass.inference.training.TrainingStep;
import org.socompass.mapper.OperatorCache;

/** A step of fine-tuning, and an epoch of so many tokens. */
public final class FineTuneStudy {
  private FineTuneStudy() {}

  /**
   * What is asked.
   *
   * @param source the device or system
   * @param tuning what is trained
   * @param engine name of an engine, or {@code auto}
   * @param epochTokens tokens of the training set
   */
  public record Request(DeviceSource source, FineTuning tuning, String engine, long epochTokens) {}

  /**
   * What is answered.
   *
   * @param step a step
   * @param steps steps of an epoch
   * @param epochSeconds time of an epoch at this speed [s]
   * @param epochJoules energy of an epoch [J]; empty if the template lacks its inputs
   */
  public record Result(
      TrainingStep step, long steps, double epochSeconds, Optional<Double> epochJoules) {}

  /**
   * Returns a step and an epoch.
   *
   * @throws org.socompass.input.InputException if the device can't train so
   */
  public static Result of(Request request, OperatorCache cache) {
    TrainingStep step =
        FineTuneModel.of(request.source(), request.tuning(), request.engine(), cache);
    long steps = step.steps(request.epochTokens());
    return new Result(
        step, steps, steps * step.seconds(), step.joules().map(joules -> steps * joules));
  }
}
