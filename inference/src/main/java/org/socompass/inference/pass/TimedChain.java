package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.inference.cut.Choice;
import org.socompass.inference.result.OperatorTime;

/**
 * Operators one after another whose times are known, and what the energy of each is of.
 *
 * @param rows the operators
 * @param seconds time of all [s]
 * @param handOvers hand-overs between processors
 */
record TimedChain(List<Row> rows, double seconds, long handOvers) {
  /**
   * An operator.
   *
   * @param time its time, without an energy that a choice has
   * @param choice how it runs; empty of what does no work
   */
  record Row(OperatorTime time, Optional<Choice> choice) {
    private OperatorTime on(Device device) {
      return choice.map(c -> time.withEnergies(c.energies(device))).orElse(time);
    }
  }

  /** Copies the rows. */
  TimedChain {
    rows = List.copyOf(rows);
  }

  static TimedChain of(List<Row> rows, long handOvers) {
    return new TimedChain(
        rows, rows.stream().mapToDouble(r -> r.time().totalSeconds()).sum(), handOvers);
  }

  /** Returns the operators with their energies on a device. */
  List<OperatorTime> on(Device device) {
    List<OperatorTime> result = new ArrayList<>(rows.size());
    for (Row row : rows) {
      result.add(row.on(device));
    }
    return result;
  }
}
