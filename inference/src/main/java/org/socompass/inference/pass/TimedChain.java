package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.socompass.hardware.Device;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.inference.cut.Choice;
import org.socompass.inference.cut.Piece;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PassDetails;
import org.socompass.inference.result.PhaseResult;
import org.socompass.llm.ForwardPass;

/**
 * Operators one after another whose times are known, and what the energy of each is of. Designs
 * that share processors and main memory share the energies, too: those of the first are kept, and
 * of the last. Thread-safe.
 */
final class TimedChain {
  private final List<Row> rows;
  private final double seconds;
  private final long handOvers;
  private final List<String> processorIds;
  private volatile @Nullable Priced first;
  private volatile @Nullable Priced last;

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

  /** A pass, and whose energies it has. */
  private record Priced(
      ForwardPass forward, MainMemory memory, List<Processor> processors, PhaseResult result) {
    @SuppressWarnings("ReferenceEquality") // parts that designs share are the same objects
    private boolean isOf(ForwardPass other, Device device, List<String> ids) {
      if (device.memory() != memory) {
        return false;
      }
      for (int i = 0; i < processors.size(); i++) {
        if (device.processors().get(ids.get(i)) != processors.get(i)) {
          return false;
        }
      }
      return other.equals(forward);
    }
  }

  /**
   * Creates a chain.
   *
   * @param rows the operators
   * @param handOvers hand-overs between processors
   */
  TimedChain(List<Row> rows, long handOvers) {
    this.rows = List.copyOf(rows);
    this.seconds = rows.stream().mapToDouble(r -> r.time().totalSeconds()).sum();
    this.handOvers = handOvers;
    Set<String> ids = new LinkedHashSet<>();
    for (Row row : rows) {
      row.choice().ifPresent(c -> c.pieces().stream().map(Piece::processor).forEach(ids::add));
    }
    this.processorIds = List.copyOf(ids);
  }

  /**
   * Returns the pass with its energies on a device, without details: one object for designs that
   * share its energies.
   *
   * @param forward the pass that the chain is of
   */
  PhaseResult result(ForwardPass forward, Device device) {
    Priced known = first;
    if (known != null && known.isOf(forward, device, processorIds)) {
      return known.result;
    }
    known = last;
    if (known != null && known.isOf(forward, device, processorIds)) {
      return known.result;
    }
    PhaseResult result =
        new PhaseResult(
            forward.phase(),
            forward.contextLength(),
            on(device),
            seconds,
            handOvers,
            PassDetails.NONE);
    List<Processor> processors = new ArrayList<>();
    processorIds.forEach(id -> processors.add(device.processor(id)));
    var priced = new Priced(forward, device.memory(), processors, result);
    if (first == null) {
      first = priced;
    } else {
      last = priced;
    }
    return result;
  }

  private List<OperatorTime> on(Device device) {
    List<OperatorTime> result = new ArrayList<>(rows.size());
    for (Row row : rows) {
      result.add(row.on(device));
    }
    return result;
  }
}
