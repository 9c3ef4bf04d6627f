package org.socompass.inference.cut;

import org.socompass.hardware.Device;
import org.socompass.inference.schedule.Task;
import org.socompass.mapper.MappedOperator;
import org.socompass.operator.Bound;
import org.socompass.operator.Matmul;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.Operator;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.mapping.ScratchpadMapping;

/**
 * An operator, or a part of one, on one processor.
 *
 * @param processor id of the processor
 * @param operator what is computed; its shape names the piece
 * @param seconds time alone, without submission [s]
 * @param bytes bytes moved to and from main memory [B]
 * @param submitSeconds time to submit it [s]
 * @param boundBy what limits it
 * @param rooflineSeconds the least time that peak rates allow [s]
 * @param energy what its energy above idle is of
 * @param inMemoryBytes bytes of weights that are read inside main memory and multiplied there; 0 if
 *     the processor itself does the work [B]
 */
public record Piece(
    String processor,
    Operator operator,
    double seconds,
    double bytes,
    double submitSeconds,
    Bound boundBy,
    double rooflineSeconds,
    EnergyUse energy,
    double inMemoryBytes) {
  /** Creates a piece that the processor itself does. */
  public Piece(
      String processor,
      Operator operator,
      double seconds,
      double bytes,
      double submitSeconds,
      Bound boundBy,
      double rooflineSeconds,
      EnergyUse energy) {
    this(processor, operator, seconds, bytes, submitSeconds, boundBy, rooflineSeconds, energy, 0);
  }

  /**
   * Returns the piece of a mapped operator. What an NPU reads again and again comes from the system
   * cache if it fits: it takes as long, but no bandwidth of main memory from others.
   *
   * @param device the device that it runs on
   * @param reach told what is asked of its system cache
   */
  static Piece of(MappedOperator mapped, Device device, CacheReach reach) {
    OperatorCost cost = mapped.cost();
    double submit = submitSeconds(cost);
    double bytes = mainMemoryBytes(mapped, device, reach);
    return new Piece(
        mapped.processorId(),
        mapped.operator(),
        cost.latencySeconds() - submit,
        bytes,
        submit,
        cost.boundBy(),
        cost.rooflineSeconds(),
        new EnergyUse.Run(
            mapped.operator(),
            mapped.processorId(),
            cost.latencySeconds() - cost.launchSeconds(),
            cost.traffic(MemoryLevel.MAIN_MEMORY),
            bytes));
  }

  private static double submitSeconds(OperatorCost cost) {
    return Math.min(cost.launchSeconds(), cost.latencySeconds());
  }

  private static double mainMemoryBytes(MappedOperator mapped, Device device, CacheReach reach) {
    double traffic = mapped.cost().traffic(MemoryLevel.MAIN_MEMORY);
    if (mapped.operator() instanceof Matmul product
        && mapped.mapping() instanceof ScratchpadMapping mapping
        && !mapping.resident()) {
      double again = mapping.transposed() ? product.weightBytes() : product.activationBytes();
      double cache = device.systemCache().map(c -> (double) c.capacityBytes()).orElse(0.0);
      return reach.holds(cache, again) ? Math.min(traffic, product.compulsoryBytes()) : traffic;
    }
    return traffic;
  }

  /** Returns its shape in words. */
  public String shape() {
    return operator.shape();
  }

  /** Returns the same piece in another time [s]. */
  Piece taking(double otherSeconds) {
    return new Piece(
        processor,
        operator,
        otherSeconds,
        bytes,
        submitSeconds,
        boundBy,
        rooflineSeconds,
        energy,
        inMemoryBytes);
  }

  /** Returns the time with submission, or without if it is submitted ahead [s]. */
  public double visibleSeconds(boolean submittedAhead) {
    return seconds + (submittedAhead ? 0 : submitSeconds);
  }

  /** Returns the task that this piece is on a lane. */
  public Task task(String name, int lane, java.util.List<Task.Wait> waits) {
    return new Task(name, lane, seconds, bytes, submitSeconds, waits);
  }

  /** No mapping of a piece fits; the cut that needs it is dropped. */
  static final class InfeasiblePieceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InfeasiblePieceException(String reason) {
      super(reason);
    }
  }
}
