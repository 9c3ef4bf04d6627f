package org.socompass.mapper;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.socompass.hardware.AttentionKernels;
import org.socompass.hardware.Device;
import org.socompass.hardware.Interconnect;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Tile;
import org.socompass.operator.AllReduce;
import org.socompass.operator.AllReduceModel;
import org.socompass.operator.Attention;
import org.socompass.operator.AttentionMapping;
import org.socompass.operator.AttentionModel;
import org.socompass.operator.CachedTileCycles;
import org.socompass.operator.CollectiveMapping;
import org.socompass.operator.Mapping;
import org.socompass.operator.Matmul;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.Operator;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.RateMapping;
import org.socompass.operator.RateMatmulModel;
import org.socompass.operator.StreamingMapping;
import org.socompass.operator.StreamingModel;
import org.socompass.operator.TileCycles;

/**
 * Finds the best mapping of operators on the processors of one device. Results are kept: an
 * operator that occurs again is not searched again. Thread-safe.
 */
public final class OperatorMapper {
  private static final long GREATEST_SIZE = 20_000;

  private final Device device;
  private final SearchBudget budget;
  private final TileCycles tileCycles = new CachedTileCycles();
  private final Cache<Key, MapResult> results =
      Caffeine.newBuilder().maximumSize(GREATEST_SIZE).recordStats().build();

  private record Key(Operator operator, String processorId) {}

  /** Creates the mapper of a device. */
  public OperatorMapper(Device device) {
    this(device, SearchBudget.UNLIMITED);
  }

  /** Creates the mapper of a device whose searches may stop before the optimum is proven. */
  public OperatorMapper(Device device, SearchBudget budget) {
    this.device = device;
    this.budget = budget;
  }

  /** Returns the device. */
  public Device device() {
    return device;
  }

  /** Returns how often an array's tile was found in the cache. */
  public TileCycles.Statistics tileStatistics() {
    return tileCycles.statistics();
  }

  /** Returns how often an operator was found in the cache. */
  public TileCycles.Statistics operatorStatistics() {
    var stats = results.stats();
    return new TileCycles.Statistics(stats.hitCount(), stats.missCount());
  }

  /**
   * Returns the best mapping, or why there is none.
   *
   * @throws org.socompass.input.InputException if the device has no such processor
   */
  public MapResult map(Operator operator, String processorId) {
    Processor processor = device.processor(processorId);
    return results.get(new Key(operator, processorId), key -> search(operator, processor));
  }

  private MapResult search(Operator operator, Processor processor) {
    try {
      return searchKind(operator, processor);
    } catch (ArithmeticException e) {
      return new MapResult.Infeasible(
          "%s of %s is too large to count its cycles".formatted(operator.id(), operator.shape()));
    }
  }

  private MapResult searchKind(Operator operator, Processor processor) {
    if (operator instanceof Matmul matmul) {
      return matmul(matmul, processor);
    }
    if (operator instanceof Attention attention) {
      return attention(attention, processor);
    }
    if (operator instanceof AllReduce allReduce) {
      return allReduce(allReduce, processor);
    }
    return streaming(operator, processor);
  }

  private MapResult matmul(Matmul op, Processor processor) {
    MainMemory memory = device.memory();
    MatmulKernels kernels = processor.kernels().matmul();
    if (kernels instanceof MatmulKernels.Pipelined pipelined) {
      return new PipelinedSearch(op, processor, memory, pipelined, budget).search();
    }
    if (kernels instanceof MatmulKernels.Scratchpad scratchpad) {
      Optional<MatrixEngine> matrix = processor.matrix();
      return matrix
          .filter(m -> org.socompass.operator.Rates.matrixType(m, op.arithmetic()).isPresent())
          .map(
              m ->
                  new ScratchpadSearch(op, processor, memory, m, scratchpad, tileCycles, budget)
                      .search())
          .orElseGet(
              () ->
                  new MapResult.Infeasible(
                      "the matrix engine of %s can't multiply %s"
                          .formatted(processor.id(), op.arithmetic().id())));
    }
    return rate(op, processor, (MatmulKernels.Rate) kernels);
  }

  private MapResult rate(Matmul op, Processor processor, MatmulKernels.Rate kernels) {
    MainMemory memory = device.memory();
    List<Mapping> mappings =
        List.of(
            new RateMapping(RateMapping.Path.VECTOR),
            new RateMapping(
                kernels.scratch() ? RateMapping.Path.UNPACKED : RateMapping.Path.TILED));
    return each(
        op,
        processor,
        mappings,
        m -> RateMatmulModel.cost(op, processor, memory, kernels, (RateMapping) m));
  }

  private MapResult attention(Attention op, Processor processor) {
    Optional<AttentionKernels> found = processor.kernels().attention();
    if (found.isEmpty()) {
      return new MapResult.Infeasible(
          "%s has no fused attention kernels; its attention runs as separate operators"
              .formatted(processor.id()));
    }
    AttentionKernels kernels = found.get();
    MainMemory memory = device.memory();
    boolean grouped = op.queryHeads() > op.kvHeads();
    List<Mapping> mappings = new ArrayList<>();
    for (Tile tile : kernels.tiles()) {
      for (boolean packed : grouped ? new boolean[] {false, true} : new boolean[] {false}) {
        for (int splits : kernels.splits()) {
          mappings.add(new AttentionMapping(tile, packed, splits));
        }
      }
    }
    return each(
        op,
        processor,
        mappings,
        m -> AttentionModel.cost(op, processor, memory, kernels, (AttentionMapping) m));
  }

  /** Prices a few mappings, each a class of its own, one by one. */
  private MapResult each(
      Operator op,
      Processor processor,
      List<Mapping> mappings,
      Function<Mapping, OperatorCost> cost) {
    var leaders = new Leaders(SearchBudget.UNLIMITED);
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

  private MapResult streaming(Operator op, Processor processor) {
    MainMemory memory = device.memory();
    var evaluation = new StreamingModel.Evaluation(op, processor, memory);
    var leaders = new Leaders(SearchBudget.UNLIMITED);
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
        m -> StreamingModel.cost(op, processor, memory, (StreamingMapping) m),
        () -> "no kernel fits");
  }

  private MapResult allReduce(AllReduce op, Processor processor) {
    Optional<Interconnect> links = device.interconnect();
    if (links.isEmpty()) {
      return new MapResult.Infeasible(
          "device '" + device.id() + "' has no interconnect for an all-reduce");
    }
    OperatorCost cost = AllReduceModel.cost(op, processor, device.memory(), links.get());
    return each(
        op, processor, List.of(new CollectiveMapping("reduce-scatter, all-gather")), m -> cost);
  }
}
