package org.socompass.cost.die;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.special.Beta;

/**
 * Share of dies that can be sold, when some of their cores may be faulty.
 *
 * <p>Every model of {@link YieldModel} says that defects are independent at a defect density, and
 * that the density varies from die to die: not at all (Poisson), as a triangle (Murphy), as an
 * exponential (Seeds), as a gamma distribution (negative binomial). At one density the rest of the
 * die must have no defect, and of n like cores at most n - m may have one:
 *
 * <pre>{@code
 * Y = E_g [ exp(-g x_rest) * sum_{k=0}^{n-m} C(n,k) (1 - p)^k p^(n-k) ],   p = exp(-g x_core)
 * }</pre>
 *
 * <p>with {@code x} expected defects and g the density over its mean. Faulty cores come together,
 * since a die that has one is of a dense kind. Without spare cores it is the yield model itself.
 * The expectation is taken by Gauss-Legendre quadrature.
 *
 * <p><b>Source.</b> The mixtures: Stapper, IBM J. Res. Dev. 27 (1983). Cores: binomial at a given
 * density.
 */
public final class DieYield {
  private static final int POINTS = 12;

  /** Keeps its rules, which take longer to compute than a die's yield. */
  private static final GaussIntegratorFactory RULES = new GaussIntegratorFactory();

  /** Spare cores up to which the sum is taken term by term; beyond, as an incomplete beta. */
  private static final int MOST_TERMS = 256;

  private final YieldModel model;
  private final List<Point> points = new ArrayList<>();

  /** A density over its mean, and how likely it is. */
  private record Point(double density, double weight) {}

  public DieYield(YieldModel model) {
    this.model = model;
    double[] panels = model.densityPanels();
    double sum = 0;
    List<Point> raw = new ArrayList<>();
    for (int i = 0; i + 1 < panels.length; i++) {
      GaussIntegrator rule = RULES.legendre(POINTS, panels[i], panels[i + 1]);
      for (int j = 0; j < rule.getNumberOfPoints(); j++) {
        double weight = rule.getWeight(j) * model.densityAt(rule.getPoint(j));
        raw.add(new Point(rule.getPoint(j), weight));
        sum += weight;
      }
    }
    if (raw.isEmpty()) {
      points.add(new Point(1, 1));
    }
    for (Point p : raw) {
      points.add(new Point(p.density, p.weight / sum));
    }
  }

  /**
   * Cores of a kind.
   *
   * @param defects expected defects of one core
   * @param onDie cores on the die
   * @param needed cores of them that must work
   */
  public record Cores(double defects, int onDie, int needed) {}

  /**
   * Returns the yield, in (0, 1].
   *
   * @param defects expected defects of the whole die
   * @param cores its cores that may be faulty
   */
  public double of(double defects, List<Cores> cores) {
    if (cores.isEmpty()) {
      return model.ofDefects(defects);
    }
    double rest = defects;
    for (Cores c : cores) {
      rest -= c.defects * c.onDie;
    }
    rest = Math.max(0, rest);
    double yield = 0;
    for (Point point : points) {
      double good = Math.exp(-point.density * rest);
      for (Cores c : cores) {
        good *= enoughGood(point.density * c.defects, c.onDie, c.needed);
      }
      yield += point.weight * good;
    }
    return Math.min(1, yield);
  }

  /** Returns the probability that enough of n cores have no defect. */
  private static double enoughGood(double defects, int onDie, int needed) {
    if (onDie - needed > MOST_TERMS) {
      return Beta.regularizedBeta(Math.exp(-defects), needed, onDie - needed + 1.0);
    }
    double odds = Math.expm1(defects);
    double term = Math.exp(-onDie * defects);
    double sum = term;
    for (int faulty = 1; faulty <= onDie - needed; faulty++) {
      term *= odds * (onDie - faulty + 1) / faulty;
      sum += term;
    }
    return Math.min(1, sum);
  }
}
