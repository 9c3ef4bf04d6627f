package org.socompass.reliability;

import java.util.ArrayList;
import java.util.Collection;
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
 * <p>Devices that constants were fitted to are left out. Where fewer than three others remain, a
 * whole model has the spreads of all pairs of engine and device of its phase that were left out of
 * fits to other devices of the engine, mixed with its own where two remain:
 *
 * <pre>{@code
 * sb^2 = (3 sb_pooled^2 + 2 sb_own^2) / 5
 * }</pre>
 *
 * <p>Engines whose constants were fitted to three devices or more together, and kernels, have the
 * spreads of all devices, but at least what is assumed: {@link #FITTED} and {@link #FEW}.
 */
public final class VarianceFit {
  /** Least spreads where constants were fitted to all devices together; assumed. */
  public static final Least FITTED = new Least(0.20, 0.10);

  /** Least spreads where one or two devices are all there is; assumed. */
  public static final Least FEW = new Least(0.35, 0.15);

  /** Devices that the pooled spread counts as, beside an engine's own two. */
  private static final double POOLED_WEIGHT = 3;

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
    byKind(residuals).forEach((kind, own) -> result.put(kind, fit(own, residuals)));
    return result;
  }

  /**
   * Returns the variances of residuals of one kind.
   *
   * @param all residuals of all kinds
   */
  static Variances fit(List<Residual> own, List<Residual> all) {
    Variances alone = fit(own);
    ErrorKind kind = own.get(0).kind();
    int leftOut = byDevice(own.stream().filter(Residual::isLeftOut).toList()).size();
    int devices = byDevice(own).size();
    if (!kind.isWholeModel() || leftOut >= FEWEST_DEVICES || devices >= FEWEST_DEVICES) {
      return alone;
    }
    List<List<Residual>> pairs = pairs(all, kind);
    if (pairs.size() < FEWEST_DEVICES) {
      return alone;
    }
    Variances pooled = spreads(pairs);
    if (leftOut < 2) {
      return new Variances(
          pooled.between(),
          Math.max(pooled.within(), spreads(byDevice(own).values()).within()),
          devices,
          own.size(),
          "those of %d pairs of engine and device left out of fits, since few devices have this one"
              .formatted(pairs.size()));
    }
    Variances two = spreads(byDevice(own).values());
    double between =
        (POOLED_WEIGHT * pooled.between() * pooled.between()
                + leftOut * two.between() * two.between())
            / (POOLED_WEIGHT + leftOut);
    return new Variances(
        Math.sqrt(between),
        Math.max(two.within(), pooled.within()),
        devices,
        own.size(),
        "errors on %d devices left out, mixed with those of %d pairs of engine and device"
            .formatted(leftOut, pairs.size()));
  }

  /** Returns rows by engine and device, of engines of which two devices or more were left out. */
  private static List<List<Residual>> pairs(List<Residual> all, ErrorKind like) {
    List<List<Residual>> result = new ArrayList<>();
    byKind(all)
        .forEach(
            (kind, rows) -> {
              Map<String, List<Residual>> devices =
                  byDevice(rows.stream().filter(Residual::isLeftOut).toList());
              if (kind.isWholeModel()
                  && kind.detail().equals(like.detail())
                  && devices.size() >= 2) {
                result.addAll(devices.values());
              }
            });
    return result;
  }

  private static Variances spreads(Collection<List<Residual>> groups) {
    return variances(groups, Least.NONE, "%s");
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
      return variances(devices.values(), Least.NONE, "errors on %s without constants of their own");
    }
    Map<String, List<Residual>> all = byDevice(residuals);
    Least least = all.size() >= FEWEST_DEVICES ? FITTED : FEW;
    String assumed =
        String.format(Locale.ROOT, "at least %.2f and %.2f assumed", least.between, least.within);
    return variances(
        all.values(), least, "errors on %s, too few of them left out of fits; " + assumed);
  }

  private static Variances variances(
      Collection<List<Residual>> devices, Least least, String source) {
    double between = 0;
    double within = 0;
    int rows = 0;
    for (List<Residual> own : devices) {
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
