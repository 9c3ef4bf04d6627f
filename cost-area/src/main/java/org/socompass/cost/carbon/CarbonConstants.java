package org.socompass.cost.carbon;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.cost.constants.CostTables;
import org.socompass.cost.constants.Sourced;
import org.socompass.cost.constants.Spread;
import org.socompass.cost.die.ProcessNode;
import org.socompass.cost.draws.Draws;
import org.socompass.cost.draws.Uncertain;
import org.socompass.input.Dimension;
import org.socompass.input.Section;

/**
 * The constants of embodied carbon.
 *
 * @param fabGramsPerKwh carbon intensity of the fab's electricity [g CO2e/kWh]
 * @param packageKg package [kg CO2e]
 * @param nodes rows of the fab table by {@link ProcessNode#carbonNode}
 * @param memoryGramsPerGb main memory by type [g CO2e/GB]
 * @param grids electricity that devices use, by year
 */
public record CarbonConstants(
    Sourced fabGramsPerKwh,
    Sourced packageKg,
    Map<String, Fab> nodes,
    Map<String, Sourced> memoryGramsPerGb,
    List<Grid> grids) {
  /** Copies the maps. */
  public CarbonConstants {
    nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
    memoryGramsPerGb = Collections.unmodifiableMap(new LinkedHashMap<>(memoryGramsPerGb));
    grids = List.copyOf(grids);
  }

  /**
   * Electricity that devices use.
   *
   * @param date first day that it describes
   * @param gramsPerKwh its carbon intensity [g CO2e/kWh]
   */
  public record Grid(LocalDate date, Sourced gramsPerKwh) {}

  /** Returns the newest electricity of the table. */
  public Grid grid() {
    if (grids.isEmpty()) {
      throw new IllegalStateException("the table has no grid");
    }
    Grid newest = grids.get(0);
    for (Grid grid : grids) {
      newest = grid.date().isAfter(newest.date()) ? grid : newest;
    }
    return newest;
  }

  /**
   * What a square centimetre of wafer takes.
   *
   * @param kwhPerCm2 electricity [kWh/cm2]
   * @param gasGramsPerCm2 process gases, mean of 95 % and 99 % abatement, which are its ends [g
   *     CO2e/cm2]
   * @param materialGramsPerCm2 materials [g CO2e/cm2]
   * @param imecKgPerCm2 imec.netzero's figure for all of it [kg CO2e/cm2]
   * @param source where it is from
   */
  public record Fab(
      double kwhPerCm2,
      Sourced gasGramsPerCm2,
      double materialGramsPerCm2,
      OptionalDouble imecKgPerCm2,
      String source) {
    /** Returns the carbon of processed wafer area before yield [g CO2e/cm2]. */
    Uncertain gramsPerCm2(Uncertain gramsPerKwh, Draws draws) {
      return gramsPerKwh
          .times(kwhPerCm2)
          .plus(draws.of(gasGramsPerCm2))
          .map(grams -> grams + materialGramsPerCm2);
    }
  }

  private static final class Holder {
    static final CarbonConstants BUILT_IN = CostTables.builtIn("carbon.yaml", CarbonConstants::of);
  }

  /** Returns the constants that ship. */
  public static CarbonConstants builtIn() {
    return Holder.BUILT_IN;
  }

  /**
   * Reads constants.
   *
   * @param file name for messages
   * @param text the constants as YAML
   * @throws org.socompass.input.InputException located, if they are not valid
   */
  public static CarbonConstants read(String file, String text) {
    return CostTables.read(file, text, CarbonConstants::of);
  }

  /** Returns the carbon of a memory type [g CO2e/GB]; empty if unknown. */
  public Optional<Sourced> memory(String type) {
    return memoryGramsPerGb.entrySet().stream()
        .filter(e -> e.getKey().equalsIgnoreCase(type))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static CarbonConstants of(Section root) {
    Sourced memorySpread = Sourced.positive(root, "memory_spread", Dimension.NUMBER);
    return new CarbonConstants(
        Sourced.positive(root, "fab_intensity", Dimension.CARBON_INTENSITY),
        Sourced.read(root, "package_kg", Dimension.NUMBER),
        root.sections("nodes", CarbonConstants::fab),
        root.section(
            "memory",
            s -> {
              Map<String, Sourced> result = new LinkedHashMap<>();
              for (String type : s.keys()) {
                result.put(
                    type,
                    Sourced.positive(s, type, Dimension.NUMBER)
                        .orSpreadOf(memorySpread)
                        .in("carbon: memory"));
              }
              return result;
            }),
        List.copyOf(
            root.sections(
                    "grid",
                    s ->
                        new Grid(
                            CostTables.date(s, "date"),
                            Sourced.positive(s, "intensity", Dimension.CARBON_INTENSITY)))
                .values()));
  }

  private static Fab fab(Section s) {
    double gas95 = s.positive("gas_95", Dimension.NUMBER);
    Sourced gas99 = Sourced.positive(s, "gas_99", Dimension.NUMBER);
    return new Fab(
        s.positive("energy", Dimension.NUMBER),
        new Sourced(
            s.pathOf("gas"),
            "carbon: gas abatement",
            (gas95 + gas99.value()) / 2,
            Optional.of(new Spread(gas99.value(), gas95, Spread.Shape.TRIANGULAR)),
            gas99.source()),
        s.positive("material", Dimension.NUMBER),
        s.optionalPositive("imec", Dimension.NUMBER),
        Sourced.sourceOf(s, "energy"));
  }
}
