package org.socompass.mapper;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.hardware.AttentionKernels;
import org.socompass.hardware.Device;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.Interconnect;
import org.socompass.hardware.Kernels;
import org.socompass.hardware.Launch;
import org.socompass.hardware.LocalBuffer;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.OperatorClass;
import org.socompass.hardware.Processor;
import org.socompass.hardware.StreamingKernels;
import org.socompass.hardware.Tile;
import org.socompass.hardware.VectorUnit;
import org.socompass.operator.Attention;
import org.socompass.operator.Collective;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.RowOperator;
import org.socompass.operator.StreamedOperator;

/**
 * What the cost of a kind of operator depends on: the processor and main memory with every other
 * parameter blanked. Searches are given this and nothing else, so that equal hardware means equal
 * results whatever else differs between two devices.
 *
 * <p>Compared by value; its hash is computed once.
 */
final class RelevantHardware {
  static final MatmulKernels NO_MATMUL =
      new MatmulKernels.Rate(new Tile(1, 1), Map.of(), Map.of(), 1, 1, true, false, 0, 1);
  static final StreamingKernels NO_STREAMING = new StreamingKernels(1, 1, 1, 0, 0, Map.of());
  private static final Launch NO_LAUNCH = new Launch(Map.of(), Map.of(), OptionalDouble.empty());
  private static final LocalBuffer NO_LOCAL = new LocalBuffer(0, 0);
  private static final GlobalBuffer NO_GLOBAL = new GlobalBuffer(0, 0, 0);

  /** The parts, as a record for its comparison. */
  record Parts(Processor processor, MainMemory memory, Optional<Interconnect> interconnect) {}

  /** Operators that depend on the same parameters. */
  record Kind(Class<? extends Operator> operator, OperatorClass operatorClass) {
    @Override
    public int hashCode() {
      return 31 * operator.hashCode() + operatorClass.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Kind o && operator == o.operator && operatorClass == o.operatorClass;
    }

    boolean isStreamed() {
      return StreamedOperator.class.isAssignableFrom(operator);
    }

    /** Returns whether some hardware has frontiers of its operators. */
    boolean hasFrontiers() {
      return operator == Matmul.class || operator == Attention.class || isStreamed();
    }

    static Kind of(Operator operator) {
      return new Kind(operator.getClass(), operator.operatorClass());
    }
  }

  private final Parts parts;

  /** 0 before it is asked for. */
  private int hash;

  private RelevantHardware(Parts parts) {
    this.parts = parts;
  }

  /** Returns hardware with nothing blanked. */
  static RelevantHardware unchanged(
      Processor processor, MainMemory memory, Optional<Interconnect> interconnect) {
    return new RelevantHardware(new Parts(processor, memory, interconnect));
  }

  /** Returns what operators of a kind depend on. */
  static RelevantHardware of(Kind kind, Device device, Processor p) {
    Kernels kernels = p.kernels();
    MainMemory memory = device.memory();
    if (kind.operator == Matmul.class) {
      return matmul(kind.operatorClass, p, memory);
    }
    if (kind.operator == Attention.class) {
      return new RelevantHardware(
          new Parts(
              processor(
                  p,
                  p.vector(),
                  p.registerBytes(),
                  new LocalBuffer(p.local().capacityBytes(), 0),
                  new GlobalBuffer(
                      keepsNew(kernels) ? p.global().capacityBytes() : 0,
                      p.global().bytesPerCycle(),
                      0),
                  launch(p, kind.operatorClass),
                  new Kernels("", sums(kernels.matmul()), NO_STREAMING, kernels.attention())),
              memory(memory, waits(kernels) ? memory.latencySeconds() : 0),
              Optional.empty()));
    }
    if (Collective.class.isAssignableFrom(kind.operator)) {
      return new RelevantHardware(
          new Parts(
              processor(
                  p,
                  operations(p),
                  0,
                  NO_LOCAL,
                  NO_GLOBAL,
                  NO_LAUNCH,
                  new Kernels("", NO_MATMUL, NO_STREAMING, Optional.empty())),
              memory(memory, 0),
              device.interconnect()));
    }
    StreamingKernels s = kernels.streaming();
    StreamingKernels.Traits traits = s.traits().get(kind.operatorClass);
    var streaming =
        new StreamingKernels(
            s.dramEfficiency(),
            s.overlap(),
            s.cacheShare(),
            s.secondsPerElement(),
            s.secondsPerReduction(),
            s.fittedClockHz(),
            traits == null ? Map.of() : Map.of(kind.operatorClass, traits),
            kind.operator == RowOperator.class ? s.ofKind() : Map.of());
    return new RelevantHardware(
        new Parts(
            processor(
                p,
                p.vector(),
                0,
                new LocalBuffer(p.local().capacityBytes(), 0),
                new GlobalBuffer(p.global().capacityBytes(), p.global().bytesPerCycle(), 0),
                launch(p, kind.operatorClass),
                new Kernels("", NO_MATMUL, streaming, Optional.empty())),
            memory(memory, 0),
            Optional.empty()));
  }

  /** Returns whether kernels of a latent cache wait for main memory in each step. */
  private static boolean waits(Kernels kernels) {
    return kernels
        .attention()
        .flatMap(AttentionKernels::latent)
        .filter(l -> l.waits() > 0)
        .isPresent();
  }

  /** Returns whether attention finds tensors of new tokens in the global buffer. */
  private static boolean keepsNew(Kernels kernels) {
    return kernels.attention().filter(a -> a.cacheShare() > 0).isPresent();
  }

  private static RelevantHardware matmul(
      OperatorClass operatorClass, Processor p, MainMemory memory) {
    MatmulKernels family = p.kernels().matmul();
    boolean isPipelined = family instanceof MatmulKernels.Pipelined;
    boolean isRate = family instanceof MatmulKernels.Rate;
    var processor =
        processor(
            p,
            operations(p),
            isPipelined ? p.registerBytes() : 0,
            isPipelined
                ? p.local()
                : isRate ? NO_LOCAL : new LocalBuffer(p.local().capacityBytes(), 0),
            isPipelined
                ? new GlobalBuffer(p.global().capacityBytes(), p.global().bytesPerCycle(), 0)
                : isRate ? NO_GLOBAL : new GlobalBuffer(p.global().capacityBytes(), 0, 0),
            launch(p, operatorClass),
            new Kernels("", family, NO_STREAMING, Optional.empty()));
    return new RelevantHardware(
        new Parts(
            processor,
            memory(memory, isPipelined ? memory.latencySeconds() : 0),
            Optional.empty()));
  }

  /** Returns kernels that keep sums in the local buffer, as attention does then; else none. */
  private static MatmulKernels sums(MatmulKernels kernels) {
    return kernels instanceof MatmulKernels.Pipelined pipelined
            && pipelined.accumulators() == MatmulKernels.Accumulators.LOCAL_BUFFER
        ? kernels
        : NO_MATMUL;
  }

  private static Processor processor(
      Processor p,
      VectorUnit vector,
      long registerBytes,
      LocalBuffer local,
      GlobalBuffer global,
      Launch launch,
      Kernels kernels) {
    return new Processor(
        p.id(),
        p.kind(),
        "",
        p.clockHz(),
        p.cores(),
        p.lanesPerCore(),
        p.matrix(),
        vector,
        registerBytes,
        local,
        global,
        p.dram(),
        launch,
        kernels,
        Optional.empty(),
        List.of(),
        p.sustained());
  }

  private static VectorUnit operations(Processor p) {
    return new VectorUnit(p.vector().flopsPerCycle(), 0, 0);
  }

  private static Launch launch(Processor p, OperatorClass operatorClass) {
    return new Launch(
        Map.of(operatorClass, p.launch().seconds(operatorClass)),
        Map.of(operatorClass, p.launch().hostSeconds(operatorClass)),
        OptionalDouble.empty());
  }

  private static MainMemory memory(MainMemory m, double latencySeconds) {
    return new MainMemory("", m.peakBytesPerSecond(), 0, latencySeconds, 0, 0);
  }

  /** Returns the same with the bandwidth of a memory. */
  RelevantHardware with(MainMemory memory) {
    return new RelevantHardware(
        new Parts(
            parts.processor, memory(memory, parts.memory.latencySeconds()), parts.interconnect));
  }

  /** Returns whether products or attention on it may be searched for all memories at once. */
  boolean hasFrontiers() {
    Kernels kernels = parts.processor.kernels();
    return kernels.attention().isPresent()
        || kernels.matmul() instanceof MatmulKernels.Pipelined
        || ScratchpadFrontier.has(kernels.matmul());
  }

  /**
   * Returns the same with any bandwidth of main memory; of products on pipelined kernels also with
   * a global buffer of any size.
   */
  RelevantHardware ofFrontiers() {
    Processor p = parts.processor;
    boolean isPipelined =
        p.kernels().attention().isEmpty()
            && p.kernels().matmul() instanceof MatmulKernels.Pipelined;
    var buffer = new GlobalBuffer(0, p.global().bytesPerCycle(), p.global().latencyCycles());
    return new RelevantHardware(
        new Parts(
            isPipelined
                ? processor(
                    p, p.vector(), p.registerBytes(), p.local(), buffer, p.launch(), p.kernels())
                : p,
            new MainMemory("", 1, 0, parts.memory.latencySeconds(), 0, 0),
            parts.interconnect));
  }

  Processor processor() {
    return parts.processor;
  }

  MainMemory memory() {
    return parts.memory;
  }

  Optional<Interconnect> interconnect() {
    return parts.interconnect;
  }

  Parts parts() {
    return parts;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof RelevantHardware o
            && hashCode() == o.hashCode()
            && parts.equals(o.parts));
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = parts.hashCode();
      hash = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return parts.toString();
  }
}
