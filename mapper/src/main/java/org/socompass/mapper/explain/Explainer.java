package org.socompass.mapper.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.socompass.hardware.Device;
import org.socompass.hardware.Dram;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.LocalBuffer;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;
import org.socompass.mapper.MapResult;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Attention;
import org.socompass.operator.BufferUse;
import org.socompass.operator.Matmul;
import org.socompass.operator.attention.AttentionBuffers;
import org.socompass.operator.mapping.AttentionMapping;
import org.socompass.operator.mapping.PipelinedMapping;
import org.socompass.operator.mapping.ScratchpadMapping;
import org.socompass.operator.matmul.PipelinedMatmulModel;
import org.socompass.operator.matmul.ScratchpadMatmulModel;

/** Explains mappings of the operators of one device. */
public final class Explainer {
  private final Device device;

  /** Creates the explainer of a device. */
  public Explainer(Device device) {
    this.device = device;
  }

  /**
   * Returns why a mapping is as fast as it is. What more of a resource would buy is found by
   * mapping anew.
   */
  public Explanation explain(MappedOperator mapped) {
    return explain(
        mapped, more -> new OperatorMapper(more).map(mapped.operator(), mapped.processorId()));
  }

  /**
   * Returns why a mapping that the user chose, or a budget left, is as fast as it is. What more of
   * a resource would buy is that of the same mapping.
   */
  public Explanation explainAsItIs(MappedOperator mapped) {
    return explain(
        mapped,
        more ->
            new OperatorMapper(more)
                .evaluate(mapped.operator(), mapped.processorId(), mapped.mapping()));
  }

  private Explanation explain(MappedOperator mapped, Function<Device, MapResult> onMore) {
    Processor processor = device.processor(mapped.processorId());
    List<Explanation.Gain> gains = new ArrayList<>();
    for (Explanation.Resource resource : Explanation.Resource.values()) {
      boolean isThere =
          resource != Explanation.Resource.MEMORY_PORT
              || Double.isFinite(processor.dram().portBytesPerSecond(processor.cores()));
      if (isThere && onMore.apply(more(processor, resource)) instanceof MappedOperator other) {
        double latency = other.cost().latencySeconds();
        gains.add(
            new Explanation.Gain(resource, latency, latency / mapped.cost().latencySeconds() - 1));
      }
    }
    return new Explanation(LoopNest.of(mapped, processor), buffers(mapped, processor), gains);
  }

  private List<BufferUse> buffers(MappedOperator mapped, Processor processor) {
    MatmulKernels kernels = processor.kernels().matmul();
    if (mapped.operator() instanceof Matmul op) {
      if (mapped.mapping() instanceof PipelinedMapping mapping
          && kernels instanceof MatmulKernels.Pipelined pipelined) {
        return new PipelinedMatmulModel(op, processor, device.memory(), pipelined)
            .bufferUse(mapping);
      }
      if (mapped.mapping() instanceof ScratchpadMapping mapping
          && kernels instanceof MatmulKernels.Scratchpad scratchpad) {
        return ScratchpadMatmulModel.bufferUse(
            op, processor, processor.matrix().orElseThrow(), scratchpad, mapping);
      }
    }
    return mapped.operator() instanceof Attention op
            && mapped.mapping() instanceof AttentionMapping mapping
        ? AttentionBuffers.of(op, processor, mapping.tile())
        : List.of();
  }

  private Device more(Processor p, Explanation.Resource resource) {
    MainMemory memory = device.memory();
    int cores = p.cores();
    LocalBuffer local = p.local();
    GlobalBuffer global = p.global();
    Dram dram = p.dram();
    switch (resource) {
      case MAIN_MEMORY_BANDWIDTH ->
          memory =
              new MainMemory(
                  memory.type(),
                  memory.peakBytesPerSecond() + resource.unit(),
                  memory.achievableFraction(),
                  memory.latencySeconds(),
                  memory.capacityBytes(),
                  memory.reserveBytes(),
                  memory.channels16(),
                  memory.energy(),
                  memory.pim());
      case MEMORY_PORT -> dram = dram.wider(resource.unit(), cores);
      case GLOBAL_BUFFER ->
          global =
              new GlobalBuffer(
                  global.capacityBytes() + (long) resource.unit(),
                  global.bytesPerCycle(),
                  global.latencyCycles());
      case LOCAL_BUFFER ->
          local =
              new LocalBuffer(
                  local.capacityBytes() + (long) resource.unit(), local.bytesPerCycle());
      case CORES -> cores += (int) resource.unit();
    }
    var processor =
        new Processor(
            p.id(),
            p.kind(),
            p.name(),
            p.clockHz(),
            cores,
            p.lanesPerCore(),
            p.matrix(),
            p.vector(),
            p.registerBytes(),
            local,
            global,
            dram,
            p.launch(),
            p.kernels(),
            p.energy(),
            p.throttleSteps(),
            p.sustained());
    Map<String, Processor> processors = new LinkedHashMap<>(device.processors());
    processors.put(p.id(), processor);
    return new Device(
        device.id(),
        device.name(),
        device.processNode(),
        memory,
        device.systemCache(),
        processors,
        device.synchronization(),
        device.interconnect(),
        device.engines(),
        device.area(),
        device.product(),
        device.thermal(),
        device.powerLimitWatts());
  }
}
