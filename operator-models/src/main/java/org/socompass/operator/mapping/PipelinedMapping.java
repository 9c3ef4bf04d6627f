package org.socompass.operator.mapping;

import java.util.LinkedHashMap;
import java.util.Map;
import org.socompass.hardware.Tile;

/**
 * How a matrix product runs as pipelined blocks of threads.
 *
 * @param tile rows and columns of the result that a block computes
 * @param depth elements along the contraction of one step
 * @param occupancy blocks resident on a core
 * @param splits blocks that share a result along the contraction
 * @param chain blocks that may share the tail of the grid along the contraction; 0 if none
 * @param swizzle row tiles in a band of the rasterisation
 * @param coresPerTile cores that work on one tile together
 * @param vector whether the vector units multiply
 */
public record PipelinedMapping(
    Tile tile,
    int depth,
    int occupancy,
    int splits,
    int chain,
    int swizzle,
    int coresPerTile,
    boolean vector)
    implements Mapping {
  @Override
  public Map<String, Object> describe() {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("kernel", "pipelined");
    result.put("unit", vector ? "vector" : "matrix");
    result.put("tile_m", tile.rows());
    result.put("tile_n", tile.columns());
    result.put("tile_k", depth);
    result.put("blocks_per_core", occupancy);
    result.put("split_k", splits);
    result.put("stream_k_chain", chain);
    result.put("swizzle", swizzle);
    result.put("cores_per_tile", coresPerTile);
    result.put("loop_order", "bands of " + swizzle + " row tiles, N, M, K");
    return result;
  }
}
