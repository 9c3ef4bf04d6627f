package org.socompass.operator.mapping;

import java.util.LinkedHashMap;
import java.util.Map;
import org.socompass.hardware.Tile;

/**
 * How fused attention runs.
 *
 * @param tile query rows x keys of one step
 * @param packed whether the query heads that share keys are rows of one tile
 * @param splits blocks that share the keys of a head; above 1 their results are combined
 */
public record AttentionMapping(Tile tile, boolean packed, int splits) implements Mapping {
  @Override
  public Map<String, Object> describe() {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("kernel", "attention");
    result.put("tile", tile.toString());
    result.put("packed_heads", packed);
    result.put("kv_splits", splits);
    return result;
  }
}
