package org.socompass.hardware;

import java.util.OptionalDouble;
import org.socompass.input.Dimension;
import org.socompass.input.Section;

/**
 * What the cost model needs besides the area.
 *
 * @param memoryPricePerGb price of the main memory [USD/GB]; empty to look it up by type
 */
public record ProductInputs(OptionalDouble memoryPricePerGb) {
  static ProductInputs read(Section s) {
    return new ProductInputs(s.optionalPositive("memory_price", Dimension.MONEY_PER_GB));
  }
}
