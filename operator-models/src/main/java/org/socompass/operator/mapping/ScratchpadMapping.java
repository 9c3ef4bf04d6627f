package org.socompass.operator.mapping;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.socompass.hardware.Dataflow;
import org.socompass.hardware.MatrixEngine;
import org.socompass.operator.Spread;

/**
 * How a matrix product runs from a scratchpad: {@code out[rows, columns] = left[rows, depth] *
 * right[depth, columns]} in blocks. Transposed, weights are the left operand.
 *
 * @param transposed whether {@code C^T = B^T A^T} is computed
 * @param resident whether blocks stay in the scratchpad; else the left operand is read again for
 *     each panel of the right one, as wide as the array, and nothing overlaps
 * @param block sizes of a block; of no meaning if nothing is resident
 * @param order order of the loops over blocks
 * @param doubleBuffered which operands have two buffers
 * @param spread what the lanes share out
 * @param dataflow what stays in the array
 * @param active the part of the array that works; empty if all of it does
 */
public record ScratchpadMapping(
    boolean transposed,
    boolean resident,
    Block block,
    LoopOrder order,
    DoubleBuffered doubleBuffered,
    Spread spread,
    Dataflow dataflow,
    Optional<Active> active)
    implements Mapping {
  /** Creates a mapping on the whole array. */
  public ScratchpadMapping(
      boolean transposed,
      boolean resident,
      Block block,
      LoopOrder order,
      DoubleBuffered doubleBuffered,
      Spread spread,
      Dataflow dataflow) {
    this(transposed, resident, block, order, doubleBuffered, spread, dataflow, Optional.empty());
  }

  /**
   * The part of an array that works while the rest is masked.
   *
   * @param rows rows of processing elements
   * @param columns columns of processing elements
   */
  public record Active(int rows, int columns) {}

  /**
   * Sizes of a block.
   *
   * @param rows rows of the left operand
   * @param columns columns of the right operand
   * @param depth elements along the contraction
   */
  public record Block(long rows, long columns, long depth) {}

  /**
   * Which operands have two buffers, so that one is filled or drained while the other is used.
   *
   * @param left the left operand
   * @param right the right operand
   * @param out the result
   */
  public record DoubleBuffered(boolean left, boolean right, boolean out) {
    /** Panels that pass a resident left operand. */
    public static final DoubleBuffered PANELS = new DoubleBuffered(false, true, true);

    /** Nothing. */
    public static final DoubleBuffered NONE = new DoubleBuffered(false, false, false);

    /** Returns the operands by name, as in {@code right out}, or {@code none}. */
    public String label() {
      String names = (left ? "left " : "") + (right ? "right " : "") + (out ? "out " : "");
      return names.isEmpty() ? "none" : names.strip();
    }
  }

  /**
   * Returns the mapping that keeps rows of the left operand while panels of the right one pass.
   *
   * @param rows rows that stay
   * @param panel columns of a panel
   * @param depth the whole contraction, padded
   */
  public static ScratchpadMapping rows(
      boolean transposed, long rows, long panel, long depth, Dataflow dataflow) {
    return new ScratchpadMapping(
        transposed,
        true,
        new Block(rows, panel, depth),
        LoopOrder.ROWS_COLUMNS_DEPTH,
        DoubleBuffered.PANELS,
        Spread.COLUMNS,
        dataflow);
  }

  /** Returns the mapping that keeps nothing. */
  public static ScratchpadMapping streamed(
      boolean transposed, long rows, long panel, long depth, Dataflow dataflow) {
    return new ScratchpadMapping(
        transposed,
        false,
        new Block(rows, panel, depth),
        LoopOrder.COLUMNS_ROWS_DEPTH,
        DoubleBuffered.NONE,
        Spread.COLUMNS,
        dataflow);
  }

  /** Returns the mapping on a part of the array. */
  public ScratchpadMapping on(Active part) {
    return new ScratchpadMapping(
        transposed, resident, block, order, doubleBuffered, spread, dataflow, Optional.of(part));
  }

  /** Returns the engine as this mapping sees it: of the size of the part that works. */
  public MatrixEngine active(MatrixEngine matrix) {
    return active.map(part -> matrix.masked(part.rows, part.columns)).orElse(matrix);
  }

  @Override
  public Map<String, Object> describe() {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("kernel", "scratchpad");
    result.put("transposed", transposed);
    result.put("resident", resident);
    result.put("block_rows", block.rows);
    result.put("block_columns", block.columns);
    result.put("block_depth", block.depth);
    result.put("loop_order", order.label());
    result.put("double_buffered", doubleBuffered.label());
    result.put("spread_over_lanes", spread.id());
    result.put("dataflow", dataflow.name().toLowerCase(Locale.ROOT));
    active.ifPresent(
        part -> {
          result.put("array_rows", part.rows);
          result.put("array_columns", part.columns);
        });
    return result;
  }
}
