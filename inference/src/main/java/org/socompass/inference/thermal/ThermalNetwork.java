package org.socompass.inference.thermal;

import org.socompass.hardware.power.ThermalLimits;

/**
 * Temperatures of the chip and the body of a device while its power is constant for a while.
 *
 * <pre>{@code
 * C_c dT_c/dt = P - (T_c - T_b) / R_c
 * C_b dT_b/dt = (T_c - T_b) / R_c + P_platform - (T_b - T_ambient) / R_b
 * x(t) = x_inf + e^(At) (x(0) - x_inf)
 * e^(At) = e^(mt) (cosh(qt) I + sinh(qt)/q (A - m I)),  m = trace(A)/2,  q^2 = m^2 - det(A) > 0
 * }</pre>
 *
 * <p>Exact for a constant power, whatever the length of a step. With x_inf the steady state.
 *
 * <p><b>Source.</b> Two lumps as in compact models of handheld devices; the exponential of a 2x2
 * matrix is the closed form of Cayley and Hamilton.
 */
final class ThermalNetwork {
  private final ThermalLimits limits;
  private final double a11;
  private final double a12;
  private final double a21;
  private final double a22;
  private final double m;

  /**
   * Temperatures of the two lumps.
   *
   * @param chipCelsius chip and memory [degC]
   * @param bodyCelsius body [degC]
   */
  record State(double chipCelsius, double bodyCelsius) {}

  ThermalNetwork(ThermalLimits limits) {
    this.limits = limits;
    double inner = 1 / limits.chip().kelvinPerWatt();
    double outer = 1 / limits.body().kelvinPerWatt();
    this.a11 = -inner / limits.chip().joulesPerKelvin();
    this.a12 = -a11;
    this.a21 = inner / limits.body().joulesPerKelvin();
    this.a22 = -(inner + outer) / limits.body().joulesPerKelvin();
    this.m = (a11 + a22) / 2;
  }

  /** Returns the device as it lies around, at the temperature of the ambient. */
  State cold() {
    return new State(limits.ambientCelsius(), limits.ambientCelsius());
  }

  /**
   * Returns where temperatures end up.
   *
   * @param watts power of processors and memory [W]
   */
  State steady(double watts) {
    double body =
        limits.ambientCelsius() + (watts + limits.platformWatts()) * limits.body().kelvinPerWatt();
    return new State(body + watts * limits.chip().kelvinPerWatt(), body);
  }

  /**
   * How far a while leads, whatever the power: found once for a length that comes again.
   *
   * @param cosh e^(mt) cosh(qt)
   * @param sinh e^(mt) sinh(qt) / q [s]
   */
  record Span(double cosh, double sinh) {}

  /**
   * Returns a while.
   *
   * @param seconds how long [s]
   */
  Span span(double seconds) {
    double q = Math.sqrt(m * m - (a11 * a22 - a12 * a21));
    // Without overflow: m + q < 0.
    double slow = Math.exp((m + q) * seconds) / 2;
    double fast = Math.exp((m - q) * seconds) / 2;
    return new Span(slow + fast, (slow - fast) / q);
  }

  /**
   * Returns the temperatures after some time.
   *
   * @param state temperatures now
   * @param watts power of processors and memory [W]
   * @param seconds how long [s]
   */
  State after(State state, double watts, double seconds) {
    return after(state, steady(watts), span(seconds));
  }

  /**
   * Returns the temperatures after a while.
   *
   * @param state temperatures now
   * @param end where they would end up
   */
  State after(State state, State end, Span span) {
    double chip = state.chipCelsius - end.chipCelsius;
    double body = state.bodyCelsius - end.bodyCelsius;
    return new State(
        end.chipCelsius + span.cosh * chip + span.sinh * ((a11 - m) * chip + a12 * body),
        end.bodyCelsius + span.cosh * body + span.sinh * (a21 * chip + (a22 - m) * body));
  }
}
