package org.socompass.hardware;

import java.util.List;
import java.util.Optional;
import org.socompass.hardware.power.ThrottleStep;

/**
 * One processor of a device: identical cores, each of identical lanes.
 *
 * @param id key in the template: cpu, gpu or npu
 * @param kind what it is
 * @param name name for people
 * @param clockHz clock of everything in it [Hz]
 * @param cores cores
 * @param lanesPerCore lanes of a core; a lane has one vector unit and at most one matrix engine
 * @param matrix matrix engine of a lane
 * @param vector vector unit of a lane
 * @param registerBytes registers of a core [B]
 * @param local local buffer of a core
 * @param global global buffer of all cores
 * @param dram its share of main memory
 * @param launch fixed cost of an operator
 * @param kernels the software that runs on it
 * @param energy what it draws; empty if nothing is known
 * @param throttleSteps clocks and voltages that it may fall to, from high to low; may be empty
 * @param sustained share of its clock that the power of its board holds
 */
public record Processor(
    String id,
    ProcessorKind kind,
    String name,
    double clockHz,
    int cores,
    int lanesPerCore,
    Optional<MatrixEngine> matrix,
    VectorUnit vector,
    long registerBytes,
    LocalBuffer local,
    GlobalBuffer global,
    Dram dram,
    Launch launch,
    Kernels kernels,
    Optional<ProcessorEnergy> energy,
    List<ThrottleStep> throttleSteps,
    SustainedClock sustained) {
  /** Creates a processor that no power limit slows. */
  public Processor(
      String id,
      ProcessorKind kind,
      String name,
      double clockHz,
      int cores,
      int lanesPerCore,
      Optional<MatrixEngine> matrix,
      VectorUnit vector,
      long registerBytes,
      LocalBuffer local,
      GlobalBuffer global,
      Dram dram,
      Launch launch,
      Kernels kernels,
      Optional<ProcessorEnergy> energy,
      List<ThrottleStep> throttleSteps) {
    this(
        id,
        kind,
        name,
        clockHz,
        cores,
        lanesPerCore,
        matrix,
        vector,
        registerBytes,
        local,
        global,
        dram,
        launch,
        kernels,
        energy,
        throttleSteps,
        SustainedClock.UNLIMITED);
  }

  /** Copies the steps. */
  public Processor {
    throttleSteps = List.copyOf(throttleSteps);
  }

  /** Returns the processor with other launch costs. */
  public Processor withLaunch(Launch other) {
    return new Processor(
        id,
        kind,
        name,
        clockHz,
        cores,
        lanesPerCore,
        matrix,
        vector,
        registerBytes,
        local,
        global,
        dram,
        other,
        kernels,
        energy,
        throttleSteps,
        sustained);
  }

  /** Returns the processor as one of which no energy is known. */
  public Processor withoutEnergy() {
    return new Processor(
        id,
        kind,
        name,
        clockHz,
        cores,
        lanesPerCore,
        matrix,
        vector,
        registerBytes,
        local,
        global,
        dram,
        launch,
        kernels,
        Optional.empty(),
        throttleSteps,
        sustained);
  }

  /** Returns the processor with another share of its clock that power holds. */
  public Processor withSustained(SustainedClock other) {
    return new Processor(
        id,
        kind,
        name,
        clockHz,
        cores,
        lanesPerCore,
        matrix,
        vector,
        registerBytes,
        local,
        global,
        dram,
        launch,
        kernels,
        energy,
        throttleSteps,
        other);
  }

  /**
   * Returns the processor so many steps down, or as far as it can go.
   *
   * @param steps not negative
   */
  public Processor throttled(int steps) {
    if (steps == 0 || throttleSteps.isEmpty()) {
      return this;
    }
    ThrottleStep step = throttleSteps.get(Math.min(steps, throttleSteps.size()) - 1);
    return new Processor(
        id,
        kind,
        name,
        clockHz * step.clockShare(),
        cores,
        lanesPerCore,
        matrix,
        vector,
        registerBytes,
        local,
        global,
        dram.atClock(step.clockShare()),
        launch,
        kernels,
        energy.map(e -> e.at(step)),
        List.of(),
        sustained);
  }

  /** Returns lanes of all cores. */
  public long lanes() {
    return (long) cores * lanesPerCore;
  }

  /** Returns the bandwidth of the global buffer [B/s]. */
  public double globalBytesPerSecond() {
    return global.bytesPerCycle() * clockHz;
  }
}
