package org.socompass.inference.cut;

import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.operator.Operator;
import org.socompass.operator.energy.Energy;
import org.socompass.operator.energy.EnergyModel;

/**
 * What the energy of a piece above idle is of. Times do not depend on energies, so that a pass that
 * was timed on one device is priced on any other that differs in its energies at most.
 */
public sealed interface EnergyUse {
  /** Returns the energy of what nobody can price. */
  static EnergyUse unknown() {
    return new Unknown();
  }

  /** Returns the energy on a device; empty if its template lacks the inputs. */
  Optional<Energy> on(Device device);

  /**
   * Returns the energy of both together, each added as it is.
   *
   * @param other the other
   */
  default EnergyUse plus(EnergyUse other) {
    return new Both(this, other);
  }

  /** Returns the energy of so many runs. */
  default EnergyUse times(long runs) {
    return new Runs(this, runs);
  }

  /** Nothing is known of it. */
  record Unknown() implements EnergyUse {
    @Override
    public Optional<Energy> on(Device device) {
      return Optional.empty();
    }
  }

  /**
   * An operator that runs.
   *
   * @param operator what runs
   * @param processor where
   * @param running how long [s]
   * @param traffic bytes that the processor reads and writes [B]
   * @param memoryBytes bytes of them that reach main memory [B]
   */
  record Run(
      Operator operator, String processor, double running, double traffic, double memoryBytes)
      implements EnergyUse {
    @Override
    public Optional<Energy> on(Device device) {
      return EnergyModel.aboveIdle(
          operator, device.processor(processor), device.memory(), running, traffic, memoryBytes);
    }
  }

  /**
   * Bytes that are read and not computed with.
   *
   * @param processor who reads
   * @param seconds how long it takes [s]
   * @param bytes bytes [B]
   */
  record Reading(String processor, double seconds, double bytes) implements EnergyUse {
    @Override
    public Optional<Energy> on(Device device) {
      return EnergyModel.ofReading(device.processor(processor), device.memory(), seconds, bytes);
    }
  }

  /**
   * A product by units in main memory.
   *
   * @param processor who sends the commands and waits
   * @param seconds how long it takes [s]
   * @param sent bytes of activations that cross the bus [B]
   * @param received bytes of results that cross the bus [B]
   * @param inside bytes of weights read and multiplied inside the memory [B]
   */
  record InMemory(String processor, double seconds, double sent, double received, double inside)
      implements EnergyUse {
    @Override
    public Optional<Energy> on(Device device) {
      return EnergyModel.inMemory(
          device.processor(processor), device.memory(), seconds, sent, received, inside);
    }
  }

  /**
   * Two at once.
   *
   * @param first one
   * @param second the other
   */
  record Both(EnergyUse first, EnergyUse second) implements EnergyUse {
    @Override
    public Optional<Energy> on(Device device) {
      return first.on(device).flatMap(a -> second.on(device).map(a::plus));
    }
  }

  /**
   * One after another.
   *
   * @param one one of them
   * @param runs how many
   */
  record Runs(EnergyUse one, long runs) implements EnergyUse {
    @Override
    public Optional<Energy> on(Device device) {
      return one.on(device).map(e -> e.times(runs));
    }
  }
}
