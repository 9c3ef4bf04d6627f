package org.socompass.inference.thermal;

/**
 * The device at one moment.
 *
 * @param seconds since the start [s]
 * @param step steps below the clocks of the template
 * @param chipCelsius chip and memory [degC]
 * @param bodyCelsius body [degC]
 * @param load what it does from here on
 */
public record Sample(double seconds, int step, double chipCelsius, double bodyCelsius, Load load) {}
