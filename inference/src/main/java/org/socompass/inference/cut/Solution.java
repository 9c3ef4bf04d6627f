package org.socompass.inference.cut;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the solver found for one product.
 *
 * @param best the fastest cut, if any is feasible
 * @param gpuColumns output features that the GPU computes in it
 * @param npuLengths rows of the NPU's graphs in it
 * @param alternatives the least time of each kind of cut, two hand-overs included [s]
 */
public record Solution(
    Optional<Choice> best, long gpuColumns, List<Long> npuLengths, Map<Kind, Double> alternatives) {
  /** Copies the collections. */
  public Solution {
    npuLengths = List.copyOf(npuLengths);
    var copy = new EnumMap<Kind, Double>(Kind.class);
    copy.putAll(alternatives);
    alternatives = Collections.unmodifiableMap(copy);
  }
}
