package org.socompass.ratefit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * Whether predictions put devices in the order in which they were measured: Kendall's tau over all
 * pairs of rows of two devices that run the same model, quantization, phase, prompt and context.
 *
 * <pre>{@code
 * tau = (pairs in the same order - pairs in the other) / pairs that were not measured equal
 * }</pre>
 *
 * <p>Left out, each device of a pair in turn is the one that no fit saw, and stands against the
 * other as it is known: the question of who compares a new phone with those on the desk.
 */
public final class DeviceOrder {
  private DeviceOrder() {}

  /**
   * Returns tau, empty if no two devices ran the same.
   *
   * @param ratio {@code predicted / measured} of the time of a row of the device in question; rows
   *     of the other are predicted with all rows in the fit
   */
  public static OptionalDouble tau(
      List<EngineLeaveOut.Prediction> predictions,
      ToDoubleFunction<EngineLeaveOut.Prediction> ratio) {
    Map<List<String>, List<EngineLeaveOut.Prediction>> alike = new LinkedHashMap<>();
    for (EngineLeaveOut.Prediction p : predictions) {
      alike.computeIfAbsent(task(p.row()), k -> new ArrayList<>()).add(p);
    }
    long pairs = 0;
    long order = 0;
    for (List<EngineLeaveOut.Prediction> rows : alike.values()) {
      for (int i = 0; i < rows.size(); i++) {
        for (int j = 0; j < i; j++) {
          RatedRow a = rows.get(i).row();
          RatedRow b = rows.get(j).row();
          double measured = Math.signum(a.measuredSeconds() - b.measuredSeconds());
          if (!a.device().equals(b.device()) && measured != 0) {
            EngineLeaveOut.Prediction p = rows.get(i);
            EngineLeaveOut.Prediction q = rows.get(j);
            double one =
                a.measuredSeconds() * ratio.applyAsDouble(p) - b.measuredSeconds() * q.inSample();
            double other =
                a.measuredSeconds() * p.inSample() - b.measuredSeconds() * ratio.applyAsDouble(q);
            pairs += 2;
            order += Math.round(measured * (Math.signum(one) + Math.signum(other)));
          }
        }
      }
    }
    return pairs == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) order / pairs);
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
