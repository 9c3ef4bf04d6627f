package org.socompass.ratefit;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Whether predictions put devices in the order in which they were measured: Kendall's tau over all
 * pairs of rows of two devices that run the same model, quantization, phase, prompt and context.
 *
 * <pre>{@code
 * tau = (pairs in the same order - pairs in the other) / pairs that were not measured equal
 * }</pre>
 *
 * <p>Left out, each device of a pair in turn is the one that no fit saw. It stands against the
 * other as the same constants predict that one, which the rest of the rows gave: the question of
 * who compares a new phone with those on the desk, where nobody measured the new one.
 */
public final class DeviceOrder {
  private DeviceOrder() {}

  /** Returns tau with all rows in the fit, empty if no two devices ran the same. */
  public static OptionalDouble inSample(List<EngineLeaveOut.Prediction> predictions) {
    return tau(
        predictions,
        p ->
            predictions.stream()
                .filter(q -> isSameTask(p.row(), q.row()))
                .map(q -> new EngineLeaveOut.Beside(q.row(), q.inSample()))
                .toList(),
        EngineLeaveOut.Prediction::inSample);
  }

  /** Returns tau of devices left out, empty if no two devices ran the same. */
  public static OptionalDouble leftOut(List<EngineLeaveOut.Prediction> predictions) {
    return tau(predictions, EngineLeaveOut.Prediction::besides, EngineLeaveOut.Prediction::leftOut);
  }

  private static OptionalDouble tau(
      List<EngineLeaveOut.Prediction> predictions,
      Function<EngineLeaveOut.Prediction, List<EngineLeaveOut.Beside>> others,
      ToDoubleFunction<EngineLeaveOut.Prediction> ratio) {
    long pairs = 0;
    long order = 0;
    for (EngineLeaveOut.Prediction p : predictions) {
      RatedRow a = p.row();
      for (EngineLeaveOut.Beside beside : others.apply(p)) {
        RatedRow b = beside.row();
        double measured = Math.signum(a.measuredSeconds() - b.measuredSeconds());
        if (!a.device().equals(b.device()) && measured != 0) {
          double predicted =
              Math.signum(
                  a.measuredSeconds() * ratio.applyAsDouble(p)
                      - b.measuredSeconds() * beside.ratio());
          pairs++;
          order += Math.round(measured * predicted);
        }
      }
    }
    return pairs == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) order / pairs);
  }

  /** Returns whether two rows are of the same model, quantization, phase, lengths and batch. */
  static boolean isSameTask(RatedRow one, RatedRow other) {
    return task(one).equals(task(other));
  }

  private static List<String> task(RatedRow r) {
    return List.of(
        r.row().label("model"),
        r.row().label("quantization"),
        r.phase(),
        r.row().label("prompt_tokens"),
        r.row().label("context_tokens"),
        r.row().label("batch"));
  }
}
