package org.socompass.inference.thermal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.socompass.hardware.power.ThermalLimits;

/**
 * Picks the clocks of a device from its temperatures.
 *
 * <pre>{@code
 * every period: the fewest steps down whose power
 *   keeps the cap, and leaves chip and body within their limits at the end of the period, and
 *   after it if the last step follows: what is stored in the chip still reaches the body;
 *   the last step if none does
 * }</pre>
 *
 * <p>Starts cold, at the clocks of the template. Within a period the power is constant and
 * temperatures are exact, so that at its limit a device alternates between neighbouring steps and
 * draws what the limit allows. Deterministic.
 *
 * <p><b>Source.</b> Ours; after power allocation in Linux, which grants a budget of power from the
 * distance to the limit by a tuned controller. This one knows the network and needs no tuning: an
 * upper bound of what a real one reaches.
 */
final class Governor {
  /** How often it looks within the time constant of the chip. */
  private static final int LOOKS = 8;

  /** For how many time constants of the chip. */
  private static final int LAGS = 4;

  private final ThermalLimits limits;
  private final ThermalNetwork network;
  private final IntFunction<Load> loads;
  private final int lastStep;
  private final ThermalNetwork.Span period;
  private final List<ThermalNetwork.Span> looks = new ArrayList<>();

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
    this.period = network.span(limits.periodSeconds());
    double chipSeconds = limits.chip().kelvinPerWatt() * limits.chip().joulesPerKelvin();
    for (int i = 1; i <= LOOKS * LAGS; i++) {
      looks.add(network.span(i * chipSeconds / LOOKS));
    }
  }

  /**
   * Returns the device at the start of each period.
   *
   * @param seconds how long it runs [s]
   */
  List<Sample> run(double seconds) {
    List<Sample> samples = new ArrayList<>();
    ThermalNetwork.State state = network.cold();
    long periods = (long) Math.ceil(seconds / limits.periodSeconds());
    for (long i = 0; i < periods; i++) {
      Load load = next(state);
      samples.add(
          new Sample(
              i * limits.periodSeconds(),
              load.step(),
              state.chipCelsius(),
              state.bodyCelsius(),
              load));
      state = afterPeriod(state, load);
    }
    return samples;
  }

  private ThermalNetwork.State afterPeriod(ThermalNetwork.State state, Load load) {
    return network.after(state, network.steady(load.watts()), period);
  }

  private Load next(ThermalNetwork.State state) {
    for (int step = 0; step < lastStep; step++) {
      Load load = loads.apply(step);
      if (keepsCap(load) && isSafe(afterPeriod(state, load), load)) {
        return load;
      }
    }
    return loads.apply(lastStep);
  }

  /** Returns whether limits hold now and later: at the same load, or else at the last step. */
  private boolean isSafe(ThermalNetwork.State state, Load load) {
    return isWithin(state)
        && (staysWithin(state, load.watts()) || staysWithin(state, loads.apply(lastStep).watts()));
  }

  private boolean staysWithin(ThermalNetwork.State state, double watts) {
    ThermalNetwork.State end = network.steady(watts);
    for (ThermalNetwork.Span look : looks) {
      if (!isWithin(network.after(state, end, look))) {
        return false;
      }
    }
    return true;
  }

  private boolean isWithin(ThermalNetwork.State state) {
    return state.chipCelsius() <= limits.chip().limitCelsius()
        && state.bodyCelsius() <= limits.body().limitCelsius();
  }

  private boolean keepsCap(Load load) {
    return limits.powerCapWatts().isEmpty() || load.watts() <= limits.powerCapWatts().getAsDouble();
  }
}
