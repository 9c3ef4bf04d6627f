package org.socompass.operator.mapping;

import java.util.LinkedHashMap;
import java.util.Map;
import org.socompass.operator.collective.AllReduceModel;
import org.socompass.operator.collective.ExchangeModel;

/**
 * How a collective runs over the links.
 *
 * @param algorithm name of the algorithm
 */
public record CollectiveMapping(String algorithm) implements Mapping {
  /** The algorithm of {@link AllReduceModel}. */
  public static final String ALL_REDUCE = "reduce-scatter, all-gather";

  /** The algorithm of {@link ExchangeModel}. */
  public static final String DIRECT = "direct";

  @Override
  public Map<String, Object> describe() {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("kernel", "collective");
    result.put("algorithm", algorithm);
    return result;
  }
}
