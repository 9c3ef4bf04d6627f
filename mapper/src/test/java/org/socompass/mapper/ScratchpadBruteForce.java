package org.socompass.mapper;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.socompass.hardware.Dataflow;
import org.socompass.hardware.Device;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.mapper.BoundedSearchTest.Priced;
import org.socompass.operator.Matmul;
import org.socompass.operator.Spread;
import org.socompass.operator.mapping.LoopOrder;
import org.socompass.operator.mapping.ScratchpadMapping;
import org.socompass.operator.mapping.ScratchpadMapping.Active;
import org.socompass.operator.mapping.ScratchpadMapping.Block;
import org.socompass.operator.mapping.ScratchpadMapping.DoubleBuffered;
import org.socompass.operator.matmul.ScratchpadEvaluation;
import org.socompass.operator.matmul.ScratchpadMatmulModel;
import org.socompass.operator.matmul.ScratchpadMatmulModel.Padded;

/** All mappings of a product on a scratchpad, written out without a bound. */
final class ScratchpadBruteForce {
  /** Units of rows, columns and contraction whose product is one block's count at most. */
  private static final long MOST_SIZES = 160;

  private ScratchpadBruteForce() {}

  /** Adds all mappings on a part of an array and returns their number; -1 if there are too many. */
  static long add(
      Device device, Matmul op, MatrixEngine matrix, Optional<Active> part, List<Priced> all) {
    Processor npu = device.processor("npu");
    var kernels = (MatmulKernels.Scratchpad) npu.kernels().matmul();
    long total = 0;
    for (boolean transposed :
        kernels.transposable() ? new boolean[] {false, true} : new boolean[] {false}) {
      var p = Padded.of(op, matrix, kernels, transposed);
      List<Block> fewest = blocks(p, npu, matrix, kernels, transposed, Spread.ROWS);
      if (fewest.size() > MOST_SIZES && kernels.blocking() == MatmulKernels.Blocking.ANY) {
        return -1;
      }
      var evaluation =
          new ScratchpadEvaluation(
              op,
              npu,
              device.memory(),
              matrix,
              kernels,
              transposed,
              (array, m, n, k, dataflow) -> array.cycles(m, n, k, dataflow));
      for (Dataflow dataflow : Dataflow.values()) {
        evaluation.dataflow(dataflow);
        if (kernels.doubleBuffered()) {
          for (Spread spread : spreads(kernels, npu, op)) {
            List<Block> blocks = blocks(p, npu, matrix, kernels, transposed, spread);
            evaluation.spread(spread);
            for (LoopOrder order : orders(kernels)) {
              for (DoubleBuffered buffers : buffers(kernels)) {
                total += blocks.size();
                evaluation.order(order, buffers);
                for (Block b : blocks) {
                  var mapping =
                      new ScratchpadMapping(transposed, true, b, order, buffers, spread, dataflow);
                  if (fits(p, npu, matrix, mapping, op)) {
                    double seconds = evaluation.residentSeconds(b.rows(), b.columns(), b.depth());
                    all.add(
                        new Priced(
                            part.map(mapping::on).orElse(mapping),
                            transposed + " " + stays(order, p, b),
                            seconds,
                            evaluation.memoryBytes()));
                  }
                }
              }
            }
          }
        }
        total++;
        evaluation.spread(Spread.COLUMNS);
        double seconds = evaluation.streamedSeconds();
        var streamed =
            ScratchpadMapping.streamed(
                transposed, p.rows(), matrix.columns(), p.contraction(), dataflow);
        all.add(
            new Priced(
                part.map(streamed::on).orElse(streamed),
                transposed + " nothing",
                seconds,
                evaluation.memoryBytes()));
      }
    }
    return total;
  }

  private static boolean fits(
      Padded p, Processor npu, MatrixEngine matrix, ScratchpadMapping mapping, Matmul op) {
    double out = op.output().bytesPerElement();
    double parts = mapping.spread() == Spread.BATCH ? npu.lanes() : 1;
    return ScratchpadMatmulModel.stagingBytes(p, matrix, mapping.block().depth())
            <= npu.local().capacityBytes()
        && parts * ScratchpadMatmulModel.scratchpadBytes(p, mapping, out)
            <= npu.global().capacityBytes();
  }

  /** What the innermost loop does not index. */
  private static String stays(LoopOrder order, Padded p, Block block) {
    String loops = order.label();
    if (block.depth() < p.contraction() && loops.endsWith("depth")) {
      return "result";
    }
    return loops.indexOf("rows") < loops.indexOf("columns") ? "left" : "right";
  }

  /** A batch is spread if there is one, and anything only where there are lanes. */
  private static List<Spread> spreads(MatmulKernels.Scratchpad kernels, Processor npu, Matmul op) {
    List<Spread> all = new ArrayList<>(List.of(Spread.values()));
    if (op.batch() == 1) {
      all.remove(Spread.BATCH);
    }
    return kernels.blocking() == MatmulKernels.Blocking.ANY && npu.lanes() > 1
        ? all
        : List.of(Spread.COLUMNS);
  }

  private static LoopOrder[] orders(MatmulKernels.Scratchpad kernels) {
    return kernels.blocking() == MatmulKernels.Blocking.ANY
        ? LoopOrder.values()
        : new LoopOrder[] {LoopOrder.ROWS_COLUMNS_DEPTH};
  }

  private static List<DoubleBuffered> buffers(MatmulKernels.Scratchpad kernels) {
    if (kernels.blocking() == MatmulKernels.Blocking.ROWS) {
      return List.of(DoubleBuffered.PANELS);
    }
    boolean[] both = {false, true};
    List<DoubleBuffered> result = new ArrayList<>();
    for (boolean left : both) {
      for (boolean right : both) {
        for (boolean out : both) {
          result.add(new DoubleBuffered(left, right, out));
        }
      }
    }
    return result;
  }

  /** All blocks: fewest row blocks, then parts of k, rows, depth, panels, columns. */
  private static List<Block> blocks(
      Padded p,
      Processor npu,
      MatrixEngine matrix,
      MatmulKernels.Scratchpad kernels,
      boolean transposed,
      Spread spread) {
    boolean isAny = kernels.blocking() == MatmulKernels.Blocking.ANY;
    long width = matrix.columns() * (isAny && spread == Spread.COLUMNS ? npu.lanes() : 1);
    List<Block> result = new ArrayList<>();
    long first = !isAny && transposed ? p.rows() : p.rowTile();
    for (long rows = first; rows <= p.rows(); rows += p.rowTile()) {
      for (long depth = isAny ? matrix.rows() : p.contraction();
          depth <= p.contraction();
          depth += matrix.rows()) {
        for (long columns = width;
            columns < (isAny ? p.columns() + width : width + 1);
            columns += width) {
          result.add(new Block(rows, isAny ? Math.min(columns, p.columns()) : columns, depth));
        }
      }
    }
    result.sort(
        Comparator.<Block>comparingLong(b -> count(p.rows(), b.rows()))
            .thenComparing(b -> count(p.contraction(), b.depth()))
            .thenComparing(Block::rows)
            .thenComparing(Block::depth)
            .thenComparing(b -> count(p.columns(), b.columns()))
            .thenComparing(Block::columns));
    return result;
  }

  private static long count(long size, long block) {
    return (size - 1) / block + 1;
  }
}
