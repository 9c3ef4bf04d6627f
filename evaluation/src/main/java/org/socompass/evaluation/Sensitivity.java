package org.socompass.evaluation;

import java.util.List;
import org.socompass.cost.CostExperiment.Swing;

/**
 * What moves a result most, one constant at a time.
 *
 * @param device id of the device
 * @param result what is moved
 * @param unit its unit
 * @param value its value
 * @param swings what moves it, the most moving first
 * @param note what else a reader should know; empty if nothing
 */
public record Sensitivity(
    String device, String result, String unit, double value, List<Swing> swings, String note) {
  /** Copies the list. */
  public Sensitivity {
    swings = List.copyOf(swings);
  }
}
