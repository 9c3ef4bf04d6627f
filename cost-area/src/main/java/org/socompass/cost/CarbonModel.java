package org.socompass.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.hardware.Device;

/**
 * Embodied carbon of a device: {@code area * (electricity * intensity + gases + materials) / yield
 * + package + memory}.
 *
 * <p><b>Source.</b> ACT, Gupta et al., ISCA 2022.
 */
public final class CarbonModel {
  private static final double MM2_PER_CM2 = 100;
  private static final double GRAMS_PER_KG = 1000;
  private static final double BYTES_PER_GB = 1e9;

  private final CarbonConstants constants;

  /** Creates the model with the table that ships. */
  public CarbonModel() {
    this(CarbonConstants.builtIn());
  }

  /** Creates the model with a table. */
  public CarbonModel(CarbonConstants constants) {
    this.constants = constants;
  }

  /**
   * Returns the embodied carbon.
   *
   * @param device the device
   * @param area its area
   * @param cost its cost, whose yield is used
   */
  public CarbonReport report(Device device, AreaReport area, CostReport cost) {
    List<Missing> missing = new ArrayList<>();
    OptionalDouble die = OptionalDouble.empty();
    OptionalDouble imec = OptionalDouble.empty();
    CarbonConstants.Fab fab = constants.nodes().get(area.node().carbonNode());
    if (area.dieMm2().isEmpty() || cost.dieYield().isEmpty()) {
      missing.addAll(area.missing().stream().filter(m -> m.part().equals("die")).toList());
    } else if (fab == null) {
      missing.add(
          new Missing("die", "process_node", "no carbon figures for the node " + area.node().id()));
    } else {
      double goodCm2 =
          area.dieMm2().getAsDouble() * area.dies() / MM2_PER_CM2 / cost.dieYield().getAsDouble();
      die =
          OptionalDouble.of(
              goodCm2 * fab.gramsPerCm2(constants.fabGramsPerKwh().value()) / GRAMS_PER_KG);
      if (fab.imecKgPerCm2().isPresent()) {
        imec = OptionalDouble.of(goodCm2 * fab.imecKgPerCm2().getAsDouble());
      }
    }
    Optional<Sourced> perGb = constants.memory(device.memory().type());
    OptionalDouble memory = OptionalDouble.empty();
    if (perGb.isPresent()) {
      memory =
          OptionalDouble.of(
              device.memory().capacityBytes() / BYTES_PER_GB * perGb.get().value() / GRAMS_PER_KG);
    } else {
      missing.add(
          new Missing(
              AreaModel.MEMORY, "memory.type", "no carbon figure for " + device.memory().type()));
    }
    double packageKg = constants.packageKg().value();
    return new CarbonReport(
        die,
        imec,
        packageKg,
        memory,
        die.isPresent() && memory.isPresent()
            ? OptionalDouble.of(die.getAsDouble() + packageKg + memory.getAsDouble())
            : OptionalDouble.empty(),
        missing);
  }
}
