package org.socompass.mapper;

import java.util.Locale;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.operator.Dataflow;
import org.socompass.operator.Matmul;
import org.socompass.operator.ScratchpadEvaluation;
import org.socompass.operator.ScratchpadMapping;
import org.socompass.operator.ScratchpadMatmulModel;
import org.socompass.operator.ScratchpadMatmulModel.Padded;
import org.socompass.operator.TileCycles;

/**
 * Every mapping of a product on a scratchpad: which operand is left, the dataflow of the array, and
 * whether the left operand stays, in blocks of any multiple of the row tile, or is streamed.
 *
 * <p>Row blocks are looked at from few to many. Latency and traffic have a floor that grows with
 * their number, so that the search ends where it is above the best. Blocks that are equal in number
 * are looked at from small to large, and the first that reaches the floor ends the others.
 *
 * <p>A mapping's place is its number in lexical order of (activations before weights left,
 * dataflow, resident before streamed, fewest blocks, fewest rows).
 */
final class ScratchpadSearch {
  private static final Dataflow[] DATAFLOWS = Dataflow.values();

  /** Places of one order and dataflow; the last is the streamed mapping. */
  private static final long PLACES = 1L << 44;

  private final Matmul op;
  private final Processor processor;
  private final MainMemory memory;
  private final MatrixEngine matrix;
  private final MatmulKernels.Scratchpad kernels;
  private final TileCycles tileCycles;
  private final Leaders leaders;
  private final ScratchpadEvaluation[] orders;
  private long total;
  private long open;
  private double openSeconds = Double.POSITIVE_INFINITY;

  ScratchpadSearch(
      Matmul op,
      Processor processor,
      MainMemory memory,
      MatrixEngine matrix,
      MatmulKernels.Scratchpad kernels,
      TileCycles tileCycles,
      SearchBudget budget) {
    this.op = op;
    this.processor = processor;
    this.memory = memory;
    this.matrix = matrix;
    this.kernels = kernels;
    this.tileCycles = tileCycles;
    this.leaders = new Leaders(budget);
    this.orders = new ScratchpadEvaluation[kernels.transposable() || kernels.transposed() ? 2 : 1];
    for (int i = 0; i < orders.length; i++) {
      // The closed form is faster than a look-up.
      orders[i] =
          new ScratchpadEvaluation(
              op,
              processor,
              memory,
              matrix,
              kernels,
              i == 1,
              (array, m, n, k, dataflow) -> array.cycles(m, n, k, dataflow));
    }
  }

  MapResult search() {
    for (int order = kernels.transposed() ? 1 : 0; order < orders.length; order++) {
      Padded p = orders[order].padded();
      long tiles = p.rows() / p.rowTile();
      for (int dataflow = 0; dataflow < DATAFLOWS.length; dataflow++) {
        orders[order].dataflow(DATAFLOWS[dataflow]);
        long place = (order * (long) DATAFLOWS.length + dataflow) * PLACES;
        // Blocks of weights would need partial results of every block: only activations are cut.
        total += (order == 1 ? 1 : tiles) + 1;
        residents(order, place, tiles);
        streamed(order, place);
      }
    }
    return leaders.result(
        op,
        processor.id(),
        total,
        open,
        openSeconds,
        this::mapping,
        m ->
            ScratchpadMatmulModel.cost(
                op, processor, memory, matrix, kernels, (ScratchpadMapping) m, tileCycles),
        this::reason);
  }

  /** Returns the most row tiles of the left operand that may stay; 0 if it can't. */
  private long mostTiles(int order) {
    Padded p = orders[order].padded();
    // Without staging for two panels nothing stays: the kernel reads its left operand per panel.
    if (!kernels.doubleBuffered()
        || ScratchpadMatmulModel.stagingBytes(p, matrix) > processor.local().capacityBytes()) {
      return 0;
    }
    long rows =
        ScratchpadMatmulModel.greatestResidentRows(
            p, processor, matrix, op.output().bytesPerElement());
    long most = Math.max(0, Math.min(rows, p.rows()) / p.rowTile());
    return order == 1 && most < p.rows() / p.rowTile() ? 0 : most;
  }

  private void residents(int order, long place, long tiles) {
    long most = mostTiles(order);
    if (most == 0) {
      return;
    }
    ScratchpadEvaluation evaluation = orders[order];
    int itsClass = 2 * order;
    long least = order == 1 ? tiles : 1;
    long rowTile = evaluation.padded().rowTile();
    evaluation.prepareFloor();
    long first = most;
    while (first >= least) {
      // Blocks of "last" to "first" tiles are equal in number.
      long blocks = ceilDiv(tiles, first);
      long last = ceilDiv(tiles, blocks);
      double floor = evaluation.floorSeconds(blocks);
      double bytes = evaluation.residentBytes(blocks);
      if (!leaders.canLead(itsClass, floor, bytes)) {
        return;
      }
      for (long i = last; i <= first && leaders.canLead(itsClass, floor, bytes); i++) {
        if (leaders.isSpent()) {
          leaveOpen(floor, first - least + 1 - (i - last));
          return;
        }
        leaders.evaluated();
        leaders.offer(
            place + most - first + i - last,
            itsClass,
            evaluation.residentSeconds(i * rowTile),
            evaluation.memoryBytes());
      }
      first = last - 1;
    }
  }

  private void streamed(int order, long place) {
    if (leaders.isSpent()) {
      leaveOpen(0, 1);
      return;
    }
    leaders.evaluated();
    leaders.offer(
        place + PLACES - 1,
        2 * order + 1,
        orders[order].streamedSeconds(),
        orders[order].memoryBytes());
  }

  private void leaveOpen(double floor, long mappings) {
    open += mappings;
    openSeconds = Math.min(openSeconds, floor);
  }

  private ScratchpadMapping mapping(long place) {
    Dataflow dataflow = DATAFLOWS[(int) (place / PLACES % DATAFLOWS.length)];
    int order = (int) (place / PLACES / DATAFLOWS.length);
    Padded p = orders[order].padded();
    long i = place % PLACES;
    if (i == PLACES - 1) {
      return new ScratchpadMapping(order == 1, p.rows(), false, false, dataflow);
    }
    long tiles = p.rows() / p.rowTile();
    long first = mostTiles(order);
    long last = ceilDiv(tiles, ceilDiv(tiles, first));
    while (i > first - last) {
      i -= first - last + 1;
      first = last - 1;
      last = ceilDiv(tiles, ceilDiv(tiles, first));
    }
    return new ScratchpadMapping(order == 1, (last + i) * p.rowTile(), true, true, dataflow);
  }

  private String reason() {
    return String.format(
        Locale.ROOT,
        "no mapping of %s fits the scratchpad of %s (global_buffer %d B)",
        op.shape(),
        processor.id(),
        processor.global().capacityBytes());
  }

  private static long ceilDiv(long a, long b) {
    return (a - 1) / b + 1;
  }
}
