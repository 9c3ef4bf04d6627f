package org.socompass.hardware.power;

import java.util.OptionalDouble;
import org.socompass.input.Dimension;
import org.socompass.input.Section;

/**
 * How a device sheds heat, and when it slows down. Two lumps: the chip with the memory on it, and
 * the body that one touches.
 *
 * <pre>{@code
 * chip --[chip resistance]-- body --[body resistance]-- ambient
 * }</pre>
 *
 * @param ambientCelsius temperature around [degC]
 * @param chip chip and memory; its resistance is that to the body
 * @param body body; its resistance is that to the ambient
 * @param platformWatts what all else in the body draws: screen, radios, converters [W]
 * @param powerCapWatts power of processors and memory that is never exceeded for longer than a
 *     period; empty if there is none [W]
 * @param periodSeconds time between two decisions about the step [s]
 */
public record ThermalLimits(
    double ambientCelsius,
    Node chip,
    Node body,
    double platformWatts,
    OptionalDouble powerCapWatts,
    double periodSeconds) {
  private static final double COLDEST_CELSIUS = -60;
  private static final double HOTTEST_CELSIUS = 200;

  /**
   * A lump of one temperature.
   *
   * @param kelvinPerWatt resistance to what is next on the way out [K/W]
   * @param joulesPerKelvin heat capacity [J/K]
   * @param limitCelsius temperature above which the device slows down [degC]
   */
  public record Node(double kelvinPerWatt, double joulesPerKelvin, double limitCelsius) {
    public static Node read(Section s) {
      return new Node(
          s.positive("resistance", Dimension.THERMAL_RESISTANCE),
          s.positive("capacity", Dimension.HEAT_CAPACITY),
          s.within("limit", Dimension.TEMPERATURE, COLDEST_CELSIUS, HOTTEST_CELSIUS));
    }
  }

  public static ThermalLimits read(Section s) {
    var limits =
        new ThermalLimits(
            s.within("ambient", Dimension.TEMPERATURE, COLDEST_CELSIUS, HOTTEST_CELSIUS),
            s.section("chip", Node::read),
            s.section("body", Node::read),
            s.nonNegative("platform", Dimension.POWER),
            s.optionalPositive("power_cap", Dimension.POWER),
            s.positive("period", Dimension.TIME));
    if (Math.min(limits.chip.limitCelsius, limits.body.limitCelsius) <= limits.ambientCelsius) {
      throw s.error("ambient", "must be below the limits of chip and body");
    }
    return limits;
  }
}
