package org.socompass.reliability;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.socompass.inference.trust.Variances;
import org.socompass.validation.ErrorKind;

/**
 * Variances between and within devices, from residuals {@code r} of devices {@code d}.
 *
 * <pre>{@code
 * sb^2 = mean over d of (mean of r_d)^2                the mean error of all is part of it
 * sw^2 = sum over d, i of (r_di - mean of r_d)^2 / sum over d of (n_d - 1)
 * }</pre>
 *
 * <p>Devices that constants were fitted to are left out. Where fewer than three others remain, the
 * spreads are those of all devices, but at least what is assumed: {@link #FITTED} where three or
 * more were fitted together, {@link #FEW} where there are fewer.
 */
public final class VarianceFit {
  /** Least spreads where constants were fitted to all devices together; assumed. */
  public static final Least FITTED = new Least(0.20, 0.10);

  /** Least spreads where one or two devices are all there is; assumed. */
  public static final Least FEW = new Least(0.35, 0.15);

  /** Devices that tell the spread between devices. */
  static final int FEWEST_DEVICES = 3;

  /**
   * Spreads that are not undercut.
   *
   * @param between between devices
   * @param within within a device
   */
  public record Least(double between, double within) {
    private static final Least NONE = new Least(0, 0);
  }

  private VarianceFit() {}

  /** Returns the variances of each kind of errors, sorted. */
  public static Map<ErrorKind, Variances> of(List<Residual> residuals) {
    Map<ErrorKind, Variances> result = new TreeMap<>();
    byKind(residuals).forEach((kind, own) -> result.put(kind, fit(own)));
    return result;
  }

  static Map<ErrorKind, List<Residual>> byKind(List<Residual> residuals) {
    return residuals.stream()
        .collect(Collectors.groupingBy(Residual::kind, TreeMap::new, Collectors.toList()));
  }

  static Map<String, List<Residual>> byDevice(List<Residual> residuals) {
    return residuals.stream()
        .collect(Collectors.groupingBy(Residual::device, TreeMap::new, Collectors.toList()));
  }

  /** Returns the variances of residuals of one kind. */
  static Variances fit(List<Residual> residuals) {
    List<Residual> leftOut = residuals.stream().filter(Residual::isLeftOut).toList();
    Map<String, List<Residual>> devices = byDevice(leftOut);
    if (devices.size() >= FEWEST_DEVICES) {
      return variances(devices, Least.NONE, "errors on %s that no constant was fitted to");
    }
    Map<String, List<Residual>> all = byDevice(residuals);
    Least least = all.size() >= FEWEST_DEVICES ? FITTED : FEW;
    String assumed =
        String.format(Locale.ROOT, "at least %.2f and %.2f assumed", least.between, least.within);
    return variances(all, least, "errors on %s, too few of them left out of fits; " + assumed);
  }

  private static Variances variances(
      Map<String, List<Residual>> devices, Least least, String source) {
    double between = 0;
    double within = 0;
    int rows = 0;
    for (List<Residual> own : devices.values()) {
      double mean = mean(own);
      between += mean * mean;
      for (Residual r : own) {
        within += (r.ln() - mean) * (r.ln() - mean);
      }
      rows += own.size();
    }
    int freedom = rows - devices.size();
    return new Variances(
        Math.max(least.between, Math.sqrt(between / devices.size())),
        Math.max(least.within, freedom > 0 ? Math.sqrt(within / freedom) : 0),
        devices.size(),
        rows,
        source.formatted(devices.size() == 1 ? "1 device" : devices.size() + " devices"));
  }

  static double mean(List<Residual> residuals) {
    return residuals.stream().mapToDouble(Residual::ln).average().orElse(0);
  }

  /** Returns the residuals of all devices but one. */
  static List<Residual> without(List<Residual> residuals, String device) {
    List<Residual> rest = new ArrayList<>(residuals);
    rest.removeIf(r -> r.device().equals(device));
    return rest;
  }
}
