package org.socompass.operator;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How a matrix product runs from a scratchpad.
 *
 * <p>The left operand stays in the scratchpad in blocks of rows; the right one streams past it in
 * panels as wide as the array. Transposed, weights are the left operand.
 *
 * @param transposed whether {@code C^T = B^T A^T} is computed
 * @param residentRows rows of the left operand in the scratchpad
 * @param resident whether the left operand stays between panels; else it is read again for each
 * @param doubleBuffered whether the next panel is loaded during the computation on this one
 * @param dataflow what stays in the array
 */
public record ScratchpadMapping(
    boolean transposed,
    long residentRows,
    boolean resident,
    boolean doubleBuffered,
    Dataflow dataflow)
    implements Mapping {
  @Override
  public Map<String, Object> describe() {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("kernel", "scratchpad");
    result.put("transposed", transposed);
    result.put("resident_rows", residentRows);
    result.put("left_operand_resident", resident);
    result.put("double_buffered", doubleBuffered);
    result.put("dataflow", dataflow.name().toLowerCase(Locale.ROOT));
    result.put("loop_order", transposed ? "N (rows), M (panels), K" : "M (rows), N (panels), K");
    return result;
  }
}
