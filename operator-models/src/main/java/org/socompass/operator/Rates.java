package org.socompass.operator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

  private static final Map<DataType, List<DataType>> CANDIDATES = allCandidates();

  private Rates() {}

  /** Returns the types that a unit may use for {@code type}: itself, then wider ones. */
  public static List<DataType> candidates(DataType type) {
    return Objects.requireNonNull(CANDIDATES.get(type));
  }

  private static Map<DataType, List<DataType>> allCandidates() {
    Map<DataType, List<DataType>> all = new EnumMap<>(DataType.class);
    for (DataType type : DataType.values()) {
      all.put(type, candidatesOf(type));
    }
    return Collections.unmodifiableMap(all);
  }

  private static List<DataType> candidatesOf(DataType type) {
    DataType plain = type.multiplied();
    List<DataType> result = new ArrayList<>();
    if (plain == DataType.INT16) {
      result.add(plain);
    } else if (INTEGERS.contains(plain)) {
      result.addAll(INTEGERS.subList(INTEGERS.indexOf(plain), INTEGERS.size()));
    } else {
      return FLOATS.subList(FLOATS.indexOf(plain), FLOATS.size());
    }
    result.addAll(FLOATS.subList(FLOATS.indexOf(DataType.FP16), FLOATS.size()));
    return List.copyOf(result);
  }

  /**
   * Returns the type in which the matrix engine multiplies {@code type}; null-free, may be empty.
   */
  public static Optional<DataType> matrixType(MatrixEngine matrix, DataType type) {
    for (DataType candidate : candidates(type)) {
      if (matrix.macsPerCycle(candidate).isPresent()) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** Returns the peak of all matrix engines [op/s]; empty if there is none for the type. */
  public static OptionalDouble matrixOperations(Processor processor, DataType type) {
    if (processor.matrix().isEmpty()) {
      return OptionalDouble.empty();
    }
    MatrixEngine matrix = processor.matrix().get();
    Optional<DataType> multiplied = matrixType(matrix, type);
    return multiplied.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            2
                * matrix.macsPerCycle(multiplied.get()).orElseThrow()
                * processor.lanes()
                * processor.clockHz());
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
