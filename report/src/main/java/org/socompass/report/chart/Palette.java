package org.socompass.report.chart;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Colours that people who see colours differently can tell apart. What bounds or fills a time, an
 * energy or an area has one colour in all charts; everything else has those of categories.
 *
 * <p><b>Source.</b> Meanings: Okabe and Ito, Color Universal Design, 2008, and a brown. Categories:
 * Tol, Colour Schemes (SRON/EPS/TN/09-002), 2021, scheme <i>muted</i>. Values: nine samples of
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
  public static final String PLAIN = "#3d5a80";

  /** Data that stand out. */
  public static final String ACCENT = "#c1121f";

  /** Data that count for less. */
  public static final String FAINT = "#9aa5b1";

  private static final String COMPUTE = "#0072b2";
  private static final String LAUNCH = "#cc79a7";
  private static final String SYNCHRONIZATION = "#56b4e9";
  private static final String INTERCONNECT = "#8c6d1f";

  /** Bounds of operators, and what timelines, energies and areas call the same. */
  private static final Map<String, String> MEANINGS =
      Map.ofEntries(
          Map.entry("compute", COMPUTE),
          Map.entry("operations", COMPUTE),
          Map.entry("vector", "#009e73"),
          Map.entry("memory", "#d55e00"),
          Map.entry("transfers, memory", "#d55e00"),
          Map.entry("memory_port", "#a33b00"),
          Map.entry("far_memory", "#6b8e23"),
          Map.entry("storage", "#7b4fa3"),
          Map.entry("local_bandwidth", "#e69f00"),
          Map.entry("launch", LAUNCH),
          Map.entry("submission", LAUNCH),
          Map.entry("synchronization", SYNCHRONIZATION),
          Map.entry("hand-over", SYNCHRONIZATION),
          Map.entry("interconnect", INTERCONNECT),
          Map.entry("links", INTERCONNECT));

  private static final List<String> CATEGORIES =
      List.of(
          "#cc6677", "#44aa99", "#999933", "#aa4499", "#88ccee", "#ddcc77", "#117733", "#882255",
          "#332288");

  /** What operators are for; names that stand beside bounds have none of their colours. */
  private static final Map<String, String> GROUPS =
      Map.ofEntries(
          Map.entry("attention", "#aa4499"),
          Map.entry("projection", "#332288"),
          Map.entry("ffn", "#44aa99"),
          Map.entry("norm", "#ddcc77"),
          Map.entry("state", "#999933"),
          Map.entry("residual", "#88ccee"),
          Map.entry("conversion", "#cc6677"),
          Map.entry("head", "#882255"),
          Map.entry("communication", "#117733"),
          Map.entry("other", FAINT));

  private static final int[] VALUES = {
    0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725
  };

  private Palette() {}

  /** Returns colours by what they stand for, in no order. */
  public static Map<String, String> meanings() {
    return MEANINGS;
  }

  /** Returns the colours of the groups of operators by their ids, in no order. */
  public static Map<String, String> groups() {
    return GROUPS;
  }

  /** Returns how people call what has a meaning. */
  static String words(String name) {
    return MEANINGS.containsKey(name) ? name.replace('_', ' ') : name;
  }

  /** Returns colours of what has no meaning of its own, in order. */
  public static List<String> categories() {
    return CATEGORIES;
  }

  /**
   * Returns the colours of names in the order in which these first occur: that of its meaning, or
   * the next of the categories, which repeat.
   */
  public static Map<String, String> of(List<String> names) {
    Map<String, String> colours = new LinkedHashMap<>();
    int next = 0;
    for (String name : names) {
      if (!colours.containsKey(name)) {
        String meaning = MEANINGS.getOrDefault(name, GROUPS.get(name));
        colours.put(name, meaning == null ? CATEGORIES.get(next++ % CATEGORIES.size()) : meaning);
      }
    }
    return colours;
  }

  /** Returns colours of values, from the least to the greatest, evenly spread. */
  public static List<String> shades() {
    return IntStream.range(0, VALUES.length)
        .mapToObj(i -> value((double) i / (VALUES.length - 1)))
        .toList();
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
