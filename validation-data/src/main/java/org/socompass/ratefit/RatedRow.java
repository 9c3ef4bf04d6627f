package org.socompass.ratefit;

import java.util.Map;
import java.util.TreeMap;
import org.socompass.inference.pass.RatedPass;
import org.socompass.inference.rates.EngineRates;
import org.socompass.inference.rates.RateConstants;
import org.socompass.validation.Row;

/**
 * A measured pass of a model by an engine with rates.
 *
 * @param dataset id of its data set
 * @param engine id of the profile
 * @param device device of the row
 * @param phase prefill or decode
 * @param row the row
 * @param measuredSeconds time of the pass [s]
 * @param pass what is timed
 * @param rates the profile's rates
 */
public record RatedRow(
    String dataset,
    String engine,
    String device,
    String phase,
    Row row,
    double measuredSeconds,
    RatedPass pass,
    EngineRates rates) {
  /** Returns {@code ln(predicted / measured)} with some constants set. */
  double residual(Map<String, Double> constants) {
    EngineRates changed = rates;
    for (Map.Entry<String, Double> c : new TreeMap<>(constants).entrySet()) {
      changed = RateConstants.with(changed, c.getKey(), c.getValue());
    }
    return Math.log(pass.seconds(changed) / measuredSeconds);
  }
}
