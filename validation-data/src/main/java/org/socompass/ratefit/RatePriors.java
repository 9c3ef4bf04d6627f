package org.socompass.ratefit;

import java.util.Map;

/**
 * What is known of a constant before any measurement: a log-normal distribution by its meaning.
 * Wide, so that rows decide; it holds what rows do not tell apart.
 */
final class RatePriors {
  private static final Map<String, Prior> BY_NAME =
      Map.of(
          "memory_share", new Prior(0.88, 0.08),
          "port_share", new Prior(0.93, 0.06),
          "attention.share", new Prior(0.2, 1),
          "attention.cache_share", new Prior(0.4, 0.7),
          "host.prefill", new Prior(0.3e-3, 1),
          "host.token", new Prior(2e-6, 1.5),
          "host.decode", new Prior(0.1e-3, 1));

  /**
   * The same by what the kernels of a kind execute for a weight, in operations of the fp32 peak: on
   * Arm 32 weights of 4 bit take a load, two unpackings, two dot products and about three
   * instructions for their scale, each in the place of 8 fp32 operations; on Hexagon 128 weights
   * take about five, each in the place of the 16 that its fp32 rate counts.
   */
  private static final Map<String, Prior> BY_KIND =
      Map.of(
          "cpu unpack 4 bit", new Prior(2, 0.6),
          "cpu unpack 8 bit", new Prior(1.8, 0.6),
          "hexagon dot products", new Prior(0.6, 0.8));

  private static final Prior SHARE = new Prior(0.15, 1.2);
  private static final Prior UNPACK = new Prior(5, 0.8);

  private RatePriors() {}

  /**
   * A log-normal distribution.
   *
   * @param median its median, in SI units
   * @param deviation standard deviation of the logarithm
   */
  record Prior(double median, double deviation) {}

  /** Returns what is known of a constant. */
  static Prior of(String name) {
    return BY_NAME.getOrDefault(name, name.startsWith("unpack.") ? UNPACK : SHARE);
  }

  /** Returns what is known of a constant of kernels of a kind. */
  static Prior of(String name, String kind) {
    Prior counted = BY_KIND.get(kind);
    return counted == null ? of(name) : counted;
  }

  /** Returns whether only prompts depend on a constant. */
  static boolean isOfPrompts(String name) {
    return name.startsWith("products.")
        || name.equals("attention.share")
        || name.equals("host.prefill")
        || name.equals("host.token");
  }

  /** Returns whether values above 1 have no meaning. */
  static boolean isShare(String name) {
    return name.endsWith("share") && !name.equals("attention.cache_share");
  }
}
