package org.socompass.cost.carbon;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.socompass.cost.area.AreaModel;
import org.socompass.cost.area.AreaReport;
import org.socompass.cost.constants.Missing;
import org.socompass.cost.draws.Draws;
import org.socompass.cost.draws.Recent;
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
  private static final int MOST_KNOWN = 16;

  private final CarbonConstants constants;
  private final Draws draws;

  /** Carbon of wafer area by row of the fab table, and of memories. */
  private final Recent<String, Uncertain> knownFabs = new Recent<>(MOST_KNOWN);

  private final Recent<Memory, Uncertain> knownMemories = new Recent<>(MOST_KNOWN);

  /** What the carbon of a memory depends on. */
  private record Memory(String type, long capacityBytes) {}

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
      List<Uncertain> goodCm2 = cost.dies().stream().map(CarbonModel::goodCm2).toList();
      die = dies(cost, goodCm2, missing);
      imec = imec(cost, goodCm2);
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
            .map(
                perGb ->
                    kept(
                        knownMemories,
                        new Memory(type, capacityBytes),
                        () -> draws.of(perGb).times(capacityBytes / BYTES_PER_GB / GRAMS_PER_KG)));
    if (kg.isEmpty()) {
      missing.add(new Missing(AreaModel.MEMORY, path, "no carbon figure for " + type));
    }
    return kg;
  }

  private Optional<Uncertain> dies(
      CostReport cost, List<Uncertain> goodCm2, List<Missing> missing) {
    Uncertain sum = Uncertain.of(0);
    for (int i = 0; i < goodCm2.size(); i++) {
      CostReport.DieCost die = cost.dies().get(i);
      String row = die.die().node().carbonNode();
      CarbonConstants.Fab fab = constants.nodes().get(row);
      if (fab == null) {
        missing.add(
            new Missing(
                "die", "process_node", "no carbon figures for the node " + die.die().node().id()));
        return Optional.empty();
      }
      sum =
          sum.plus(
              goodCm2
                  .get(i)
                  .times(kept(knownFabs, row, () -> gramsPerCm2(fab)))
                  .times(1 / GRAMS_PER_KG));
    }
    return Optional.of(sum);
  }

  private Uncertain gramsPerCm2(CarbonConstants.Fab fab) {
    return fab.gramsPerCm2(draws.of(constants.fabGramsPerKwh()), draws);
  }

  /** Keeps what designs share. An experiment that remembers what it is asked for is asked. */
  private <K> Uncertain kept(Recent<K, Uncertain> known, K key, Supplier<Uncertain> compute) {
    return draws.size() == 0 ? compute.get() : known.of(key, compute);
  }

  private Optional<Uncertain> imec(CostReport cost, List<Uncertain> goodCm2) {
    List<Double> kgPerCm2 = new ArrayList<>();
    double kg = 0;
    for (int i = 0; i < goodCm2.size(); i++) {
      CarbonConstants.Fab fab = constants.nodes().get(cost.dies().get(i).die().node().carbonNode());
      if (fab == null || fab.imecKgPerCm2().isEmpty()) {
        return Optional.empty();
      }
      kgPerCm2.add(fab.imecKgPerCm2().getAsDouble());
      kg += goodCm2.get(i).value() * kgPerCm2.get(i);
    }
    int size = goodCm2.stream().mapToInt(Uncertain::size).max().orElse(0);
    return Optional.of(Uncertain.later(kg, size, () -> sum(goodCm2, kgPerCm2)));
  }

  private static Uncertain sum(List<Uncertain> numbers, List<Double> factors) {
    Uncertain sum = Uncertain.of(0);
    for (int i = 0; i < numbers.size(); i++) {
      sum = sum.plus(numbers.get(i).times(factors.get(i)));
    }
    return sum;
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
    return gramsPerKwh.keptTimes(Uncertain.of(joules / JOULES_PER_KWH / GRAMS_PER_KG));
  }
}
