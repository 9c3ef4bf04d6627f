package org.socompass.inference.schedule;

import java.util.concurrent.atomic.LongAdder;

/** How many candidates were simulated, for who watches the work. Thread-safe. */
public final class SimulationCount {
  private final LongAdder count = new LongAdder();

  /** Counts one. */
  public void add() {
    count.increment();
  }

  /** Returns the simulations so far. */
  public long sum() {
    return count.sum();
  }
}
