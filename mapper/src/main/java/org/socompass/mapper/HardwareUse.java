package org.socompass.mapper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.Kernels;
import org.socompass.hardware.Launch;
import org.socompass.hardware.LocalBuffer;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.OperatorClass;
import org.socompass.hardware.Processor;
import org.socompass.hardware.VectorUnit;
import org.socompass.operator.AllReduce;
import org.socompass.operator.Attention;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.RowOperator;
import org.socompass.operator.StateScan;

/**
 * What models read of a device: the parameters that the cost of some kind of operator depends on,
 * and the device without those, for all else. Two devices that are equal in both have the same
 * predictions. Compared by value.
 *
 * @param operators parameters by processor and kind of operator
 * @param rest the device, its processors and its memory without what only operators read
 */
public record HardwareUse(List<Object> operators, Device rest) {
  private static final Map<Class<? extends Operator>, List<OperatorClass>> KINDS =
      Map.of(
          Matmul.class,
          List.of(OperatorClass.MATMUL, OperatorClass.INTEGER_MATMUL, OperatorClass.MIXED_MATMUL),
          RowOperator.class,
          List.of(OperatorClass.SOFTMAX, OperatorClass.NORMALIZATION, OperatorClass.ELEMENTWISE),
          ElementwiseOperator.class,
          List.of(OperatorClass.ELEMENTWISE),
          StateScan.class,
          List.of(OperatorClass.ELEMENTWISE),
          AllReduce.class,
          List.of(OperatorClass.ELEMENTWISE),
          Attention.class,
          List.of(OperatorClass.ATTENTION));

  /** Copies the list. */
  public HardwareUse {
    operators = List.copyOf(operators);
  }

  /** Returns what models read of a device. */
  public static HardwareUse of(Device device) {
    List<Object> operators = new ArrayList<>();
    for (Processor p : device.processors().values()) {
      KINDS.forEach(
          (operator, classes) -> {
            // Attention without kernels of its own is made of other operators.
            boolean isRun = operator != Attention.class || p.kernels().attention().isPresent();
            if (isRun) {
              for (OperatorClass of : classes) {
                var kind = new RelevantHardware.Kind(operator, of);
                operators.add(List.of(p.id(), of, RelevantHardware.of(kind, device, p).parts()));
              }
            }
          });
    }
    return new HardwareUse(operators, rest(device));
  }

  private static Device rest(Device d) {
    Map<String, Processor> processors = new LinkedHashMap<>();
    d.processors().forEach((id, p) -> processors.put(id, rest(p)));
    MainMemory m = d.memory();
    return new Device(
        d.id(),
        d.name(),
        d.processNode(),
        new MainMemory(
            m.type(),
            m.peakBytesPerSecond(),
            // Several processors at once share what is achievable.
            processors.size() > 1 ? m.achievableFraction() : 1,
            0,
            m.capacityBytes(),
            m.reserveBytes(),
            m.channels16(),
            m.energy(),
            m.pim()),
        d.systemCache(),
        processors,
        d.synchronization(),
        d.interconnect(),
        d.engines(),
        d.area(),
        d.product(),
        d.thermal(),
        d.powerLimitWatts(),
        d.tiers());
  }

  private static Processor rest(Processor p) {
    Launch launch = p.launch();
    Kernels k = p.kernels();
    return new Processor(
        p.id(),
        p.kind(),
        p.name(),
        p.clockHz(),
        p.cores(),
        p.lanesPerCore(),
        p.matrix(),
        new VectorUnit(p.vector().flopsPerCycle(), 0, 0),
        0,
        new LocalBuffer(0, 0),
        new GlobalBuffer(0, 0, 0),
        p.dram(),
        new Launch(
            Map.of(),
            Map.of(),
            launch.queuedSeconds(),
            launch.graphSeconds(),
            launch.kernelSeconds(),
            launch.eventsSeconds()),
        new Kernels(
            k.library(),
            RelevantHardware.NO_MATMUL,
            RelevantHardware.NO_STREAMING,
            Optional.empty(),
            k.graphGeneration()),
        p.energy(),
        p.throttleSteps(),
        p.sustained());
  }
}
