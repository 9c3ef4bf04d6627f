package org.socompass.hardware;

import java.util.EnumMap;
import java.util.Map;

/**
 * Share of a processor's clock that the power of its board holds while its units multiply without
 * pause.
 *
 * <pre>{@code
 * W        = idle + a (operations a cycle * e + cores * c) * f * (f / f0)^2     e, c at the clock f0
 * full     = f0 / clock * ((limit - idle) / ((operations a cycle * e + cores * c) f0))^(1/3)
 * share(a) = min(1, full / a^(1/3))                                        a = share of busy cores
 * }</pre>
 *
 * <p>Voltage grows with the clock, so that the energy of an operation grows with its square; a
 * limit at half of what a chip would draw costs a fifth of its clock.
 *
 * <p><b>Source.</b> Dynamic power {@code C V^2 f} with V proportional to f. Energies: the
 * template's, of which a clock is stated. Measured error: docs/matmul.md.
 *
 * @param matrix {@code full} of each type that the matrix engine multiplies; above 1 power is no
 *     limit
 * @param vector the same of each type that the vector units multiply
 */
public record SustainedClock(Map<DataType, Double> matrix, Map<DataType, Double> vector) {
  /** No limit. */
  public static final SustainedClock UNLIMITED = new SustainedClock(Map.of(), Map.of());

  /** Copies the maps. */
  public SustainedClock {
    matrix = Map.copyOf(matrix);
    vector = Map.copyOf(vector);
  }

  /**
   * Returns what a limit holds.
   *
   * @param processor the processor
   * @param memoryIdleWatts power of the main memory on the board whatever happens [W]
   * @param limitWatts most that the board may draw [W]
   */
  public static SustainedClock of(Processor processor, double memoryIdleWatts, double limitWatts) {
    if (processor.energy().isEmpty() || processor.energy().get().clockHz().isEmpty()) {
      return UNLIMITED;
    }
    ProcessorEnergy energy = processor.energy().get();
    double watts = limitWatts - energy.idleWatts() - memoryIdleWatts;
    Map<DataType, Double> matrix = new EnumMap<>(DataType.class);
    processor
        .matrix()
        .ifPresent(
            m ->
                m.macsPerPePerCycle()
                    .keySet()
                    .forEach(
                        type -> {
                          double each = 2 * m.macsPerCycle(type).orElseThrow();
                          put(matrix, processor, energy, 1, type, each * processor.lanes(), watts);
                        }));
    Map<DataType, Double> vector = new EnumMap<>(DataType.class);
    processor
        .vector()
        .flopsPerCycle()
        .forEach(
            (type, each) ->
                put(
                    vector,
                    processor,
                    energy,
                    energy.vectorProduct(),
                    type,
                    each * processor.lanes(),
                    watts));
    return new SustainedClock(matrix, vector);
  }

  private static void put(
      Map<DataType, Double> shares,
      Processor processor,
      ProcessorEnergy energy,
      double factor,
      DataType type,
      double operationsPerCycle,
      double watts) {
    Double joules = energy.joulesPerOperation().get(type);
    if (joules == null || watts <= 0) {
      return;
    }
    double reference = energy.clockHz().orElseThrow();
    double each =
        operationsPerCycle * factor * joules + processor.cores() * energy.joulesPerCoreCycle();
    double held = reference * Math.cbrt(watts / (each * reference)) / processor.clockHz();
    shares.put(type, held);
  }

  /** Returns {@code full} while the matrix engine multiplies a type. */
  public double ofMatrix(DataType type) {
    return matrix.getOrDefault(type, Double.POSITIVE_INFINITY);
  }

  /** Returns {@code full} while the vector units multiply a type. */
  public double ofVector(DataType type) {
    return vector.getOrDefault(type, Double.POSITIVE_INFINITY);
  }
}
