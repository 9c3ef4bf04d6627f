package org.socompass.inference.rates;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.socompass.hardware.DataType;
import org.socompass.inference.rates.EngineRates.AttentionRate;
import org.socompass.inference.rates.EngineRates.Fit;
import org.socompass.inference.rates.EngineRates.HostTime;
import org.socompass.inference.rates.EngineRates.Known;
import org.socompass.inference.rates.EngineRates.ProductRate;
import org.socompass.inference.rates.EngineRates.Prompts;
import org.socompass.input.Dimension;
import org.socompass.input.NearestName;
import org.socompass.input.Section;

/** Reads the {@code rates} of an engine's file. */
public final class RatesReader {
  private static final double GREATEST_SHARE = 1;
  private static final double GREATEST_CACHE_SHARE = 16;

  private RatesReader() {}

  /**
   * Returns what a section says.
   *
   * @throws org.socompass.input.InputException if it is not valid
   */
  public static EngineRates read(Section s) {
    var rates =
        new EngineRates(
            s.count("cores", 1, Integer.MAX_VALUE),
            s.optionalSection("kernel_rows", RatesReader::kernelRows).orElse(KernelRows.ANY),
            products(s),
            s.optionalSection("unpack", RatesReader::unpack).orElse(Map.of()),
            s.fraction("memory_share"),
            s.fraction("port_share", GREATEST_SHARE),
            s.section("attention", RatesReader::attention),
            s.optionalSection("host", RatesReader::host).orElseGet(() -> new HostTime(0, 0, 0, 1)),
            s.optionalSection("prompts", RatesReader::prompts).orElse(Prompts.WHOLE),
            s.section(
                "fit",
                f ->
                    new Fit(
                        f.has("constants") ? f.list("constants", text -> text) : List.of(),
                        f.optionalText("parent"),
                        f.text("on"),
                        f.optionalSection("kinds", RatesReader::kinds).orElse(Map.of()),
                        f.optionalSection("known", RatesReader::known).orElse(Map.of()))));
    List<String> known = RateConstants.names(rates);
    List<String> named = new ArrayList<>(rates.fit().constants());
    named.addAll(new TreeSet<>(rates.fit().kinds().keySet()));
    for (String name : named) {
      if (!known.contains(name)) {
        throw s.error(
            "fit", "'" + name + "' is no constant of it; " + NearestName.hint(name, known));
      }
    }
    return rates;
  }

  private static Map<String, ProductRate> products(Section s) {
    Map<String, ProductRate> products =
        s.sections(
            "products",
            p ->
                new ProductRate(
                    DataType.ofValue(p, "unit"),
                    p.fraction("share"),
                    p.has("matrix_share")
                        ? OptionalDouble.of(p.fraction("matrix_share"))
                        : OptionalDouble.empty()));
    if (!products.containsKey(EngineRates.DEFAULT)) {
      throw s.error("products", "needs a rate of " + EngineRates.DEFAULT);
    }
    return products;
  }

  private static KernelRows kernelRows(Section s) {
    List<Long> tiles = s.has("tiles") ? s.list("tiles", RatesReader::rows) : List.of(1L);
    if (!tiles.stream().sorted().toList().equals(tiles) || tiles.isEmpty()) {
      throw s.error("tiles", "must ascend, as in [32, 64, 128], but is " + tiles);
    }
    return new KernelRows(
        tiles,
        s.has("expert_tokens") ? s.count("expert_tokens", 1) : KernelRows.MOST_SINGLE_ROWS,
        s.has("expand_from") ? s.count("expand_from", 2) : Long.MAX_VALUE);
  }

  private static long rows(String text) {
    if (!text.matches("[1-9]\\d{0,5}")) {
      throw new IllegalArgumentException("'" + text + "' is not a number of rows");
    }
    return Long.parseLong(text);
  }

  private static Map<String, Double> unpack(Section s) {
    Map<String, Double> result = new LinkedHashMap<>();
    s.keys().forEach(key -> result.put(key, s.nonNegative(key, Dimension.NUMBER)));
    return result;
  }

  private static Map<String, String> kinds(Section s) {
    Map<String, String> result = new LinkedHashMap<>();
    s.keys().forEach(key -> result.put(key, s.text(key)));
    return result;
  }

  private static Map<String, Known> known(Section s) {
    Map<String, Known> result = new LinkedHashMap<>();
    for (String kind : s.keys()) {
      result.put(
          kind,
          s.section(
              kind, k -> new Known(k.positive("value", Dimension.NUMBER), k.count("devices", 1))));
    }
    return result;
  }

  private static AttentionRate attention(Section s) {
    return new AttentionRate(
        DataType.ofValue(s, "unit"),
        s.fraction("share"),
        s.has("cache_share")
            ? s.within("cache_share", Dimension.NUMBER, 0.001, GREATEST_CACHE_SHARE)
            : 1,
        s.flag("stores_scores", false));
  }

  private static HostTime host(Section s) {
    return new HostTime(
        s.nonNegative("prefill", Dimension.TIME, 0),
        s.nonNegative("token", Dimension.TIME, 0),
        s.nonNegative("decode", Dimension.TIME, 0),
        s.positive("reference", Dimension.FREQUENCY));
  }

  private static Prompts prompts(Section s) {
    Map<String, Long> contextOf = new LinkedHashMap<>();
    s.optionalSection(
        "context_of",
        c -> {
          c.keys().forEach(model -> contextOf.put(model, (long) c.count(model, 1)));
          return contextOf;
        });
    return new Prompts(
        s.has("chunk") ? s.count("chunk", 1) : Long.MAX_VALUE, s.count("context", 1, 1), contextOf);
  }
}
