package org.socompass.report.chart;

import java.util.List;

/**
 * Colours that people who see colours differently can tell apart.
 *
 * <p><b>Source.</b> Series: Okabe and Ito, Color Universal Design, 2008. Values: nine samples of
 * viridis of matplotlib (van der Walt and Smith, 2015, CC0), between which colours are mixed.
 */
public final class Palette {
  /** Text. */
  public static final String TEXT = "#1f2933";

  /** Text of less weight, and axes. */
  public static final String MUTED = "#52606d";

  /** Lines behind the data. */
  public static final String GRID = "#e4e7eb";

  /** Data in general. */
  public static final String PLAIN = "#0072b2";

  /** Data that stand out. */
  public static final String ACCENT = "#d55e00";

  /** Data that count for less. */
  public static final String FAINT = "#9aa5b1";

  private static final List<String> SERIES =
      List.of(PLAIN, "#e69f00", "#009e73", ACCENT, "#cc79a7", "#56b4e9", "#8c6d1f", "#52606d");

  private static final int[] VALUES = {
    0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725
  };

  private Palette() {}

  /** Returns the colour of a series by its number; they repeat. */
  public static String series(int index) {
    return SERIES.get(Math.floorMod(index, SERIES.size()));
  }

  /** Returns the colour of a value in [0, 1]. */
  public static String value(double share) {
    double at = Math.min(1, Math.max(0, share)) * (VALUES.length - 1);
    int from = Math.min(VALUES.length - 2, (int) at);
    double weight = at - from;
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double low = VALUES[from] >> shift & 0xff;
      double high = VALUES[from + 1] >> shift & 0xff;
      mixed = mixed << 8 | (int) Math.round(low + (high - low) * weight);
    }
    return "#%06x".formatted(mixed);
  }

  /** Returns whether dark text can be read on the colour of a value in [0, 1]. */
  public static boolean isLight(double share) {
    return share > 0.55;
  }
}
