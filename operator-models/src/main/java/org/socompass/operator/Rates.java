package org.socompass.operator;

import java.util.List;
import java.util.OptionalDouble;
import org.socompass.hardware.DataType;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.hardware.SustainedClock;

/**
 * Peak rates of a processor. A type that a unit lacks runs as the narrowest wider one that it has;
 * 16-bit integers then run as fp16.
 *
 * <p><b>Source.</b> 16-bit integers: the RK3588 NPU multiplies INT16, FP16 and BF16 at one rate
 * (technical reference manual, part 1, chapter 36); assumed for other processors.
 */
public final class Rates {
  private static final List<DataType> FLOATS =
      List.of(
          DataType.FP4, DataType.FP8, DataType.FP16, DataType.BF16, DataType.TF32, DataType.FP32);
  private static final List<DataType> INTEGERS = List.of(DataType.INT4, DataType.INT8);

  private Rates() {}

  /** Returns the types that a unit may use for {@code type}: itself, then wider ones. */
  public static List<DataType> candidates(DataType type) {
    DataType plain = type.multiplied();
    if (plain == DataType.INT16) {
      return concat(List.of(plain), FLOATS.subList(FLOATS.indexOf(DataType.FP16), FLOATS.size()));
    }
    if (INTEGERS.contains(plain)) {
      List<DataType> integers = INTEGERS.subList(INTEGERS.indexOf(plain), INTEGERS.size());
      return concat(integers, FLOATS.subList(FLOATS.indexOf(DataType.FP16), FLOATS.size()));
    }
    return FLOATS.subList(FLOATS.indexOf(plain), FLOATS.size());
  }

  private static List<DataType> concat(List<DataType> a, List<DataType> b) {
    return java.util.stream.Stream.concat(a.stream(), b.stream()).toList();
  }

  /**
   * Returns the type in which the matrix engine multiplies {@code type}; null-free, may be empty.
   */
  public static java.util.Optional<DataType> matrixType(MatrixEngine matrix, DataType type) {
    return candidates(type).stream().filter(t -> matrix.macsPerCycle(t).isPresent()).findFirst();
  }

  /** Returns the peak of all matrix engines [op/s]; empty if there is none for the type. */
  public static OptionalDouble matrixOperations(Processor processor, DataType type) {
    return processor
        .matrix()
        .flatMap(
            m ->
                matrixType(m, type)
                    .map(
                        t ->
                            2
                                * m.macsPerCycle(t).orElseThrow()
                                * processor.lanes()
                                * processor.clockHz()))
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }

  /** Returns the peak of all vector units [op/s]. */
  public static double vectorOperations(Processor processor, DataType type) {
    for (DataType candidate : candidates(type)) {
      OptionalDouble flops = processor.vector().flopsPerCycle(candidate);
      if (flops.isPresent()) {
        return flops.getAsDouble() * processor.lanes() * processor.clockHz();
      }
    }
    double best =
        processor.vector().flopsPerCycle().values().stream()
            .mapToDouble(Double::doubleValue)
            .max()
            .orElseThrow();
    return best * processor.lanes() * processor.clockHz();
  }

  /** Returns what power holds of the clock while matrix engines multiply. */
  public static SustainedClock.Held sustainedMatrix(Processor processor, DataType type) {
    return processor
        .matrix()
        .flatMap(m -> matrixType(m, type))
        .map(processor.sustained()::ofMatrix)
        .orElse(SustainedClock.Held.ALL);
  }

  /** Returns what power holds of the clock while vector units multiply. */
  public static SustainedClock.Held sustainedVector(Processor processor, DataType type) {
    return candidates(type).stream()
        .filter(t -> processor.vector().flopsPerCycle(t).isPresent())
        .findFirst()
        .map(processor.sustained()::ofVector)
        .orElse(SustainedClock.Held.ALL);
  }

  /** Returns the peak of the faster of matrix engines and vector units [op/s]. */
  public static double peakOperations(Processor processor, DataType type) {
    return Math.max(matrixOperations(processor, type).orElse(0), vectorOperations(processor, type));
  }
}
