package org.socompass.cost.carbon;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.cost.area.AreaModel;
import org.socompass.cost.area.AreaReport;
import org.socompass.cost.constants.Missing;
import org.socompass.cost.draws.Draws;
import org.socompass.cost.draws.Uncertain;
import org.socompass.cost.manufacture.CostReport;
import org.socompass.hardware.Device;
import org.socompass.hardware.tier.FarMemory;

/**
 * Embodied carbon of a device, {@code area * (electricity * intensity + gases + materials) / yield
 * + package + memory}, and operational carbon of the energy that it uses.
 *
 * <p><b>Source.</b> ACT, Gupta et al., ISCA 2022.
 */
public final class CarbonModel {
  private static final double MM2_PER_CM2 = 100;
  private static final double GRAMS_PER_KG = 1000;

  /** Trade and makers of DRAM mean 2^30 bytes by a gigabyte. */
  private static final double BYTES_PER_GB = 1L << 30;

  private static final double JOULES_PER_KWH = 3.6e6;

  private final CarbonConstants constants;
  private final Draws draws;

  /** Creates the model with the table that ships, as an experiment draws it. */
  public CarbonModel(Draws draws) {
    this(CarbonConstants.builtIn(), draws);
  }

  /** Creates the model with a table. */
  public CarbonModel(CarbonConstants constants, Draws draws) {
    this.constants = constants;
    this.draws = draws;
  }

  /**
   * Returns the embodied carbon.
   *
   * @param device the device
   * @param area its area, of the same experiment
   * @param cost its cost, whose yields are used
   */
  public CarbonReport report(Device device, AreaReport area, CostReport cost) {
    List<Missing> missing = new ArrayList<>();
    Optional<Uncertain> die = Optional.empty();
    Optional<Uncertain> imec = Optional.empty();
    if (cost.dies().isEmpty()) {
      missing.addAll(area.missing().stream().filter(m -> m.part().equals("die")).toList());
    } else {
      die = dies(cost, missing);
      imec = imec(cost);
    }
    boolean isOnlyImecMissing = die.isPresent() && imec.isEmpty();
    Optional<Uncertain> memory = memory(device, missing);
    if (isOnlyImecMissing) {
      missing.add(
          new Missing(
              "die by imec.netzero",
              "process_node",
              "imec.netzero has no figure per cm2 for the node"));
    }
    Uncertain packaging = draws.of(constants.packageKg());
    return new CarbonReport(
        die,
        imec,
        packaging,
        memory,
        die.flatMap(d -> memory.map(m -> d.plus(packaging).plus(m))),
        missing);
  }

  /** Returns the carbon of main and far memory [kg CO2e]. */
  private Optional<Uncertain> memory(Device device, List<Missing> missing) {
    Optional<Uncertain> main =
        memory(device.memory().type(), device.memory().capacityBytes(), "memory.type", missing);
    if (device.tiers().farMemory().isEmpty()) {
      return main;
    }
    FarMemory far = device.tiers().farMemory().get();
    Optional<Uncertain> further =
        memory(far.memoryType(), far.capacityBytes(), "far_memory.type", missing);
    return main.flatMap(m -> further.map(m::plus));
  }

  private Optional<Uncertain> memory(
      String type, long capacityBytes, String path, List<Missing> missing) {
    Optional<Uncertain> kg =
        constants
            .memory(type)
            .map(perGb -> draws.of(perGb).times(capacityBytes / BYTES_PER_GB / GRAMS_PER_KG));
    if (kg.isEmpty()) {
      missing.add(new Missing(AreaModel.MEMORY, path, "no carbon figure for " + type));
    }
    return kg;
  }

  private Optional<Uncertain> dies(CostReport cost, List<Missing> missing) {
    Uncertain sum = Uncertain.of(0);
    for (CostReport.DieCost die : cost.dies()) {
      CarbonConstants.Fab fab = constants.nodes().get(die.die().node().carbonNode());
      if (fab == null) {
        missing.add(
            new Missing(
                "die", "process_node", "no carbon figures for the node " + die.die().node().id()));
        return Optional.empty();
      }
      sum =
          sum.plus(
              goodCm2(die)
                  .times(fab.gramsPerCm2(draws.of(constants.fabGramsPerKwh()), draws))
                  .times(1 / GRAMS_PER_KG));
    }
    return Optional.of(sum);
  }

  private Optional<Uncertain> imec(CostReport cost) {
    Uncertain sum = Uncertain.of(0);
    for (CostReport.DieCost die : cost.dies()) {
      CarbonConstants.Fab fab = constants.nodes().get(die.die().node().carbonNode());
      if (fab == null || fab.imecKgPerCm2().isEmpty()) {
        return Optional.empty();
      }
      sum = sum.plus(goodCm2(die).times(fab.imecKgPerCm2().getAsDouble()));
    }
    return Optional.of(sum);
  }

  /** Returns the area of wafer that the dies of one chip take [cm2]. */
  private static Uncertain goodCm2(CostReport.DieCost die) {
    return die.die().area().times(die.die().count() / MM2_PER_CM2).over(die.dieYield());
  }

  /** Returns the newest carbon intensity of electricity in the table [g CO2e/kWh]. */
  public Uncertain gridGramsPerKwh() {
    return draws.of(constants.grid().gramsPerKwh());
  }

  /**
   * Returns the carbon of energy that a device uses [kg CO2e].
   *
   * @param joules energy [J]
   * @param gramsPerKwh carbon intensity of the electricity [g CO2e/kWh]
   */
  public static Uncertain operationalKg(double joules, Uncertain gramsPerKwh) {
    return gramsPerKwh.times(joules / JOULES_PER_KWH / GRAMS_PER_KG);
  }
}
