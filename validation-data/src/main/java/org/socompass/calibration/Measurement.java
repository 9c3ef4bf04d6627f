package org.socompass.calibration;

import java.util.List;

/**
 * One measured latency.
 *
 * @param dataset id of the data set
 * @param table table that it is in
 * @param operator operator, as {@code validate} names it
 * @param types data types, empty if the operator has one column of them or none
 * @param family shape family
 * @param processors processors that it ran on
 * @param seconds measured latency [s]
 */
record Measurement(
    String dataset,
    String table,
    String operator,
    String types,
    String family,
    List<String> processors,
    double seconds) {
  /** Copies the processors. */
  Measurement {
    processors = List.copyOf(processors);
  }
}
