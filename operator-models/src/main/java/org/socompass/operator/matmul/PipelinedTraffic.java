package org.socompass.operator.matmul;

import org.socompass.operator.Matmul;
import org.socompass.operator.mapping.PipelinedMapping;

/**
 * Bytes that a product of pipelined blocks moves to and from main memory, counted by reuse
 * distance.
 *
 * <pre>{@code
 * a wave   inFlight = cores o / S blocks: h row tiles of a band by max(1, inFlight/h) column tiles
 * A        a band reads its h tm rows in each of its gn h / inFlight waves; between two readings lie
 *          d_A = k (h tm wa + columns tn ww)                        the operands of one wave
 * B        each band reads all of B; between two readings lie
 *          d_B = k (n ww + sw tm wa)                                 B and a band of A
 * bytes    sum over bands of  A (1 + (waves - 1)^+ miss(d_A)) + B miss(d_B)^[not the first] + C
 *          + partial sums, written and read again if they miss
 * }</pre>
 *
 * <p>{@code miss} is that of {@link SetAssociativeCache}, of the whole global buffer: no constant
 * is fitted. The latency equations keep a smoother share: docs/matmul.md says why.
 */
final class PipelinedTraffic {
  private static final double PARTIAL_BYTES = 4;

  private final Matmul op;
  private final double cores;
  private final SetAssociativeCache cache;
  private final double wa;
  private final double ww;

  /**
   * Creates the count of a product.
   *
   * @param cores cores of the processor
   * @param cache its global buffer
   */
  PipelinedTraffic(Matmul op, int cores, SetAssociativeCache cache) {
    this.op = op;
    this.cores = cores;
    this.cache = cache;
    this.wa = op.activation().bytesPerElement();
    this.ww = op.weightBytesPerElement();
  }

  /** Returns the bytes read and written under a mapping [B]. */
  double bytes(PipelinedMapping mapping) {
    double tm = mapping.tile().rows();
    double swizzle = mapping.swizzle();
    double rowTiles = Math.ceil(op.m() / tm);
    double bands = Math.ceil(rowTiles / swizzle);
    double last = rowTiles - (bands - 1) * swizzle;
    double lastRows = op.m() - (bands - 1) * swizzle * tm;
    double weights = op.weightBytes() / op.batch();
    double missB = cache.missShare(weights + Math.min((double) op.m(), swizzle * tm) * op.k() * wa);
    double operands =
        weights * (1 + (bands - 1) * missB)
            + (bands - 1) * rereads(mapping, swizzle, swizzle * tm)
            + rereads(mapping, last, lastRows);
    return op.batch() * operands + op.outputBytes() + partialSums(mapping, rowTiles);
  }

  /** Bytes of A that a band of some row tiles reads. */
  private double rereads(PipelinedMapping mapping, double height, double rows) {
    double tn = mapping.tile().columns();
    double inFlight =
        Math.floor(cores / mapping.coresPerTile()) * mapping.occupancy() / mapping.splits();
    double waves = Math.ceil(op.n() / tn) * height / inFlight;
    double columns = Math.max(1, inFlight / height);
    double distance = op.k() * (rows * wa + columns * tn * ww);
    return rows * op.k() * wa * (1 + Math.max(0, waves - 1) * cache.missShare(distance));
  }

  private double partialSums(PipelinedMapping mapping, double rowTiles) {
    double area = (double) mapping.tile().rows() * mapping.tile().columns();
    double blocks =
        op.batch()
            * rowTiles
            * Math.ceil((double) op.n() / mapping.tile().columns())
            * mapping.splits();
    double bytes =
        (mapping.splits() > 1 ? PARTIAL_BYTES * mapping.splits() * op.batch() * op.m() * op.n() : 0)
            + (mapping.chain() > 0 ? PARTIAL_BYTES * Math.min(blocks, cores) * area : 0);
    return 2 * bytes * cache.missShare(bytes);
  }
}
