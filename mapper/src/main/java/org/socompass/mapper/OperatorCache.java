package org.socompass.mapper;

import com.github.benmanes.caffeine.cache.Interner;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.mapper.kept.ResultsByHardware;
import org.socompass.mapper.kept.ResultsByOperator;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.Rates;
import org.socompass.operator.matmul.CachedTileCycles;
import org.socompass.operator.matmul.TileCycles;

/**
 * Results of searches, by what they depend on: the operator, the parameters of the processor and of
 * main memory that its model reads, the kernels, and the budget. A change of any other parameter,
 * or of another processor, finds them again; share one cache over the devices of an exploration.
 * Products on scratchpads whose kernels block rows are searched once for all memories.
 *
 * <p>Bounded by an estimate of the bytes it holds. A store behind it may keep results for other
 * processes. Thread-safe; results do not depend on what is cached.
 */
public final class OperatorCache {
  /** Bytes that a cache holds if nothing else is said [B]. */
  public static final long DEFAULT_BYTES = 64L << 20;

  /** What an entry holds beside its text [B]: the result with its maps and the operator. */
  private static final int ENTRY_BYTES = 1024;

  /** What a frontier holds [B]: product and problem; and each of its points. */
  private static final int FRONTIER_BYTES = 640;

  private static final int POINT_BYTES = 192;

  private final ResultsByHardware kept;
  private final TileCycles tileCycles = new CachedTileCycles();
  private final Map<Class<?>, Object> companions = new ConcurrentHashMap<>();
  private final Interner<RelevantHardware> shared = Interner.newWeakInterner();
  private final LongAdder asked = new LongAdder();
  private final LongAdder missed = new LongAdder();
  private final @Nullable ResultStore store;

  /** What a result depends on. */
  record Key(Operator operator, RelevantHardware hardware, SearchGoal goal) {}

  /** What all results of a hardware depend on beside the operator. */
  private record OnHardware(RelevantHardware hardware, SearchGoal goal) {}

  /** What frontiers depend on beside the operator. */
  private record OnAnyMemory(RelevantHardware hardware) {}

  /** Told the result of a search, or one from the store. */
  interface Observer {
    void computed(MapResult result, boolean isStored);
  }

  /** Creates a cache in memory. */
  public OperatorCache() {
    this(DEFAULT_BYTES, null);
  }

  /**
   * Creates a cache.
   *
   * @param greatestBytes most bytes that it holds, by estimate [B]
   * @param store keeps results beyond this process, or null
   */
  public OperatorCache(long greatestBytes, @Nullable ResultStore store) {
    this.store = store;
    this.kept = new ResultsByHardware(greatestBytes);
  }

  private static int weight(MapResult result) {
    return result instanceof MapResult.Infeasible infeasible
        ? ENTRY_BYTES + 2 * infeasible.reason().length()
        : ENTRY_BYTES;
  }

  private static int weight(Optional<ScratchpadFrontier> frontier) {
    return FRONTIER_BYTES + frontier.map(f -> POINT_BYTES * f.size()).orElse(0);
  }

  /** Returns how often all who share the cache found an operator in memory. */
  public TileCycles.Statistics statistics() {
    long misses = missed.sum();
    return new TileCycles.Statistics(asked.sum() - misses, misses);
  }

  /**
   * Returns what else those who share this cache keep, one of each kind. It lives as long as the
   * cache.
   *
   * @param type the kind
   * @param first makes it when it is first asked for
   */
  public <T> T companion(Class<T> type, Supplier<T> first) {
    return type.cast(companions.computeIfAbsent(type, t -> first.get()));
  }

  /** Returns the number of results in memory. */
  long size() {
    return kept.size();
  }

  TileCycles tileCycles() {
    return tileCycles;
  }

  /** Returns what maps operators on a hardware. */
  OnOneHardware on(RelevantHardware asGiven, SearchGoal goal) {
    RelevantHardware hardware = shared.intern(asGiven);
    return store == null
            && goal.isBestAlone()
            && ScratchpadFrontier.has(hardware.processor().kernels().matmul())
        ? new OfFrontiers(hardware, goal)
        : new OfSearches(hardware, goal);
  }

  /** Maps operators on one hardware for one goal. Thread-safe. */
  interface OnOneHardware {
    /** Returns the best mapping, or why there is none. */
    MapResult get(Operator operator, Observer observer);
  }

  /** Each operator is searched. */
  private final class OfSearches implements OnOneHardware {
    private final RelevantHardware hardware;
    private final SearchGoal goal;
    private final ResultsByOperator<MapResult> results;

    OfSearches(RelevantHardware hardware, SearchGoal goal) {
      this.hardware = hardware;
      this.goal = goal;
      this.results = kept.of(new OnHardware(hardware, goal), OperatorCache::weight);
    }

    @Override
    public MapResult get(Operator operator, Observer observer) {
      asked.increment();
      return results.get(operator, op -> make(new Key(op, hardware, goal), observer));
    }

    private MapResult make(Key key, Observer observer) {
      missed.increment();
      Optional<MapResult> stored = stored(key);
      MapResult result = stored.orElseGet(() -> search(key));
      observer.computed(result, stored.isPresent());
      return result;
    }
  }

  /** Products are searched once for all memories. */
  private final class OfFrontiers implements OnOneHardware {
    private final RelevantHardware hardware;
    private final OnOneHardware searches;
    private final ResultsByOperator<Optional<ScratchpadFrontier>> frontiers;

    OfFrontiers(RelevantHardware hardware, SearchGoal goal) {
      this.hardware = hardware;
      this.searches = new OfSearches(hardware, goal);
      this.frontiers =
          kept.of(new OnAnyMemory(shared.intern(hardware.withoutMemory())), OperatorCache::weight);
    }

    @Override
    public MapResult get(Operator operator, Observer observer) {
      if (operator instanceof Matmul) {
        Optional<ScratchpadFrontier> frontier =
            frontiers.get(operator, op -> make((Matmul) op, observer));
        if (frontier.isPresent()) {
          asked.increment();
          return frontier.get().at(hardware.memory());
        }
      }
      return searches.get(operator, observer);
    }

    /** Returns the frontier of a product; empty if its search says why there is none. */
    private Optional<ScratchpadFrontier> make(Matmul product, Observer observer) {
      Processor processor = hardware.processor();
      Optional<MatrixEngine> matrix =
          processor.matrix().filter(m -> Rates.matrixType(m, product.arithmetic()).isPresent());
      if (matrix.isEmpty()) {
        return Optional.empty();
      }
      try {
        var frontier =
            ScratchpadFrontier.of(
                product,
                processor,
                hardware.memory(),
                matrix.get(),
                (MatmulKernels.Scratchpad) processor.kernels().matmul());
        missed.increment();
        observer.computed(frontier.at(hardware.memory()), false);
        return Optional.of(frontier);
      } catch (ArithmeticException e) {
        return Optional.empty();
      }
    }
  }

  private MapResult search(Key key) {
    MapResult result = new OperatorSearch(key.hardware, key.goal, tileCycles).search(key.operator);
    if (store != null && result instanceof MappedOperator mapped) {
      store.put(CanonicalText.of(key), StoredResult.text(mapped));
    }
    return result;
  }

  private Optional<MapResult> stored(Key key) {
    return store == null
        ? Optional.empty()
        : store
            .find(CanonicalText.of(key))
            .flatMap(text -> StoredResult.read(text, key, tileCycles));
  }
}
