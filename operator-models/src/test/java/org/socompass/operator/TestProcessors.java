package org.socompass.operator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.hardware.AttentionKernels;
import org.socompass.hardware.DataType;
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

/** Processors whose constants no calibration moves: those of the golden files, and round ones. */
public final class TestProcessors {
  static final Launch FREE = new Launch(Map.of(), Map.of(), OptionalDouble.empty());
  static final Dram WHOLE = new Dram(1, OptionalDouble.empty(), OptionalDouble.empty(), 0);

  private TestProcessors() {}

  /** Main memory of a bandwidth [B/s] and latency [s]. */
  public static MainMemory memory(double bytesPerSecond, double latencySeconds) {
    return new MainMemory("test", bytesPerSecond, 1, latencySeconds, 1L << 34, 0);
  }

  public static Launch launch(OperatorClass operatorClass, double seconds, double hostSeconds) {
    return new Launch(
        Map.of(operatorClass, seconds), Map.of(operatorClass, hostSeconds), OptionalDouble.empty());
  }

  /** Streaming kernels that cost nothing but their traffic. */
  public static StreamingKernels streaming() {
    var traits = new StreamingKernels.Traits(16, 1024, 3, false, false);
    return new StreamingKernels(
        1,
        2,
        0.5,
        0,
        0,
        Map.of(
            OperatorClass.SOFTMAX, traits,
            OperatorClass.NORMALIZATION, traits,
            OperatorClass.ELEMENTWISE, traits));
  }

  /** A processor with four lanes a core, launched for nothing, the whole memory to itself. */
  public static Processor processor(
      double clockHz,
      int cores,
      Optional<MatrixEngine> matrix,
      VectorUnit vector,
      long registerBytes,
      LocalBuffer local,
      GlobalBuffer global,
      MatmulKernels matmul,
      StreamingKernels streaming,
      Optional<AttentionKernels> attention) {
    return new Processor(
        "gpu",
        ProcessorKind.GPU,
        "test",
        clockHz,
        cores,
        4,
        matrix,
        vector,
        registerBytes,
        local,
        global,
        WHOLE,
        FREE,
        new Kernels("own", matmul, streaming, attention));
  }

  static Processor withDram(Processor p, Dram dram) {
    return new Processor(
        p.id(),
        p.kind(),
        p.name(),
        p.clockHz(),
        p.cores(),
        p.lanesPerCore(),
        p.matrix(),
        p.vector(),
        p.registerBytes(),
        p.local(),
        p.global(),
        dram,
        p.launch(),
        p.kernels());
  }

  /** Kernels of rate 1 with tiles of one result. */
  public static MatmulKernels.Rate rate() {
    return new MatmulKernels.Rate(
        new Tile(1, 1), Map.of(DataType.FP16, 1.0), Map.of(), 1, 1, true, false, 0);
  }

  /** 8 cores of 4 lanes at 1 GHz, 32 op a lane and cycle: 1.024 TFLOPS, no matrix engine. */
  public static Processor plain() {
    return processor(
        1e9,
        8,
        Optional.empty(),
        new VectorUnit(Map.of(DataType.FP16, 32.0), 4, 4),
        1 << 16,
        new LocalBuffer(1 << 16, 128),
        new GlobalBuffer(1 << 20, 1000, 0),
        rate(),
        streaming(),
        Optional.empty());
  }

  /** The processors of the golden file of pipelined products. */
  public static Processor golden(String device) {
    return switch (device) {
      case "orin" ->
          processor(
              1.301e9,
              16,
              Optional.of(matrix(16, 8, Map.of(DataType.FP16, 2.0, DataType.INT8, 4.0))),
              new VectorUnit(Map.of(DataType.FP16, 128.0, DataType.INT8, 256.0), 4, 4),
              262_144,
              new LocalBuffer(163_840, 128),
              new GlobalBuffer(4 << 20, 512, 0),
              ampere(0.8504),
              streaming(),
              Optional.empty());
      case "a100" ->
          processor(
              1.41e9,
              108,
              Optional.of(matrix(16, 16, Map.of(DataType.FP16, 1.0, DataType.INT8, 2.0))),
              new VectorUnit(Map.of(DataType.FP16, 128.0, DataType.INT8, 128.0), 4, 4),
              262_144,
              new LocalBuffer(163_840, 128),
              new GlobalBuffer(40 << 20, 5120, 0),
              ampere(0.9306),
              streaming(),
              Optional.empty());
      case "mi210" ->
          processor(
              1.4e9,
              104,
              Optional.of(matrix(16, 16, Map.of(DataType.FP16, 0.5))),
              new VectorUnit(Map.of(DataType.FP16, 64.0), 4, 4),
              524_288,
              new LocalBuffer(65_536, 128),
              new GlobalBuffer(8 << 20, 4096, 0),
              pipelined(1, 0.826, 0.85, 64, 64, new Tile(64, 64), 0.5),
              streaming(),
              Optional.empty());
      case "thor" ->
          processor(
              1.575e9,
              20,
              Optional.of(matrix(64, 8, Map.of(DataType.FP16, 2.0, DataType.INT8, 4.0))),
              new VectorUnit(Map.of(DataType.FP16, 128.0, DataType.INT8, 128.0), 4, 4),
              524_288,
              new LocalBuffer(232_448, 128),
              new GlobalBuffer(32 << 20, 1024, 0),
              pipelined(8, 1, 0.8504, 128, 128, new Tile(128, 256), 1),
              streaming(),
              Optional.empty());
      default -> throw new IllegalArgumentException(device);
    };
  }

  public static MainMemory goldenMemory(String device) {
    return switch (device) {
      case "orin" -> memory(204.8e9, 600 / 1.301e9);
      case "a100" -> memory(2039e9, 600 / 1.41e9);
      case "mi210" -> memory(1638e9, 700e-9);
      case "thor" -> memory(273.1e9, 470 / 1.575e9);
      default -> throw new IllegalArgumentException(device);
    };
  }

  public static MatrixEngine matrix(int rows, int columns, Map<DataType, Double> macs) {
    return new MatrixEngine(rows, columns, macs, Map.of(), false);
  }

  public static MatmulKernels.Pipelined ampere(double dramEfficiency) {
    return pipelined(5, 1, dramEfficiency, 64, 128, new Tile(64, 64), 0.5);
  }

  private static MatmulKernels.Pipelined pipelined(
      int stages,
      double issueEfficiency,
      double dramEfficiency,
      double port,
      double operationsPerCycle,
      Tile fragment,
      double fragmentFraction) {
    return new MatmulKernels.Pipelined(
        List.of(new Tile(64, 64), new Tile(128, 128)),
        List.of(new Tile(16, 128)),
        List.of(new Tile(1, 64)),
        List.of(32, 64),
        List.of(1, 2),
        List.of(2),
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
        fragment,
        fragmentFraction,
        List.of(1),
        MatmulKernels.Accumulators.REGISTERS);
  }
}
