package org.socompass.api;

import java.util.List;
import org.socompass.evaluation.Metric;
import org.socompass.evaluation.Metrics;

/**
 * A number that answers have.
 *
 * @param id its name, which carries its unit and stays; the same in JSON, CSV and sweeps
 * @param label its name for people
 * @param unit its unit; empty if it has none
 * @param isBetterLess whether less is better
 */
public record Quantity(String id, String label, String unit, boolean isBetterLess) {
  /** Returns all that a prediction can be asked for; percentiles have ids of their own. */
  public static List<Quantity> all() {
    return Metrics.everyId().stream().map(Metrics::named).map(Quantity::of).toList();
  }

  static Quantity of(Metric metric) {
    return new Quantity(
        metric.id(), metric.label(), metric.unit(), metric.better() == Metric.Better.MIN);
  }
}
