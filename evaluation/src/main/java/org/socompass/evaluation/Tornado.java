package org.socompass.evaluation;

import java.util.List;
import org.socompass.cost.CostExperiment.Swing;

/**
 * What moves a result most, one constant at a time: each from its 10th to its 90th percentile, all
 * others at their value.
 *
 * @param device id of the device
 * @param result what is moved
 * @param unit its unit
 * @param value its value
 * @param swings what moves it, the most moving first
 * @param note what else a reader should know; empty if nothing
 */
public record Tornado(
    String device, String result, String unit, double value, List<Swing> swings, String note) {
  /** Copies the swings. */
  public Tornado {
    swings = List.copyOf(swings);
  }
}
