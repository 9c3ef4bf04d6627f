package org.socompass.api;

import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;

/**
 * What one operator takes of a phase.
 *
 * @param phase prefill or decode
 * @param name its name in the graph
 * @param operator what it computes
 * @param shape its shape in words
 * @param processor id of the processor that runs it; several are joined by {@code +}
 * @param count how often it runs in the phase
 * @param seconds time of all of them [s]
 * @param boundBy what limits it
 * @param mainMemoryBytes bytes that all of them move to and from main memory [B]
 */
public record OperatorShare(
    String phase,
    String name,
    String operator,
    String shape,
    String processor,
    long count,
    double seconds,
    String boundBy,
    double mainMemoryBytes) {
  static OperatorShare of(PhaseResult phase, OperatorTime time) {
    return new OperatorShare(
        phase.phase().id(),
        time.name(),
        time.operator(),
        time.shape(),
        time.processor(),
        time.count(),
        time.totalSeconds(),
        time.boundBy().id(),
        time.mainMemoryBytes() * time.count());
  }
}
