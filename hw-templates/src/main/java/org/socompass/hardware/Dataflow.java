package org.socompass.hardware;

/** Which operand stays in the processing elements of a systolic array. */
public enum Dataflow {
  /** Each element keeps one output. */
  OUTPUT_STATIONARY,
  /** Each element keeps one weight. */
  WEIGHT_STATIONARY,
  /** Each element keeps one input. */
  INPUT_STATIONARY
}
