package org.socompass.serve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.Metric;
import org.socompass.evaluation.Metrics;

/** The numbers that the page shows first, each with its interval and that of the shipped device. */
final class Tiles {
  /** Metrics whose interval takes many predictions. */
  private static final Set<String> SLOW =
      Set.of("decode_energy_j_per_token", "decode_average_power_w");

  private static final List<String> IDS =
      List.of(
          "ttft_ms",
          "tpot_ms",
          "decode_tokens_per_second",
          "decode_energy_j_per_token",
          "decode_average_power_w",
          "die_area_mm2",
          "system_cost_usd",
          "decode_tokens_per_second_per_usd",
          "embodied_carbon_kg");

  private Tiles() {}

  /**
   * Returns the tiles.
   *
   * @param evaluation the design
   * @param shipped the device as it ships, on the same inference
   */
  static List<Map<String, Object>> of(DesignEvaluation evaluation, DesignEvaluation shipped) {
    List<Map<String, Object>> tiles = new ArrayList<>();
    for (String id : IDS) {
      Metric metric = Metrics.named(id);
      Map<String, Object> tile = new LinkedHashMap<>();
      tile.put("id", id);
      tile.put("label", metric.label());
      tile.put("unit", metric.unit());
      tile.put("better", metric.better().name().toLowerCase(Locale.ROOT));
      OptionalDouble value = metric.value(evaluation);
      tile.put("value", value);
      tile.put("shipped", metric.value(shipped));
      if (value.isEmpty()) {
        tile.put("reason", evaluation.reason(id).orElse("not known"));
      } else if (SLOW.contains(id)) {
        tile.put("isPending", true);
      } else {
        tile.putAll(interval(id, evaluation));
      }
      tiles.add(tile);
    }
    return tiles;
  }

  /** Returns the intervals that take time, by the id of their tile. */
  static Map<String, Map<String, Object>> slow(DesignEvaluation evaluation) {
    Map<String, Map<String, Object>> result = new LinkedHashMap<>();
    for (String id : IDS) {
      if (SLOW.contains(id)) {
        result.put(id, interval(id, evaluation));
      }
    }
    return result;
  }

  private static Map<String, Object> interval(String id, DesignEvaluation evaluation) {
    Map<String, Object> interval = new LinkedHashMap<>();
    interval.put("p10", Metrics.named(id + "_p10").value(evaluation));
    interval.put("p90", Metrics.named(id + "_p90").value(evaluation));
    return interval;
  }
}
