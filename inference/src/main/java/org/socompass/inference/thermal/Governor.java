package org.socompass.inference.thermal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.socompass.hardware.ThermalLimits;

/**
 * Slows a device down when it is too hot or draws too much, and speeds it up again.
 *
 * <pre>{@code
 * every period, from the temperatures at its start:
 *   too hot, or more than the power cap     one step down, if there is one
 *   all limits met by the hysteresis, and
 *   the step above keeps the power cap      one step up
 * }</pre>
 *
 * <p>Starts cold, at the clocks of the template. Between decisions the power is constant and
 * temperatures are exact. Deterministic.
 */
final class Governor {
  private final ThermalLimits limits;
  private final ThermalNetwork network;
  private final IntFunction<Load> loads;
  private final int lastStep;

  /**
   * Creates the governor of a device.
   *
   * @param loads what the workload does at each step; asked for the steps that are reached only
   * @param lastStep steps that there are below the clocks of the template
   */
  Governor(ThermalLimits limits, IntFunction<Load> loads, int lastStep) {
    this.limits = limits;
    this.network = new ThermalNetwork(limits);
    this.loads = loads;
    this.lastStep = lastStep;
  }

  /**
   * Returns the device at the start of each period.
   *
   * @param seconds how long it runs [s]
   */
  List<Sample> run(double seconds) {
    List<Sample> samples = new ArrayList<>();
    ThermalNetwork.State state = network.cold();
    int step = 0;
    long periods = (long) Math.ceil(seconds / limits.periodSeconds());
    for (long i = 0; i < periods; i++) {
      step = next(step, state);
      Load load = loads.apply(step);
      samples.add(
          new Sample(
              i * limits.periodSeconds(), step, state.chipCelsius(), state.bodyCelsius(), load));
      state = network.after(state, load.watts(), limits.periodSeconds());
    }
    return samples;
  }

  private int next(int step, ThermalNetwork.State state) {
    boolean isTooMuch = isHot(state, 0) || exceedsCap(loads.apply(step));
    if (isTooMuch) {
      return Math.min(lastStep, step + 1);
    }
    boolean isEasy = !isHot(state, limits.hysteresisKelvin());
    return step > 0 && isEasy && !exceedsCap(loads.apply(step - 1)) ? step - 1 : step;
  }

  private boolean isHot(ThermalNetwork.State state, double marginKelvin) {
    return state.chipCelsius() > limits.chip().limitCelsius() - marginKelvin
        || state.bodyCelsius() > limits.body().limitCelsius() - marginKelvin;
  }

  private boolean exceedsCap(Load load) {
    return limits.powerCapWatts().isPresent()
        && load.watts() > limits.powerCapWatts().getAsDouble();
  }
}
