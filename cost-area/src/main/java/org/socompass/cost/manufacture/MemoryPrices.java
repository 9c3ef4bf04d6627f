package org.socompass.cost.manufacture;

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
  private final Map<String, String> pricedAs;

  private MemoryPrices(Collection<MemoryPrice> rows, Map<String, String> pricedAs) {
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
    Map<String, String> pricedAs = new LinkedHashMap<>();
    root.optionalSection(
        "priced_as",
        s -> {
          for (String type : s.keys()) {
            pricedAs.put(type, s.text(type));
          }
          return pricedAs;
        });
    return new MemoryPrices(rows.values(), pricedAs);
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
   *     names the sibling
   * @param day the day of interest
   */
  public Optional<MemoryPrice> at(String type, LocalDate day) {
    String priced = pricedAs.getOrDefault(type, type);
    return rows.stream()
        .filter(row -> row.type().equalsIgnoreCase(priced) && !row.date().isAfter(day))
        .max(Comparator.comparing(MemoryPrice::date));
  }
}
