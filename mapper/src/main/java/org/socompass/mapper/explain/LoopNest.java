package org.socompass.mapper.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.socompass.hardware.Processor;
import org.socompass.mapper.MappedOperator;
import org.socompass.operator.Matmul;
import org.socompass.operator.mapping.PipelinedMapping;
import org.socompass.operator.mapping.ScratchpadMapping;

/** A mapping as nested loops, one line each, outermost first. */
final class LoopNest {
  private LoopNest() {}

  static List<String> of(MappedOperator mapped, Processor processor) {
    if (mapped.operator() instanceof Matmul op) {
      if (mapped.mapping() instanceof PipelinedMapping mapping) {
        return pipelined(op, mapping, processor);
      }
      if (mapped.mapping() instanceof ScratchpadMapping mapping) {
        return scratchpad(op, mapping);
      }
    }
    return mapped.mapping().describe().entrySet().stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .toList();
  }

  private static List<String> pipelined(Matmul op, PipelinedMapping map, Processor processor) {
    long tm = map.tile().rows();
    long tn = map.tile().columns();
    long rows = ceilDiv(op.m(), tm);
    var nest = new Nest();
    nest.loop(op.batch(), "batch", "");
    nest.loop(ceilDiv(rows, map.swizzle()), "band", "of up to " + map.swizzle() + " row tiles");
    nest.loop(ceilDiv(op.n(), tn), "n", "columns by " + tn);
    nest.loop(Math.min(rows, map.swizzle()), "m", "rows by " + tm);
    nest.loop(map.splits(), "split", "of k, partial sums added");
    nest.line(
        "parallel over %d cores%s, %d blocks resident on each%s"
            .formatted(
                processor.cores() / map.coresPerTile(),
                map.coresPerTile() == 1 ? "" : " (" + map.coresPerTile() + " to a tile)",
                map.occupancy(),
                map.chain() > 0 ? ", the last tiles shared along k by " + map.chain() : ""));
    nest.loop(ceilDiv(ceilDiv(op.k(), map.splits()), map.depth()), "k", "steps of " + map.depth());
    nest.line(
        "C[%d,%d] += A[%d,%d] * B[%d,%d] on the %s"
            .formatted(
                tm,
                tn,
                tm,
                map.depth(),
                map.depth(),
                tn,
                map.vector() ? "vector units" : "matrix engine"));
    return nest.lines;
  }

  private static List<String> scratchpad(Matmul op, ScratchpadMapping map) {
    long rows = map.transposed() ? op.n() : op.m();
    long columns = map.transposed() ? op.m() : op.n();
    long blockRows = Math.min(map.block().rows(), rows);
    long blockColumns = Math.min(map.block().columns(), columns);
    long blockDepth = Math.min(map.block().depth(), op.k());
    String left = map.transposed() ? "B^T" : "A";
    String right = map.transposed() ? "A^T" : "B";
    String out = map.transposed() ? "C^T" : "C";
    String array = map.dataflow().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    var nest = new Nest();
    nest.loop(op.batch(), "batch", "");
    if (!map.resident()) {
      nest.loop(
          ceilDiv(columns, blockColumns), "columns", "of %s by %d".formatted(right, blockColumns));
      nest.line("load a panel %s[%d,%d]".formatted(right, op.k(), blockColumns));
      nest.line("stream %s[%d,%d] past it, %s".formatted(left, rows, op.k(), array));
      return nest.lines;
    }
    for (String loop : map.order().label().split(", ", -1)) {
      switch (loop) {
        case "rows" ->
            nest.loop(ceilDiv(rows, blockRows), loop, "of %s by %d".formatted(left, blockRows));
        case "columns" ->
            nest.loop(
                ceilDiv(columns, blockColumns), loop, "of %s by %d".formatted(right, blockColumns));
        default -> nest.loop(ceilDiv(op.k(), blockDepth), loop, "k by " + blockDepth);
      }
    }
    nest.line(
        "%s[%d,%d] += %s[%d,%d] * %s[%d,%d] in the global buffer"
            .formatted(
                out,
                blockRows,
                blockColumns,
                left,
                blockRows,
                blockDepth,
                right,
                blockDepth,
                blockColumns));
    String part = map.active().map(a -> a.rows() + " x " + a.columns() + " of ").orElse("");
    nest.line(
        "on %sthe array %s, two buffers: %s".formatted(part, array, map.doubleBuffered().label()));
    return nest.lines;
  }

  private static long ceilDiv(long a, long b) {
    return (a - 1) / b + 1;
  }

  /** Lines, each loop indented by one more than the one around it. */
  private static final class Nest {
    private final List<String> lines = new ArrayList<>();
    private int depth;

    /** Adds a loop; one that runs once is left out. */
    void loop(long count, String name, String comment) {
      if (count > 1) {
        loop("for %s in %d%s".formatted(name, count, comment.isEmpty() ? "" : ": " + comment));
      }
    }

    void loop(String text) {
      line(text);
      depth++;
    }

    void line(String text) {
      lines.add("  ".repeat(depth) + text);
    }
  }
}
