package org.socompass.cost;

/**
 * Share of dies without a killing defect. With {@code x = area * density} expected defects on a
 * die:
 *
 * <pre>{@code
 * Poisson             exp(-x)                 defects independent: the least yield
 * Murphy              ((1 - exp(-x)) / x)^2   density varies as a triangle
 * negative binomial   (1 + x/alpha)^-alpha    defects cluster; alpha to infinity is Poisson
 * Seeds               1 / (1 + x)             clusters most: negative binomial with alpha 1
 * }</pre>
 *
 * <p><b>Source.</b> Stapper, IBM J. Res. Dev. 27 (1983); Murphy, Proc. IEEE 52 (1964).
 */
public sealed interface YieldModel {
  /**
   * Returns the yield of a die with {@code defects} expected defects, in (0, 1].
   *
   * @param defects expected defects on the die, not negative
   */
  double ofDefects(double defects);

  /**
   * Returns the yield of a die, in (0, 1].
   *
   * @param mm2 area of the die [mm2]
   * @param defectsPerCm2 defect density [1/cm2]
   * @throws IllegalArgumentException if one of them is negative or not finite
   */
  default double of(double mm2, double defectsPerCm2) {
    if (!(mm2 >= 0 && defectsPerCm2 >= 0 && Double.isFinite(mm2 * defectsPerCm2))) {
      throw new IllegalArgumentException(
          "area and defect density must be finite and not negative, but are %s mm2 and %s /cm2"
              .formatted(mm2, defectsPerCm2));
    }
    return ofDefects(mm2 * defectsPerCm2 / 100);
  }

  /** Independent defects. */
  record Poisson() implements YieldModel {
    @Override
    public double ofDefects(double defects) {
      return Math.exp(-defects);
    }
  }

  /** Defect density that varies from wafer to wafer as a triangle. */
  record Murphy() implements YieldModel {
    @Override
    public double ofDefects(double defects) {
      if (defects == 0) {
        return 1;
      }
      double mean = -Math.expm1(-defects) / defects;
      return mean * mean;
    }
  }

  /** Strongly clustered defects. */
  record Seeds() implements YieldModel {
    @Override
    public double ofDefects(double defects) {
      return 1 / (1 + defects);
    }
  }

  /**
   * Clustered defects.
   *
   * @param alpha clustering; the less, the more they cluster
   */
  record NegativeBinomial(double alpha) implements YieldModel {
    /**
     * Checks the clustering.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public NegativeBinomial {
      if (!(alpha > 0)) {
        throw new IllegalArgumentException("alpha must be positive, but is " + alpha);
      }
    }

    @Override
    public double ofDefects(double defects) {
      return Math.exp(-alpha * Math.log1p(defects / alpha));
    }
  }
}
