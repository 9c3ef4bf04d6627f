package org.socompass.reliability;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.socompass.inference.trust.Band;
import org.socompass.inference.trust.Variances;
import org.socompass.validation.ErrorKind;

/**
 * How many measurements of a device lie inside the 80 % band that the errors of the other devices
 * give.
 *
 * @param kind what was measured
 * @param device the device left out; its variances and its predictions know nothing of it
 * @param rows its rows
 * @param covered rows inside the band
 * @param band the band
 */
public record Coverage(ErrorKind kind, String device, int rows, int covered, Band band) {
  /** Returns the share of rows inside the band, in [0, 1]. */
  public double share() {
    return (double) covered / rows;
  }

  /**
   * Returns the coverage of each kind and device that no constant was fitted to, where others of
   * the kind remain.
   */
  public static List<Coverage> of(List<Residual> residuals) {
    List<Coverage> result = new ArrayList<>();
    for (Map.Entry<ErrorKind, List<Residual>> kind : VarianceFit.byKind(residuals).entrySet()) {
      List<Residual> leftOut = kind.getValue().stream().filter(Residual::isLeftOut).toList();
      VarianceFit.byDevice(leftOut)
          .forEach(
              (device, own) -> {
                List<Residual> others = VarianceFit.without(kind.getValue(), device);
                if (!others.isEmpty()) {
                  result.add(
                      of(
                          kind.getKey(),
                          device,
                          own,
                          VarianceFit.fit(others, VarianceFit.without(residuals, device))));
                }
              });
    }
    return result;
  }

  private static Coverage of(ErrorKind kind, String device, List<Residual> own, Variances others) {
    Band band = others.unseen();
    int covered = (int) own.stream().filter(r -> band.covers(Math.exp(r.ln()), 1)).count();
    return new Coverage(kind, device, own.size(), covered, band);
  }

  /** Returns the mean share of coverages, each device of a kind counting alike. */
  public static double mean(List<Coverage> all) {
    return all.stream().mapToDouble(Coverage::share).average().orElse(Double.NaN);
  }
}
