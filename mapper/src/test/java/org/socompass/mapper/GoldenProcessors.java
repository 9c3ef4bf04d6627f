package org.socompass.mapper;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.Dram;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.Kernels;
import org.socompass.hardware.Launch;
import org.socompass.hardware.LocalBuffer;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.OperatorClass;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.hardware.StreamingKernels;
import org.socompass.hardware.Tile;
import org.socompass.hardware.VectorUnit;

/** The devices of the golden file of searches, with constants that no calibration moves. */
final class GoldenProcessors {
  private static final List<Tile> TILES =
      tiles("64x64", "64x128", "128x64", "128x128", "256x128", "128x256", "64x256", "256x64");

  private static final List<Tile> VECTOR_TILES =
      tiles("1x64", "2x64", "4x64", "8x64", "16x64", "32x64", "64x64", "128x128");

  static final List<Tile> MIXED_TILES =
      tiles("16x128", "16x256", "32x128", "32x256", "64x128", "64x256");

  private GoldenProcessors() {}

  static List<Tile> tiles(String... names) {
    return Stream.of(names).map(Tile::of).toList();
  }

  /** A device of one processor. */
  static Device device(MainMemory memory, Processor processor) {
    return new Device(
        "golden",
        "golden",
        "N7",
        memory,
        Optional.empty(),
        Map.of(processor.id(), processor),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }

  static MainMemory memory(double bytesPerSecond, double latencySeconds) {
    return new MainMemory("test", bytesPerSecond, 1, latencySeconds, 1L << 34, 0);
  }

  static Device device(String id) {
    Map<DataType, Double> twice = Map.of(DataType.FP16, 2.0, DataType.INT8, 4.0);
    return switch (id) {
      case "orin" ->
          device(
              memory(204.8e9, 600 / 1.301e9),
              processor(
                  1.301e9,
                  16,
                  matrix(16, 8, twice),
                  Map.of(DataType.FP16, 128.0, DataType.INT8, 256.0),
                  262_144,
                  new LocalBuffer(163_840, 128),
                  new GlobalBuffer(4 << 20, 512, 0),
                  6.206e-6,
                  ampere(0.8504)));
      case "a100" ->
          device(
              memory(2039e9, 600 / 1.41e9),
              processor(
                  1.41e9,
                  108,
                  matrix(16, 16, Map.of(DataType.FP16, 1.0, DataType.INT8, 2.0)),
                  Map.of(DataType.FP16, 128.0, DataType.INT8, 128.0),
                  262_144,
                  new LocalBuffer(163_840, 128),
                  new GlobalBuffer(40 << 20, 5120, 0),
                  25.91e-6,
                  ampere(0.9306)));
      case "mi210" ->
          device(
              memory(1638e9, 700e-9),
              processor(
                  1.4e9,
                  104,
                  matrix(16, 16, Map.of(DataType.FP16, 0.5)),
                  Map.of(DataType.FP16, 64.0),
                  524_288,
                  new LocalBuffer(65_536, 128),
                  new GlobalBuffer(8 << 20, 4096, 0),
                  30.56e-6,
                  pipelined(
                      TILES, List.of(32), List.of(1), 1, 0.826, 0.85, 64, 64, "64x64", 0.5, 1)));
      case "thor" ->
          device(
              memory(273.1e9, 470 / 1.575e9),
              processor(
                  1.575e9,
                  20,
                  matrix(64, 8, twice),
                  Map.of(DataType.FP16, 128.0, DataType.INT8, 128.0),
                  524_288,
                  new LocalBuffer(232_448, 128),
                  new GlobalBuffer(32 << 20, 1024, 0),
                  6.206e-6,
                  pipelined(
                      Stream.concat(TILES.stream(), Stream.of(new Tile(256, 256))).toList(),
                      List.of(32, 64),
                      List.of(1, 2, 4, 8),
                      8,
                      1,
                      0.8504,
                      128,
                      128,
                      "128x256",
                      1,
                      2)));
      default -> throw new IllegalArgumentException(id);
    };
  }

  private static MatrixEngine matrix(int rows, int columns, Map<DataType, Double> macs) {
    return new MatrixEngine(rows, columns, macs, Map.of(), false);
  }

  static MatmulKernels.Pipelined ampere(double dramEfficiency) {
    return pipelined(
        TILES,
        List.of(32, 64),
        List.of(1, 2, 4, 8),
        5,
        1,
        dramEfficiency,
        64,
        128,
        "64x64",
        0.5,
        1);
  }

  private static MatmulKernels.Pipelined pipelined(
      List<Tile> tiles,
      List<Integer> depths,
      List<Integer> splits,
      int stages,
      double issueEfficiency,
      double dramEfficiency,
      double port,
      double operationsPerCycle,
      String fragment,
      double fragmentFraction,
      int mostCores) {
    return new MatmulKernels.Pipelined(
        tiles,
        MIXED_TILES,
        VECTOR_TILES,
        depths,
        splits,
        List.of(2, 4, 8, 16),
        List.of(1, 2, 4, 8),
        List.of(1, 2, 4),
        stages,
        issueEfficiency,
        4.546,
        dramEfficiency,
        22.26,
        0.3045,
        16,
        1.6,
        1.713,
        port,
        operationsPerCycle,
        Tile.of(fragment),
        fragmentFraction,
        mostCores == 1 ? List.of(1) : List.of(1, 2),
        MatmulKernels.Accumulators.REGISTERS);
  }

  static Processor processor(
      double clockHz,
      int cores,
      MatrixEngine matrix,
      Map<DataType, Double> flopsPerCycle,
      long registerBytes,
      LocalBuffer local,
      GlobalBuffer global,
      double launchSeconds,
      MatmulKernels matmul) {
    var traits = new StreamingKernels.Traits(16, 1024, 3, false, false);
    var streaming =
        new StreamingKernels(
            1,
            2,
            0.5,
            0,
            0,
            Map.of(
                OperatorClass.SOFTMAX, traits,
                OperatorClass.NORMALIZATION, traits,
                OperatorClass.ELEMENTWISE, traits));
    return new Processor(
        "gpu",
        ProcessorKind.GPU,
        "test",
        clockHz,
        cores,
        4,
        Optional.of(matrix),
        new VectorUnit(flopsPerCycle, 4, 4),
        registerBytes,
        local,
        global,
        new Dram(1, OptionalDouble.empty(), OptionalDouble.empty(), 0),
        new Launch(
            Map.of(
                OperatorClass.MATMUL, launchSeconds,
                OperatorClass.INTEGER_MATMUL, launchSeconds,
                OperatorClass.MIXED_MATMUL, launchSeconds),
            Map.of(),
            OptionalDouble.empty()),
        new Kernels("own", matmul, streaming, Optional.empty()));
  }
}
