package org.socompass.mapper;

import java.util.Locale;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.operator.Dataflow;
import org.socompass.operator.Matmul;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.ScratchpadMapping;
import org.socompass.operator.ScratchpadMatmulModel;
import org.socompass.operator.ScratchpadMatmulModel.Padded;
import org.socompass.operator.TileCycles;

/**
 * Every mapping of a product on a scratchpad: which operand stays, in how many row blocks, with or
 * without double buffering, and the dataflow of the array.
 */
final class ScratchpadSearch {
  private static final int MOST_BLOCKS = 64;

  private final Matmul op;
  private final Processor processor;
  private final MainMemory memory;
  private final MatrixEngine matrix;
  private final MatmulKernels.Scratchpad kernels;
  private final TileCycles tileCycles;
  private final Candidates candidates = new Candidates();

  ScratchpadSearch(
      Matmul op,
      Processor processor,
      MainMemory memory,
      MatrixEngine matrix,
      MatmulKernels.Scratchpad kernels,
      TileCycles tileCycles) {
    this.op = op;
    this.processor = processor;
    this.memory = memory;
    this.matrix = matrix;
    this.kernels = kernels;
    this.tileCycles = tileCycles;
  }

  MapResult search() {
    for (boolean transposed : new boolean[] {false, true}) {
      if (!transposed || kernels.transposable()) {
        order(transposed);
      }
    }
    return candidates.result(op, processor.id(), m -> cost((ScratchpadMapping) m), this::reason);
  }

  private void order(boolean transposed) {
    Padded p = Padded.of(op, matrix, kernels, transposed);
    long most =
        ScratchpadMatmulModel.greatestResidentRows(
            p, processor, matrix, op.output().bytesPerElement());
    boolean staged =
        ScratchpadMatmulModel.stagingBytes(p, matrix) <= processor.local().capacityBytes();
    long least = Math.min(p.rows(), p.rowTile());
    for (Dataflow dataflow : Dataflow.values()) {
      // Blocks of weights would need partial results of every block: only activations are blocked.
      long fewestBlocks = most < least ? 0 : (p.rows() - 1) / Math.min(most, p.rows()) + 1;
      boolean blockable = fewestBlocks == 1 || (!transposed && fewestBlocks > 1);
      if (blockable) {
        long last = transposed ? 1 : Math.min(fewestBlocks + MOST_BLOCKS, p.rows() / least);
        for (long blocks = fewestBlocks; blocks <= Math.max(fewestBlocks, last); blocks++) {
          long rows = roundUp((p.rows() - 1) / blocks + 1, p.rowTile());
          boolean overlaps = staged && kernels.doubleBuffered();
          look(new ScratchpadMapping(transposed, rows, true, overlaps, dataflow));
        }
      } else {
        candidates.doesNotFit();
      }
      look(new ScratchpadMapping(transposed, p.rows(), false, false, dataflow));
    }
  }

  private void look(ScratchpadMapping mapping) {
    // Without staging for two panels nothing stays: the kernel reads its left operand per panel.
    if (mapping.resident() && !mapping.doubleBuffered()) {
      candidates.doesNotFit();
      return;
    }
    OperatorCost cost = cost(mapping);
    candidates.consider(
        mapping,
        (mapping.transposed() ? "weights left" : "activations left")
            + (mapping.resident() ? ", resident" : ", streamed"),
        cost.latencySeconds(),
        cost.traffic(MemoryLevel.MAIN_MEMORY));
  }

  private OperatorCost cost(ScratchpadMapping mapping) {
    return ScratchpadMatmulModel.cost(op, processor, memory, matrix, kernels, mapping, tileCycles);
  }

  private String reason() {
    return String.format(
        Locale.ROOT,
        "no mapping of %s fits the scratchpad of %s (global_buffer %d B)",
        op.shape(),
        processor.id(),
        processor.global().capacityBytes());
  }

  private static long roundUp(long value, long multiple) {
    return ((value - 1) / multiple + 1) * multiple;
  }
}
