package org.socompass.operator.mapping;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How rows stream through the vector units.
 *
 * @param activeCores cores that work
 */
public record StreamingMapping(int activeCores) implements Mapping {
  @Override
  public Map<String, Object> describe() {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("kernel", "streaming");
    result.put("active_cores", activeCores);
    return result;
  }
}
