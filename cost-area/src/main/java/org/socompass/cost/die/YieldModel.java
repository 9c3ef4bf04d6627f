package org.socompass.cost.die;

import java.util.List;
import org.socompass.input.NearestName;

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

  /**
   * Returns the bounds of the intervals in which the defect density of a die lies, over its mean,
   * with what is beyond them too rare to count; empty if it is always its mean.
   */
  double[] densityPanels();

  /** Returns the probability density of the defect density over its mean, up to a factor. */
  double densityAt(double density);

  /** Returns the name as users write it. */
  String id();

  /** Returns the names that {@link #parse} knows. */
  static List<String> ids() {
    return List.of("poisson", "murphy", "seeds", "negative-binomial");
  }

  /**
   * Returns the model of a name, as in {@code murphy} or {@code negative-binomial:10}.
   *
   * @param text a name of {@link #ids}; the negative binomial may give its alpha after a colon
   * @param alpha alpha if it doesn't
   * @throws IllegalArgumentException if there is no such model
   */
  static YieldModel parse(String text, double alpha) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    return switch (name) {
      case "poisson" -> plain(text, new Poisson());
      case "murphy" -> plain(text, new Murphy());
      case "seeds" -> plain(text, new Seeds());
      case "negative-binomial" ->
          new NegativeBinomial(colon < 0 ? alpha : alpha(text.substring(colon + 1)));
      default ->
          throw new IllegalArgumentException(
              "there is no yield model '%s'; %s".formatted(name, NearestName.hint(name, ids())));
    };
  }

  private static YieldModel plain(String text, YieldModel model) {
    if (text.indexOf(':') >= 0) {
      throw new IllegalArgumentException("the yield model " + model.id() + " has no parameter");
    }
    return model;
  }

  private static double alpha(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("alpha must be a number, but is '" + text + "'", e);
    }
  }

  /** Independent defects. */
  record Poisson() implements YieldModel {
    @Override
    public double[] densityPanels() {
      return new double[0];
    }

    @Override
    public double densityAt(double density) {
      return 0;
    }

    @Override
    public String id() {
      return "poisson";
    }

    @Override
    public double ofDefects(double defects) {
      return Math.exp(-defects);
    }
  }

  /** Defect density that varies from wafer to wafer as a triangle. */
  record Murphy() implements YieldModel {
    @Override
    public double[] densityPanels() {
      return new double[] {0, 1, 2};
    }

    @Override
    public double densityAt(double density) {
      return 1 - Math.abs(1 - density);
    }

    @Override
    public String id() {
      return "murphy";
    }

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
    private static final double[] PANELS = {0, 4, 32};

    @Override
    public double[] densityPanels() {
      return PANELS.clone();
    }

    @Override
    public double densityAt(double density) {
      return Math.exp(-density);
    }

    @Override
    public String id() {
      return "seeds";
    }

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
      if (!(alpha > 0 && Double.isFinite(alpha))) {
        throw new IllegalArgumentException("alpha must be positive, but is " + alpha);
      }
    }

    /** Up to ten standard deviations of the gamma distribution above its mean. */
    @Override
    public double[] densityPanels() {
      double deviation = 1 / Math.sqrt(alpha);
      double middle = 1 + 2 * deviation;
      return new double[] {0, middle, middle + 10 * deviation + 10 / alpha};
    }

    @Override
    public double densityAt(double density) {
      return Math.exp((alpha - 1) * Math.log(density) - alpha * (density - 1));
    }

    @Override
    public String id() {
      return "negative-binomial:" + (alpha == Math.rint(alpha) ? "" + (long) alpha : "" + alpha);
    }

    @Override
    public double ofDefects(double defects) {
      return Math.exp(-alpha * Math.log1p(defects / alpha));
    }
  }
}
