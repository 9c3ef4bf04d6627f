package org.socompass.mapper;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.operator.Operator;
import org.socompass.operator.mapping.Mapping;
import org.socompass.operator.matmul.TileCycles;

/**
 * Finds the best mapping of operators on the processors of one device. Results are kept in an
 * {@link OperatorCache}: an operator that occurs again, on hardware that is the same to it, is not
 * searched again. Thread-safe.
 */
public final class OperatorMapper {
  private final Device device;
  private final OperatorCache cache;
  private final SearchBudget budget;
  private final Map<Place, OperatorCache.OnOneHardware> places = new ConcurrentHashMap<>();
  private final LongAdder asked = new LongAdder();
  private final LongAdder stored = new LongAdder();
  private final LongAdder searched = new LongAdder();
  private final DoubleAdder mappings = new DoubleAdder();
  private final LongAdder evaluated = new LongAdder();

  private record Place(String processorId, RelevantHardware.Kind kind, boolean runnerUp) {
    @Override
    public int hashCode() {
      return 31 * (31 * processorId.hashCode() + kind.hashCode()) + (runnerUp ? 1 : 0);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Place o
          && runnerUp == o.runnerUp
          && kind.equals(o.kind)
          && processorId.equals(o.processorId);
    }
  }

  /** Creates the mapper of a device, with a cache of its own. */
  public OperatorMapper(Device device) {
    this(device, new OperatorCache());
  }

  /** Creates the mapper of a device whose results are shared with other mappers. */
  public OperatorMapper(Device device, OperatorCache cache) {
    this(device, SearchBudget.UNLIMITED, cache);
  }

  /** Creates the mapper of a device whose searches may stop before the optimum is proven. */
  public OperatorMapper(Device device, SearchBudget budget) {
    this(device, budget, new OperatorCache());
  }

  /** Creates a mapper with a budget and a shared cache. */
  public OperatorMapper(Device device, SearchBudget budget, OperatorCache cache) {
    this.device = device;
    this.cache = cache;
    this.budget = budget;
  }

  /** Returns the device. */
  public Device device() {
    return device;
  }

  /** Returns the cache of its results. */
  public OperatorCache cache() {
    return cache;
  }

  /** Returns how often an array's tile was found in the cache, by all who share it. */
  public TileCycles.Statistics tileStatistics() {
    return cache.tileCycles().statistics();
  }

  /** Returns how often this mapper found an operator in the cache. */
  public TileCycles.Statistics operatorStatistics() {
    Statistics all = statistics();
    return new TileCycles.Statistics(all.found() + all.stored(), all.searched());
  }

  /** Returns what this mapper did. */
  public Statistics statistics() {
    long misses = stored.sum() + searched.sum();
    return new Statistics(
        asked.sum() - misses, stored.sum(), searched.sum(), mappings.sum(), evaluated.sum());
  }

  /**
   * What a mapper did.
   *
   * @param found operators found in the cache in memory
   * @param stored operators found in the store behind it
   * @param searched operators searched
   * @param mappings mappings in the spaces that were searched, in all
   * @param evaluated mappings evaluated in them
   */
  public record Statistics(
      long found, long stored, long searched, double mappings, long evaluated) {}

  /**
   * Returns the best mapping, or why there is none. The result names no runner-up.
   *
   * @throws org.socompass.input.InputException if the device has no such processor
   */
  public MapResult map(Operator operator, String processorId) {
    return map(operator, processorId, false);
  }

  /**
   * Returns the best mapping and the proven best of another class, or why there is none. This takes
   * more evaluations than {@link #map}.
   *
   * @throws org.socompass.input.InputException if the device has no such processor
   */
  public MapResult mapWithRunnerUp(Operator operator, String processorId) {
    return map(operator, processorId, true);
  }

  private MapResult map(Operator operator, String processorId, boolean runnerUp) {
    asked.increment();
    var place = new Place(processorId, RelevantHardware.Kind.of(operator), runnerUp);
    OperatorCache.OnOneHardware there = places.get(place);
    if (there == null) {
      SearchGoal goal = new SearchGoal(budget, runnerUp);
      Processor processor = device.processor(processorId);
      there = places.computeIfAbsent(place, p -> cache.on(p.kind(), device, processor, goal));
    }
    return there.get(operator, this::count);
  }

  private void count(MapResult result, boolean isStored) {
    (isStored ? stored : searched).increment();
    if (!isStored && result instanceof MappedOperator mapped) {
      mappings.add((double) mapped.search().total());
      evaluated.add(mapped.search().evaluated());
    }
  }

  /**
   * Returns an operator under a mapping that the user chose, with no search.
   *
   * @return infeasible if the mapping is of another family of kernels or does not fit, naming the
   *     buffer and the missing bytes
   * @throws org.socompass.input.InputException if the device has no such processor
   */
  public MapResult evaluate(Operator operator, String processorId, Mapping mapping) {
    RelevantHardware on = hardware(operator, processorId);
    Optional<String> misfit = MappingCost.misfit(operator, on, mapping);
    if (misfit.isPresent()) {
      return new MapResult.Infeasible(misfit.get());
    }
    return new MappedOperator(
        operator,
        processorId,
        mapping,
        MappingCost.of(operator, on, mapping, cache.tileCycles()),
        new MappedOperator.Search(1, 1, 0, 0, 0),
        Optional.empty());
  }

  private RelevantHardware hardware(Operator operator, String processorId) {
    return RelevantHardware.of(
        RelevantHardware.Kind.of(operator), device, device.processor(processorId));
  }
}
