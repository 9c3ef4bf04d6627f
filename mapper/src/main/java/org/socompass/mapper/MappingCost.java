package org.socompass.mapper;

import java.util.Optional;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.operator.AllReduce;
import org.socompass.operator.Attention;
import org.socompass.operator.BufferUse;
import org.socompass.operator.Collective;
import org.socompass.operator.Exchange;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.Rates;
import org.socompass.operator.StreamedOperator;
import org.socompass.operator.attention.AttentionBuffers;
import org.socompass.operator.attention.AttentionModel;
import org.socompass.operator.collective.AllReduceModel;
import org.socompass.operator.collective.ExchangeModel;
import org.socompass.operator.mapping.AttentionMapping;
import org.socompass.operator.mapping.CollectiveMapping;
import org.socompass.operator.mapping.Mapping;
import org.socompass.operator.mapping.PipelinedMapping;
import org.socompass.operator.mapping.RateMapping;
import org.socompass.operator.mapping.ScratchpadMapping;
import org.socompass.operator.mapping.StreamingMapping;
import org.socompass.operator.matmul.GroupedMatmulModel;
import org.socompass.operator.matmul.PipelinedMatmulModel;
import org.socompass.operator.matmul.RateMatmulModel;
import org.socompass.operator.matmul.ScratchpadMatmulModel;
import org.socompass.operator.matmul.TileCycles;
import org.socompass.operator.vector.StreamingModel;

/** The cost of one mapping, whichever family its kernels are of. */
final class MappingCost {
  private MappingCost() {}

  /** Returns the cost of a mapping that {@link #misfit} has nothing against. */
  static OperatorCost of(
      Operator operator, RelevantHardware hardware, Mapping mapping, TileCycles tileCycles) {
    Processor processor = hardware.processor();
    MainMemory memory = hardware.memory();
    if (operator instanceof Matmul op) {
      MatmulKernels kernels = processor.kernels().matmul();
      if (kernels instanceof MatmulKernels.Pipelined pipelined) {
        var chosen = (PipelinedMapping) mapping;
        return GroupedMatmulModel.kernels(op, processor, pipelined)
            .map(g -> GroupedMatmulModel.cost(op, processor, memory, pipelined, g, chosen))
            .orElseGet(
                () -> new PipelinedMatmulModel(op, processor, memory, pipelined).cost(chosen));
      }
      if (kernels instanceof MatmulKernels.Scratchpad scratchpad) {
        return ScratchpadMatmulModel.cost(
            op,
            processor,
            memory,
            processor.matrix().orElseThrow(),
            scratchpad,
            (ScratchpadMapping) mapping,
            tileCycles);
      }
      return RateMatmulModel.cost(
          op, processor, memory, (MatmulKernels.Rate) kernels, (RateMapping) mapping);
    }
    if (operator instanceof Attention op) {
      return AttentionModel.cost(
          op,
          processor,
          memory,
          processor.kernels().attention().orElseThrow(),
          (AttentionMapping) mapping);
    }
    if (operator instanceof AllReduce op) {
      return AllReduceModel.cost(op, processor, memory, hardware.interconnect().orElseThrow());
    }
    if (operator instanceof Exchange op) {
      return ExchangeModel.cost(op, processor, memory, hardware.interconnect().orElseThrow());
    }
    return StreamingModel.cost(
        (StreamedOperator) operator, processor, memory, (StreamingMapping) mapping);
  }

  /** Returns why a mapping can't run an operator, empty if it can. */
  static Optional<String> misfit(Operator operator, RelevantHardware hardware, Mapping mapping) {
    Processor processor = hardware.processor();
    Class<? extends Mapping> wanted = family(operator, processor);
    if (mapping.getClass() != wanted) {
      return Optional.of(
          "%s on %s takes a mapping of kernel '%s', but this is of kernel '%s'"
              .formatted(
                  operator.id(),
                  processor.id(),
                  MappingReader.kernelOf(wanted),
                  MappingReader.kernelOf(mapping.getClass())));
    }
    if (operator instanceof Matmul op && mapping instanceof PipelinedMapping pipelined) {
      return pipelined(op, hardware, pipelined);
    }
    if (operator instanceof Matmul op && mapping instanceof ScratchpadMapping scratchpad) {
      return scratchpad(op, processor, scratchpad);
    }
    if (mapping instanceof RateMapping rate) {
      boolean unpacks = ((MatmulKernels.Rate) processor.kernels().matmul()).scratch();
      return rate.path() == RateMapping.Path.UNPACKED && !unpacks
          ? Optional.of("kernels of " + processor.id() + " do not unpack weights")
          : Optional.empty();
    }
    if (operator instanceof Attention op) {
      return processor.kernels().attention().isEmpty()
          ? Optional.of(OperatorSearch.noAttention(processor))
          : attention(op, processor, (AttentionMapping) mapping);
    }
    if (operator instanceof Collective collective) {
      return hardware.interconnect().isEmpty()
          ? Optional.of(OperatorSearch.noInterconnect(collective))
          : Optional.empty();
    }
    int active = ((StreamingMapping) mapping).activeCores();
    return active > processor.cores()
        ? Optional.of(tooMany("active_cores", active, processor))
        : Optional.empty();
  }

  private static Class<? extends Mapping> family(Operator operator, Processor processor) {
    if (operator instanceof Matmul) {
      MatmulKernels kernels = processor.kernels().matmul();
      return kernels instanceof MatmulKernels.Pipelined
          ? PipelinedMapping.class
          : kernels instanceof MatmulKernels.Scratchpad
              ? ScratchpadMapping.class
              : RateMapping.class;
    }
    return operator instanceof Attention
        ? AttentionMapping.class
        : operator instanceof Collective ? CollectiveMapping.class : StreamingMapping.class;
  }

  private static Optional<String> pipelined(
      Matmul op, RelevantHardware hardware, PipelinedMapping map) {
    Processor processor = hardware.processor();
    var model =
        new PipelinedMatmulModel(
            op,
            processor,
            hardware.memory(),
            (MatmulKernels.Pipelined) processor.kernels().matmul());
    if (!map.vector() && !model.hasMatrixPath()) {
      return Optional.of(OperatorSearch.noMatrixPath(op, processor));
    }
    if (map.coresPerTile() > processor.cores()) {
      return Optional.of(tooMany("cores_per_tile", map.coresPerTile(), processor));
    }
    if (map.chain() > 0 && map.splits() > 1) {
      return Optional.of("split_k and stream_k_chain exclude each other");
    }
    int rows = map.tile().rows();
    int columns = map.tile().columns();
    int g = map.coresPerTile();
    return exceeds(
            "local_buffer",
            model.localBytes(rows, columns, map.depth(), map.occupancy()),
            (double) processor.local().capacityBytes() * g)
        .or(
            () ->
                exceeds(
                    "registers",
                    model.registerBytes(rows, columns, map.occupancy()),
                    (double) processor.registerBytes() * g))
        .or(
            () ->
                model.isFeasible(map)
                    ? Optional.empty()
                    : Optional.of(
                        "k of %d has no work for %d splits in steps of %d"
                            .formatted(op.k(), map.splits(), map.depth())));
  }

  private static Optional<String> scratchpad(
      Matmul op, Processor processor, ScratchpadMapping map) {
    Optional<MatrixEngine> matrix =
        processor.matrix().filter(m -> Rates.matrixType(m, op.arithmetic()).isPresent());
    return matrix.isEmpty()
        ? Optional.of(OperatorSearch.noMatrixPath(op, processor))
        : ScratchpadMatmulModel.misfit(
            op,
            processor,
            matrix.get(),
            (MatmulKernels.Scratchpad) processor.kernels().matmul(),
            map);
  }

  private static Optional<String> attention(
      Attention op, Processor processor, AttentionMapping map) {
    return map.packed() && op.queryHeads() == op.kvHeads()
        ? Optional.of("packed_heads needs query heads that share keys")
        : AttentionBuffers.shortage(op, processor, map.tile());
  }

  private static String tooMany(String name, int wanted, Processor processor) {
    return "%s is %d, but %s has %d cores"
        .formatted(name, wanted, processor.id(), processor.cores());
  }

  private static Optional<String> exceeds(String buffer, double needed, double there) {
    return needed <= there
        ? Optional.empty()
        : Optional.of(new BufferUse(buffer, needed, there).shortage());
  }
}
