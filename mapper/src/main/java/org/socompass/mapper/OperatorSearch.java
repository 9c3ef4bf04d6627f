package org.socompass.mapper;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.socompass.hardware.AttentionKernels;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.operator.AllReduce;
import org.socompass.operator.Attention;
import org.socompass.operator.Collective;
import org.socompass.operator.Matmul;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.Operator;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.Rates;
import org.socompass.operator.StreamedOperator;
import org.socompass.operator.mapping.CollectiveMapping;
import org.socompass.operator.mapping.Mapping;
import org.socompass.operator.mapping.RateMapping;
import org.socompass.operator.mapping.StreamingMapping;
import org.socompass.operator.matmul.GroupedMatmulModel;
import org.socompass.operator.matmul.TileCycles;
import org.socompass.operator.vector.StreamingModel;

/** One search: of the family of kernels that an operator has on its processor. */
final class OperatorSearch {
  private final RelevantHardware hardware;
  private final Processor processor;
  private final MainMemory memory;
  private final SearchGoal goal;
  private final TileCycles tileCycles;

  OperatorSearch(RelevantHardware hardware, SearchGoal goal, TileCycles tileCycles) {
    this.hardware = hardware;
    this.processor = hardware.processor();
    this.memory = hardware.memory();
    this.goal = goal;
    this.tileCycles = tileCycles;
  }

  /** Returns the best mapping, or why there is none. */
  MapResult search(Operator operator) {
    try {
      return searchKind(operator);
    } catch (ArithmeticException e) {
      return new MapResult.Infeasible(
          "%s of %s is too large to count its cycles".formatted(operator.id(), operator.shape()));
    }
  }

  private MapResult searchKind(Operator operator) {
    if (operator instanceof Matmul matmul) {
      return matmul(matmul);
    }
    if (operator instanceof Attention attention) {
      return attention(attention);
    }
    if (operator instanceof Collective collective) {
      return collective(collective);
    }
    return streaming((StreamedOperator) operator);
  }

  private MapResult matmul(Matmul op) {
    MatmulKernels kernels = processor.kernels().matmul();
    if (kernels instanceof MatmulKernels.Pipelined pipelined) {
      Optional<MatmulKernels.Grouped> grouped =
          GroupedMatmulModel.kernels(op, processor, pipelined);
      if (grouped.isPresent()) {
        return each(op, List.copyOf(GroupedMatmulModel.mappings(op, grouped.get())));
      }
      return new PipelinedSearch(op, processor, memory, pipelined, goal).search();
    }
    if (kernels instanceof MatmulKernels.Scratchpad scratchpad) {
      Optional<MatrixEngine> matrix = processor.matrix();
      return matrix
          .filter(m -> Rates.matrixType(m, op.arithmetic()).isPresent())
          .map(
              m ->
                  new ScratchpadSearch(op, processor, memory, m, scratchpad, tileCycles, goal)
                      .search())
          .orElseGet(() -> new MapResult.Infeasible(noMatrixPath(op, processor)));
    }
    MatmulKernels.Rate rate = (MatmulKernels.Rate) kernels;
    return each(
        op,
        List.of(
            new RateMapping(RateMapping.Path.VECTOR),
            new RateMapping(rate.scratch() ? RateMapping.Path.UNPACKED : RateMapping.Path.TILED)));
  }

  static String noMatrixPath(Matmul op, Processor processor) {
    return "the matrix engine of %s can't multiply %s"
        .formatted(processor.id(), op.arithmetic().id());
  }

  static String noAttention(Processor processor) {
    return "%s has no fused attention kernels; its attention runs as separate operators"
        .formatted(processor.id());
  }

  private MapResult attention(Attention op) {
    Optional<AttentionKernels> found = processor.kernels().attention();
    if (found.isEmpty()) {
      return new MapResult.Infeasible(noAttention(processor));
    }
    return new AttentionSearch(op, processor, found.get(), memory.latencySeconds())
        .at(memory, goal.runnerUp());
  }

  /** Prices a few mappings, each a class of its own, one by one. */
  private MapResult each(Operator op, List<Mapping> mappings) {
    Function<Mapping, OperatorCost> cost = m -> MappingCost.of(op, hardware, m, tileCycles);
    var leaders = new Leaders(SearchBudget.UNLIMITED, goal.runnerUp());
    for (int i = 0; i < mappings.size(); i++) {
      OperatorCost found = cost.apply(mappings.get(i));
      leaders.evaluated();
      leaders.offer(i, i, found.latencySeconds(), found.traffic(MemoryLevel.MAIN_MEMORY));
    }
    return leaders.result(
        op,
        processor.id(),
        mappings.size(),
        place -> mappings.get((int) place),
        cost,
        () -> "no kernel fits");
  }

  private MapResult streaming(StreamedOperator op) {
    var evaluation = new StreamingModel.Evaluation(op, processor, memory);
    var leaders = new Leaders(SearchBudget.UNLIMITED, goal.runnerUp());
    int cores = processor.cores();
    // More active cores are faster until the rows in flight no longer fit the global buffer: below
    // the most that cause no more traffic than any fewer, none can be better.
    for (int active = cores; active >= 1; active--) {
      leaders.evaluated();
      leaders.offer(cores - active, 0, evaluation.seconds(active), evaluation.memoryBytes());
      if (evaluation.isLeastTraffic()) {
        break;
      }
    }
    return leaders.result(
        op,
        processor.id(),
        cores,
        place -> new StreamingMapping(cores - (int) place),
        m -> MappingCost.of(op, hardware, m, tileCycles),
        () -> "no kernel fits");
  }

  private MapResult collective(Collective op) {
    return hardware.interconnect().isEmpty()
        ? new MapResult.Infeasible(noInterconnect(op))
        : each(op, List.of(new CollectiveMapping(algorithm(op))));
  }

  private static String algorithm(Collective op) {
    return op instanceof AllReduce ? CollectiveMapping.ALL_REDUCE : CollectiveMapping.DIRECT;
  }

  static String noInterconnect(Collective op) {
    return "the device has no interconnect for "
        + (op instanceof AllReduce ? "an all-reduce" : "an exchange");
  }
}
