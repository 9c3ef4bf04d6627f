package org.socompass.cost.area;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.cost.area.MeasuredBlocks.Chip;
import org.socompass.cost.area.MeasuredBlocks.Kind;
import org.socompass.cost.area.MeasuredBlocks.Single;
import org.socompass.cost.area.MeasuredBlocks.Term;
import org.socompass.cost.die.ProcessNode;
import org.socompass.cost.die.ProcessNodes;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.product.AreaInputs;
import org.socompass.hardware.template.DeviceLibrary;

/**
 * The constants of a GPU's blocks, derived from some chips to predict others.
 *
 * <p>Every block but the logic of cores is a constant times a feature of the chip; the constant is
 * the geometric mean over the chips that it is derived from:
 *
 * <pre>{@code
 * crossbar           cores * bytes per cycle of the global buffer / density
 * memories           area of their cells, by class
 * memory interface   units;  controllers: units / density
 * links              lanes;  controllers: lanes / density
 * front end, GPC     GPCs / density;   TPC: TPCs / density
 * logic of cores     (m * transistors of the PEs + l * lanes) / density
 * }</pre>
 *
 * <p>{@code m} and {@code l} minimise the squared relative error of the logic of cores, and are not
 * negative. These are the features of the shipped model: derived from all four chips, they are its
 * constants.
 */
final class HeldOutAreas {
  private static final ComponentArea AREA = new ComponentArea(AreaConstants.builtIn());

  private final List<Facts> chips;
  private final List<Single> singles;

  /** Derives the constants from chips, and from single memories of other chips. */
  HeldOutAreas(Collection<Chip> chips, List<Single> singles) {
    this.chips = chips.stream().map(Facts::of).toList();
    this.singles = List.copyOf(singles);
  }

  /** A chip with what its template says. */
  private record Facts(Chip chip, Device device, Processor gpu, ProcessNode node) {
    static Facts of(Chip chip) {
      Device device = DeviceLibrary.load(chip.device(), List.of());
      return new Facts(chip, device, device.processor("gpu"), ProcessNodes.builtIn().of(device));
    }

    AreaInputs inputs() {
      return device.area().orElse(AreaInputs.NONE);
    }

    double cores() {
      return inputs().processor(gpu.id()).coresOnDie().orElse(gpu.cores());
    }

    double bufferBytes() {
      return (double)
          inputs()
              .processor(gpu.id())
              .globalBufferOnDieBytes()
              .orElse(gpu.global().capacityBytes());
    }

    SramClass bufferClass() {
      double density = gpu.global().bytesPerCycle() * (1 << 20) / bufferBytes();
      return density > AreaConstants.builtIn().slicedL2Density().value()
          ? SramClass.SLICED_L2
          : SramClass.LARGE_BUFFER;
    }

    MeasuredCore.Parts parts() {
      return Objects.requireNonNull(AreaConstants.builtIn().cores().get(chip.core()))
          .parts()
          .orElseThrow();
    }

    double density() {
      return node.transistorsPerMm2().value();
    }

    double coreCellsMm2() {
      return cores() * AREA.cellsMm2((double) parts().memoryBytes(), node).value();
    }

    double peTransistors() {
      return cores() * AREA.peMm2(parts().macsPerCycle(), node).value() * density();
    }

    double lanes() {
      return cores()
          * (parts().lanes()
              + AreaConstants.builtIn().gpu().fp64Lane().value() * parts().fp64Lanes());
    }

    /** Returns what a block is proportional to; empty if the chip has no such feature. */
    OptionalDouble feature(Kind kind) {
      double units = inputs().memory().map(m -> m.unitsOnDie().orElse(0)).orElse(0);
      double lanes =
          inputs()
              .links()
              .map(
                  l ->
                      l.onDie()
                          * Objects.requireNonNull(
                                  AreaConstants.builtIn().links().kinds().get(l.kind()))
                              .lanes()
                              .value())
              .orElse(0.0);
      double value =
          switch (kind) {
            case CROSSBAR -> cores() * gpu.global().bytesPerCycle() / density();
            case GLOBAL_BUFFER -> AREA.cellsMm2(bufferBytes(), node).value();
            case CORE_MEMORY -> coreCellsMm2();
            case MEMORY_PHY -> units;
            case MEMORY_CONTROLLER -> units / density();
            case LINK_PHY -> lanes;
            case LINK_CONTROLLER -> lanes / density();
            case FRONT_END, GPC -> chip.gpcs() / density();
            case TPC -> chip.tpcs() / density();
            case CORES, CORE_LOGIC, UNIDENTIFIED -> 0;
          };
      return value > 0 ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
  }

  /** Returns the area of a block [mm2]; empty if no chip has the like of it. */
  OptionalDouble predict(Chip chip, Kind kind) {
    Facts facts = Facts.of(chip);
    return switch (kind) {
      case CORES -> {
        OptionalDouble memory = predict(chip, Kind.CORE_MEMORY);
        OptionalDouble logic = predict(chip, Kind.CORE_LOGIC);
        yield memory.isPresent() && logic.isPresent()
            ? OptionalDouble.of(memory.getAsDouble() + logic.getAsDouble())
            : OptionalDouble.empty();
      }
      case CORE_LOGIC -> {
        CoreLogic logic = coreLogic();
        yield OptionalDouble.of(
            (logic.matrix * facts.peTransistors() + logic.laneTransistors * facts.lanes())
                / facts.density());
      }
      default -> {
        OptionalDouble constant = constant(kind, facts.bufferClass());
        OptionalDouble feature = facts.feature(kind);
        yield constant.isPresent() && feature.isPresent()
            ? OptionalDouble.of(constant.getAsDouble() * feature.getAsDouble())
            : OptionalDouble.empty();
      }
    };
  }

  /**
   * Returns the constant of a block, the geometric mean over chips; empty if none has it.
   *
   * @param kind the block
   * @param bufferClass class of memory, which a global buffer must share
   */
  OptionalDouble constant(Kind kind, SramClass bufferClass) {
    double logs = 0;
    int count = 0;
    for (Facts facts : chips) {
      Double measured = facts.chip.blocks().get(kind);
      OptionalDouble feature = facts.feature(kind);
      boolean alike = kind != Kind.GLOBAL_BUFFER || facts.bufferClass() == bufferClass;
      if (measured != null && feature.isPresent() && alike) {
        logs += Math.log(measured / feature.getAsDouble());
        count++;
      }
    }
    if (kind == Kind.GLOBAL_BUFFER) {
      for (Single single : singles) {
        Optional<Double> factor = memoryFactor(single, bufferClass);
        if (factor.isPresent()) {
          logs += Math.log(factor.get());
          count++;
        }
      }
    }
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.exp(logs / count));
  }

  private static Optional<Double> memoryFactor(Single single, SramClass sramClass) {
    if (single.terms().size() == 1
        && single.terms().get(0) instanceof Term.Sram sram
        && AreaTable.sramClass(sram.sramClass()).equals(Optional.of(sramClass))) {
      ProcessNode node = ProcessNodes.builtIn().find(sram.node()).orElseThrow();
      return Optional.of(single.mm2() / AREA.cellsMm2(sram.bytes(), node).value());
    }
    return Optional.empty();
  }

  /**
   * What the logic of a core is made of.
   *
   * @param matrix area of matrix engines over that of their PEs
   * @param laneTransistors transistors of a lane
   */
  record CoreLogic(double matrix, double laneTransistors) {}

  /** Returns the least-squares fit of the logic of cores over the chips. */
  CoreLogic coreLogic() {
    double aa = 0;
    double ab = 0;
    double bb = 0;
    double a1 = 0;
    double b1 = 0;
    double memoryFactor =
        constant(Kind.CORE_MEMORY, SramClass.CORE_MEMORY)
            .orElseThrow(() -> new IllegalStateException("no chip has a measured core memory"));
    for (Facts facts : chips) {
      double memory =
          facts.chip.blocks().getOrDefault(Kind.CORE_MEMORY, memoryFactor * facts.coreCellsMm2());
      double logic = (MeasuredBlocks.coresMm2(facts.chip).orElseThrow() - memory) * facts.density();
      double a = facts.peTransistors() / logic;
      double b = facts.lanes() / logic;
      aa += a * a;
      ab += a * b;
      bb += b * b;
      a1 += a;
      b1 += b;
    }
    double determinant = aa * bb - ab * ab;
    double matrix = (a1 * bb - b1 * ab) / determinant;
    double lane = (aa * b1 - ab * a1) / determinant;
    if (matrix < 0) {
      return new CoreLogic(0, b1 / bb);
    }
    return lane < 0 ? new CoreLogic(a1 / aa, 0) : new CoreLogic(matrix, lane);
  }
}
