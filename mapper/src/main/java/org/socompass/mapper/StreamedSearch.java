package org.socompass.mapper;

import org.jspecify.annotations.Nullable;
import org.socompass.operator.StreamedOperator;
import org.socompass.operator.matmul.TileCycles;

/**
 * A vector operator, searched for each memory: that takes no longer than to find by its hardware
 * what was kept, and sweeps of memories keep nothing of it. Only the result of the last is.
 */
final class StreamedSearch implements Frontier {
  private static final int BYTES = 1024;

  private final StreamedOperator op;
  private final TileCycles tileCycles;
  private volatile @Nullable Last last;

  /** The last memory's bandwidth [B/s], and the result under it. */
  private record Last(double bandwidth, MapResult result) {}

  StreamedSearch(StreamedOperator op, TileCycles tileCycles) {
    this.op = op;
    this.tileCycles = tileCycles;
  }

  @Override
  public MapResult at(RelevantHardware hardware) {
    double bandwidth = hardware.memory().peakBytesPerSecond();
    Last known = last;
    if (known != null && known.bandwidth == bandwidth) {
      return known.result;
    }
    MapResult result = new OperatorSearch(hardware, SearchGoal.BEST_ALONE, tileCycles).search(op);
    last = new Last(bandwidth, result);
    return result;
  }

  @Override
  public int bytes() {
    return BYTES;
  }
}
