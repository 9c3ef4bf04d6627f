package org.socompass.hardware;

import java.util.EnumMap;
import java.util.Map;

/**
 * Share of a processor's clock that the power of its board holds while its units multiply without
 * pause.
 *
 * <pre>{@code
 * W        = idle + a (operations a cycle * e + cores * c) * f * (V(f) / V(f0))^2
 * V(f)     = V(f0) (r + (1 - r) f / f0)                                   e, c at the clock f0
 * share(a) = min(1, f / clock) of the f at which W is the limit            a = share of busy cores
 * }</pre>
 *
 * <p>Voltage grows with the clock from a part r that no clock needs less of, so that the energy of
 * an operation grows less than with the square of the clock above f0, and falls less below.
 *
 * <p><b>Source.</b> Dynamic power {@code C V^2 f} with V linear in f. Energies: the template's, of
 * which a clock is stated. Measured error: docs/matmul.md.
 *
 * @param matrix what each type holds that the matrix engine multiplies
 * @param vector the same of each type that the vector units multiply
 */
public record SustainedClock(Map<DataType, Held> matrix, Map<DataType, Held> vector) {
  /**
   * Part of the voltage at f0 that does not change with the clock: chosen over the products of A40,
   * H100, L40S, T4 and V100, of which 0.5 to 0.7 fit alike.
   */
  private static final double RESTING = 0.6;

  private static final int ITERATIONS = 8;

  /**
   * What a limit holds while units multiply a type.
   *
   * @param ratio power that is left for all units, over what they take at f0
   * @param reference f0 over the clock
   */
  public record Held(double ratio, double reference) {
    /** Nothing that limits. */
    public static final Held ALL = new Held(Double.POSITIVE_INFINITY, 1);

    /**
     * Returns the share of the clock; above 1 power is no limit.
     *
     * @param idle cores over those that are busy, at least 1
     */
    public double share(double idle) {
      double power = ratio * idle;
      if (power == Double.POSITIVE_INFINITY) {
        return power;
      }
      // Newton's method from above, where it stays, as power is convex in the clock.
      double x =
          Math.min(power / (RESTING * RESTING), Math.cbrt(power / ((1 - RESTING) * (1 - RESTING))));
      for (int i = 0; i < ITERATIONS; i++) {
        double v = RESTING + (1 - RESTING) * x;
        x -= (x * v * v - power) / (v * (v + 2 * (1 - RESTING) * x));
      }
      return x * reference;
    }
  }

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
    Map<DataType, Held> matrix = new EnumMap<>(DataType.class);
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
    Map<DataType, Held> vector = new EnumMap<>(DataType.class);
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
      Map<DataType, Held> shares,
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
    shares.put(type, new Held(watts / (each * reference), reference / processor.clockHz()));
  }

  /** Returns what is held while the matrix engine multiplies a type. */
  public Held ofMatrix(DataType type) {
    return matrix.getOrDefault(type, Held.ALL);
  }

  /** Returns what is held while the vector units multiply a type. */
  public Held ofVector(DataType type) {
    return vector.getOrDefault(type, Held.ALL);
  }
}
