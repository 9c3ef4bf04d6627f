package org.socompass.cost.manufacture;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.cost.constants.CostTables;
import org.socompass.cost.constants.Sourced;
import org.socompass.input.Dimension;
import org.socompass.input.InputException;
import org.socompass.input.Section;

/** The dated table of memory prices. */
public final class MemoryPrices {
  private final List<MemoryPrice> rows;
  private final Map<String, Sibling> pricedAs;

  /**
   * A type whose price is that of another one times a factor.
   *
   * @param type the other
   * @param low least factor
   * @param typical factor
   * @param high greatest factor
   * @param source where the factor is from
   */
  private record Sibling(String type, double low, double typical, double high, String source) {
    static Sibling equal(String type) {
      return new Sibling(type, 1, 1, 1, "");
    }

    private boolean isEqual() {
      return source.isEmpty();
    }

    private MemoryPrice of(MemoryPrice row) {
      return isEqual()
          ? row
          : new MemoryPrice(
              "%s times %s".formatted(row.type(), BigDecimal.valueOf(typical).toPlainString()),
              row.date(),
              low * row.lowUsdPerGb(),
              typical * row.typicalUsdPerGb(),
              high * row.highUsdPerGb(),
              row.source() + "; " + source);
    }
  }

  private MemoryPrices(Collection<MemoryPrice> rows, Map<String, Sibling> pricedAs) {
    this.rows = List.copyOf(rows);
    this.pricedAs = Map.copyOf(pricedAs);
  }

  private static final class Holder {
    static final MemoryPrices BUILT_IN =
        CostTables.builtIn("memory-prices.yaml", MemoryPrices::read);
  }

  /** Returns the table that ships. */
  public static MemoryPrices builtIn() {
    return Holder.BUILT_IN;
  }

  /**
   * Reads a table.
   *
   * @param file name for messages
   * @param text the table as YAML
   * @throws InputException located, if it is not valid
   */
  public static MemoryPrices read(String file, String text) {
    return CostTables.read(file, text, MemoryPrices::read);
  }

  private static MemoryPrices read(Section root) {
    Map<String, MemoryPrice> rows = root.sections("prices", MemoryPrices::row);
    Map<String, Sibling> pricedAs = new LinkedHashMap<>();
    root.optionalSection(
        "priced_as",
        s -> {
          for (String type : s.keys()) {
            pricedAs.put(type, Sibling.equal(s.text(type)));
          }
          return pricedAs;
        });
    if (root.has("priced_above")) {
      pricedAs.putAll(root.sections("priced_above", MemoryPrices::sibling));
    }
    return new MemoryPrices(rows.values(), pricedAs);
  }

  private static Sibling sibling(Section s) {
    return new Sibling(
        s.text("type"),
        s.positive("low", Dimension.NUMBER),
        s.positive("typical", Dimension.NUMBER),
        s.positive("high", Dimension.NUMBER),
        Sourced.sourceOf(s, "typical"));
  }

  private static MemoryPrice row(Section s) {
    return new MemoryPrice(
        s.text("type"),
        CostTables.date(s, "date"),
        s.positive("low", Dimension.MONEY_PER_GB),
        s.positive("typical", Dimension.MONEY_PER_GB),
        s.positive("high", Dimension.MONEY_PER_GB),
        Sourced.sourceOf(s, "typical"));
  }

  /** Returns all rows in the order of the table. */
  public List<MemoryPrice> all() {
    return rows;
  }

  /** Returns the newest row of a type; empty if no source prices the type. */
  public Optional<MemoryPrice> latest(String type) {
    return at(type, LocalDate.MAX);
  }

  /**
   * Returns the newest row of a type that is not after a day; empty if there is none.
   *
   * @param type technology; a type that has no rows may be priced as a sibling, and the row then
   *     names the sibling, with the factor if there is one
   * @param day the day of interest
   */
  public Optional<MemoryPrice> at(String type, LocalDate day) {
    Sibling priced = pricedAs.getOrDefault(type, Sibling.equal(type));
    return rows.stream()
        .filter(row -> row.type().equalsIgnoreCase(priced.type()) && !row.date().isAfter(day))
        .max(Comparator.comparing(MemoryPrice::date))
        .map(priced::of);
  }
}
