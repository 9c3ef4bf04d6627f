package org.socompass.operator.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.socompass.hardware.Dataflow;
import org.socompass.hardware.Tile;
import org.socompass.operator.Bound;
import org.socompass.operator.MemoryLevel;

/** What a mapping says of itself, in the order of the report. */
final class MappingTest {
  @Test
  void aPipelinedMappingNamesItsUnitTilesAndOrder() {
    var mapping = new PipelinedMapping(new Tile(128, 64), 32, 2, 4, 0, 8, 1, true);

    assertThat(mapping.describe())
        .containsExactly(
            java.util.Map.entry("kernel", "pipelined"),
            java.util.Map.entry("unit", "vector"),
            java.util.Map.entry("tile_m", 128),
            java.util.Map.entry("tile_n", 64),
            java.util.Map.entry("tile_k", 32),
            java.util.Map.entry("blocks_per_core", 2),
            java.util.Map.entry("split_k", 4),
            java.util.Map.entry("stream_k_chain", 0),
            java.util.Map.entry("swizzle", 8),
            java.util.Map.entry("cores_per_tile", 1),
            java.util.Map.entry("loop_order", "bands of 8 row tiles, N, M, K"));
  }

  /** Names in a Turkish locale keep their i. */
  @Test
  void everyMappingNamesItsKernelFirst() {
    assertThat(ScratchpadMapping.rows(true, 64, 32, 512, Dataflow.INPUT_STATIONARY).describe())
        .containsEntry("kernel", "scratchpad")
        .containsEntry("dataflow", "input_stationary")
        .containsEntry("block_rows", 64L)
        .containsEntry("loop_order", "rows, columns, depth")
        .containsEntry("double_buffered", "right out");
    assertThat(new RateMapping(RateMapping.Path.VECTOR).describe())
        .containsEntry("kernel", "rate")
        .containsEntry("path", "rows in registers");
    assertThat(new AttentionMapping(new Tile(64, 64), true, 2).describe())
        .containsEntry("tile", "64x64")
        .containsEntry("kv_splits", 2);
    assertThat(new StreamingMapping(3).describe()).containsEntry("active_cores", 3);
    assertThat(new CollectiveMapping("ring").describe()).containsEntry("algorithm", "ring");
    assertThat(Bound.LOCAL_BANDWIDTH.id()).isEqualTo("local_bandwidth");
    assertThat(MemoryLevel.MAIN_MEMORY.id()).isEqualTo("main_memory");
  }
}
