package org.socompass.hardware;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.socompass.hardware.power.ThrottleStep;
import org.socompass.input.Dimension;
import org.socompass.input.Section;

/**
 * What a processor draws, at the clock and voltage of the template. A constant of 0 is part of
 * another one.
 *
 * @param idleWatts power that flows whether it works or not [W]
 * @param joulesPerCoreCycle energy of a clock cycle of one core while a product runs [J/cycle]
 * @param joulesPerOperation energy of an operation of a product, by the type multiplied [J/op]
 * @param joulesPerVectorOperation energy of any other operation [J/op]
 * @param joulesPerByteRead energy of a byte read from main memory, memory excluded [J/B]
 * @param joulesPerByteWritten energy of a byte written to main memory, memory excluded [J/B]
 * @param clockHz clock at whose voltage the energies of operations and cycles were found [Hz];
 *     empty if nobody states it
 * @param vectorProduct energy of an operation of a product on the vector units over that on the
 *     matrix engine
 */
public record ProcessorEnergy(
    double idleWatts,
    double joulesPerCoreCycle,
    Map<DataType, Double> joulesPerOperation,
    double joulesPerVectorOperation,
    double joulesPerByteRead,
    double joulesPerByteWritten,
    OptionalDouble clockHz,
    double vectorProduct) {
  /** Creates energies of which no clock is known. */
  public ProcessorEnergy(
      double idleWatts,
      double joulesPerCoreCycle,
      Map<DataType, Double> joulesPerOperation,
      double joulesPerVectorOperation,
      double joulesPerByteRead,
      double joulesPerByteWritten) {
    this(
        idleWatts,
        joulesPerCoreCycle,
        joulesPerOperation,
        joulesPerVectorOperation,
        joulesPerByteRead,
        joulesPerByteWritten,
        OptionalDouble.empty(),
        1);
  }

  /** Copies the map. */
  public ProcessorEnergy {
    joulesPerOperation = Map.copyOf(joulesPerOperation);
  }

  public static ProcessorEnergy read(Section s) {
    return new ProcessorEnergy(
        s.nonNegative("idle", Dimension.POWER),
        s.nonNegative("core_cycle", Dimension.ENERGY_PER_CYCLE),
        s.section("operation", ProcessorEnergy::operations),
        s.nonNegative("vector_operation", Dimension.ENERGY_PER_OPERATION),
        s.nonNegative("read", Dimension.ENERGY_PER_BYTE),
        s.nonNegative("write", Dimension.ENERGY_PER_BYTE),
        s.optionalPositive("fitted_clock", Dimension.FREQUENCY),
        s.nonNegative("vector_product", Dimension.NUMBER, 1));
  }

  /** Returns the energy at a step: what switches with the voltage squared, what leaks with it. */
  ProcessorEnergy at(ThrottleStep step) {
    double dynamic = step.dynamicFactor();
    Map<DataType, Double> operations = new EnumMap<>(DataType.class);
    joulesPerOperation.forEach((type, joules) -> operations.put(type, joules * dynamic));
    return new ProcessorEnergy(
        idleWatts * step.leakageFactor(),
        joulesPerCoreCycle * dynamic,
        operations,
        joulesPerVectorOperation * dynamic,
        joulesPerByteRead * dynamic,
        joulesPerByteWritten * dynamic,
        clockHz,
        vectorProduct);
  }

  private static Map<DataType, Double> operations(Section s) {
    Map<DataType, Double> result = new EnumMap<>(DataType.class);
    for (String name : s.keys()) {
      result.put(DataType.ofKey(s, name), s.nonNegative(name, Dimension.ENERGY_PER_OPERATION));
    }
    return result;
  }
}
