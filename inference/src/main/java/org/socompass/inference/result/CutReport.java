package org.socompass.inference.result;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one product was spread, and what the alternatives would have cost.
 *
 * @param name the operator
 * @param kind id of the kind of cut that was chosen, or the processor that runs all of it
 * @param gpuShare share of its output features that the GPU computes for all rows, in [0, 1]
 * @param npuLengths rows of the NPU's graphs; empty if it takes no part
 * @param seconds its time, the hand-overs of a cut included [s]
 * @param alternatives the least time of every way looked at, by its id [s]
 */
public record CutReport(
    String name,
    String kind,
    double gpuShare,
    List<Long> npuLengths,
    double seconds,
    Map<String, Double> alternatives) {
  /** Copies the collections. */
  public CutReport {
    npuLengths = List.copyOf(npuLengths);
    alternatives = Collections.unmodifiableMap(new TreeMap<>(alternatives));
  }
}
