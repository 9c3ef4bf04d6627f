package org.socompass.inference.cut;

import org.socompass.input.Section;

/** How a product is spread over a GPU, an NPU and main memory. */
public enum Kind {
  /** All on one processor, in its own size. */
  WHOLE,
  /** All on the NPU, rows padded to a prepared length. */
  PADDING,
  /** All on the NPU, rows in chunks of prepared lengths, one after another. */
  PIPELINE,
  /** Output features are split; the NPU's rows have a prepared length. */
  ROW_CUT,
  /** The NPU takes a prepared length of the rows, the GPU the others. */
  SEQUENCE_CUT,
  /** The NPU takes several prepared lengths of the rows, the GPU the others. */
  MULTI_SEQUENCE_CUT,
  /** Output features are split and the NPU's rows are padded, chunked or cut as well. */
  HYBRID_CUT,
  /**
   * In the banks of main memory, as much of it as has units there; one processor sends commands.
   */
  IN_MEMORY;

  /** Returns the name in reports. */
  public String id() {
    return Section.nameOf(this);
  }
}
