package org.socompass.dse.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.socompass.evaluation.Metric.Better;
import org.socompass.evaluation.Metrics;
import org.socompass.evaluation.SustainedEvaluation;
import org.socompass.input.Dimension;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.Section;

/**
 * Reads what a sweep's designs are judged by: bounds and objectives on metrics, further columns.
 */
final class GoalReader {
  private GoalReader() {}

  static List<Constraint> constraints(Section s, List<String> ids) {
    Map<String, Constraint> result = new LinkedHashMap<>();
    if (s.has("constraints")) {
      s.section(
          "constraints",
          all -> {
            for (String id : all.keys()) {
              checkMetric(all, id, ids);
              result.put(id, all.section(id, c -> constraint(id, c)));
            }
            return result;
          });
    }
    return List.copyOf(result.values());
  }

  private static Constraint constraint(String id, Section s) {
    OptionalDouble min = bound(s, "min");
    OptionalDouble max = bound(s, "max");
    if (min.isEmpty() && max.isEmpty()) {
      throw new IllegalArgumentException("needs 'min' or 'max'");
    }
    if (min.isPresent() && max.isPresent() && min.getAsDouble() > max.getAsDouble()) {
      throw s.error("min", "must be at most 'max'");
    }
    return new Constraint(id, min, max);
  }

  private static OptionalDouble bound(Section s, String key) {
    return s.has(key)
        ? OptionalDouble.of(s.nonNegative(key, Dimension.NUMBER))
        : OptionalDouble.empty();
  }

  static List<Objective> objectives(Section s, List<String> ids) {
    List<Objective> result = new ArrayList<>();
    s.section(
        "objectives",
        all -> {
          for (String id : all.keys()) {
            checkMetric(all, id, ids);
            result.add(new Objective(id, all.choice(id, Better.class)));
          }
          return result;
        });
    if (result.isEmpty()) {
      throw s.error("objectives", "needs at least one, as in 'ttft_ms: min'");
    }
    return result;
  }

  static List<String> columns(Section s) {
    if (!s.has("columns")) {
      return List.of();
    }
    List<String> ids = Metrics.everyId();
    return s.list(
        "columns",
        id -> {
          if (!ids.contains(id)) {
            throw new IllegalArgumentException(unknown(id, ids));
          }
          return id;
        });
  }

  private static void checkMetric(Section s, String id, List<String> ids) {
    if (!ids.contains(id)) {
      throw s.keyError(id, unknown(id, ids));
    }
    if (SweepSpec.metricId(id).equals(SustainedEvaluation.TIME_TO_THROTTLE_S)) {
      throw s.keyError(
          id,
          "has no value where a design does not slow down, which is best; judge by"
              + " 'sustained_throttle_steps' and keep it under 'columns'");
    }
  }

  private static String unknown(String id, List<String> ids) {
    return "unknown metric " + Quoted.of(id) + "; " + NearestName.hint(id, ids);
  }
}
