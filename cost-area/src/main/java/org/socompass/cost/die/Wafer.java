package org.socompass.cost.die;

import java.util.OptionalLong;

/**
 * A wafer that is cut into rectangular dies.
 *
 * @param usableRadiusMm radius inside the edge exclusion [mm]
 * @param scribeMm width that the saw takes beside a die [mm]
 */
public record Wafer(double usableRadiusMm, double scribeMm) {
  /**
   * Checks the dimensions.
   *
   * @throws IllegalArgumentException if the radius is not positive or the scribe is negative
   */
  public Wafer {
    if (!(usableRadiusMm > 0 && scribeMm >= 0)) {
      throw new IllegalArgumentException(
          "the radius must be positive and the scribe not negative, but they are %s and %s mm"
              .formatted(usableRadiusMm, scribeMm));
    }
  }

  /**
   * Returns the dies on the wafer, equation (8), to the nearest whole one, as the equation itself
   * is an estimate; empty if not even one fits by it.
   *
   * <p>{@code pi r^2 / A' - 2 pi r / sqrt(2 A')} with {@code A' = A + 2 s sqrt(A) + s^2}: the area
   * of the wafer over that of a square die and its scribe line, less the dies cut by the edge.
   *
   * @param mm2 area of the die [mm2]
   * @throws IllegalArgumentException if the area is not positive
   */
  public OptionalLong dies(double mm2) {
    double dies = estimate(mm2);
    return dies >= 1 ? OptionalLong.of(Math.round(dies)) : OptionalLong.empty();
  }

  /**
   * Returns {@link #dies} as a number to compute with; 0 if not even one fits.
   *
   * @param mm2 area of the die [mm2]
   * @throws IllegalArgumentException if the area is not positive
   */
  public double count(double mm2) {
    double dies = estimate(mm2);
    return dies >= 1 ? Math.round(dies) : 0;
  }

  private double estimate(double mm2) {
    if (!(mm2 > 0)) {
      throw new IllegalArgumentException("the area must be positive, but is " + mm2 + " mm2");
    }
    double cut = mm2 + 2 * scribeMm * Math.sqrt(mm2) + scribeMm * scribeMm;
    return Math.PI * usableRadiusMm * usableRadiusMm / cut
        - 2 * Math.PI * usableRadiusMm / Math.sqrt(2 * cut);
  }
}
