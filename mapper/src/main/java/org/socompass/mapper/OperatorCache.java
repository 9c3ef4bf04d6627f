package org.socompass.mapper;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Interner;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.Rates;
import org.socompass.operator.matmul.CachedTileCycles;
import org.socompass.operator.matmul.TileCycles;

/**
 * Results of searches, by what they depend on: the operator, the parameters of the processor and of
 * main memory that its model reads, the kernels, and the budget. A change of any other parameter,
 * or of another processor, finds them again; share one cache over the devices of an exploration.
 *
 * <p>Bounded by an estimate of the bytes it holds. A store behind it may keep results for other
 * processes. Thread-safe; results do not depend on what is cached.
 */
public final class OperatorCache {
  /** Bytes that a cache holds if nothing else is said [B]. */
  public static final long DEFAULT_BYTES = 64L << 20;

  /**
   * What an entry holds beside its text [B]: the result with its maps, the key, and its part of the
   * hardware, which operators of a kind share.
   */
  private static final int ENTRY_BYTES = 2048;

  /** What a frontier holds [B]: product, problem and key; and each of its points. */
  private static final int FRONTIER_BYTES = 640;

  private static final int POINT_BYTES = 192;

  private final Cache<Key, MapResult> results;
  private final Cache<Key, Optional<ScratchpadFrontier>> frontiers;
  private final TileCycles tileCycles = new CachedTileCycles();
  private final Map<Class<?>, Object> companions = new ConcurrentHashMap<>();
  private final Interner<RelevantHardware> shared = Interner.newWeakInterner();
  private final @Nullable ResultStore store;

  /** What a result depends on. */
  record Key(Operator operator, RelevantHardware hardware, SearchGoal goal) {
    @Override
    public int hashCode() {
      return 31 * operator.hashCode() + hardware.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key o
          && operator.equals(o.operator)
          && hardware.equals(o.hardware)
          && goal.equals(o.goal);
    }
  }

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
    this.results =
        Caffeine.newBuilder()
            .maximumWeight(greatestBytes / 2)
            .weigher((Key key, MapResult result) -> weight(result))
            .recordStats()
            .executor(Runnable::run)
            .build();
    this.frontiers =
        Caffeine.newBuilder()
            .maximumWeight(greatestBytes - greatestBytes / 2)
            .weigher((Key key, Optional<ScratchpadFrontier> frontier) -> weight(frontier))
            .recordStats()
            .executor(Runnable::run)
            .build();
  }

  private static int weight(Optional<ScratchpadFrontier> frontier) {
    return FRONTIER_BYTES + frontier.map(f -> POINT_BYTES * f.size()).orElse(0);
  }

  private static int weight(MapResult result) {
    return result instanceof MapResult.Infeasible infeasible
        ? ENTRY_BYTES + 2 * infeasible.reason().length()
        : ENTRY_BYTES;
  }

  /** Returns how often all who share the cache found an operator in memory. */
  public TileCycles.Statistics statistics() {
    var stats = results.stats().plus(frontiers.stats());
    return new TileCycles.Statistics(stats.hitCount(), stats.missCount());
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

  /** Returns the same hardware, the same object for all mappers that share this cache. */
  RelevantHardware shared(RelevantHardware hardware) {
    RelevantHardware same = shared.intern(hardware);
    if (!same.knowsAnyMemory()) {
      same.setAnyMemory(shared.intern(same.withoutMemory()));
    }
    return same;
  }

  /** Returns the number of results in memory. */
  long size() {
    results.cleanUp();
    frontiers.cleanUp();
    return results.estimatedSize() + frontiers.estimatedSize();
  }

  TileCycles tileCycles() {
    return tileCycles;
  }

  MapResult get(Key wanted, Observer observer) {
    if (store == null && hasFrontier(wanted)) {
      Optional<ScratchpadFrontier> frontier =
          frontiers.get(
              new Key(wanted.operator, wanted.hardware.anyMemory(), wanted.goal),
              key -> frontier(wanted, observer));
      if (frontier.isPresent()) {
        return frontier.get().at(wanted.hardware.memory());
      }
    }
    return results.get(
        wanted,
        key -> {
          Optional<MapResult> stored = stored(key);
          MapResult result = stored.orElseGet(() -> search(key));
          observer.computed(result, stored.isPresent());
          return result;
        });
  }

  private static boolean hasFrontier(Key wanted) {
    return wanted.operator instanceof Matmul
        && wanted.goal.isBestAlone()
        && ScratchpadFrontier.has(wanted.hardware.processor().kernels().matmul());
  }

  /** Returns the frontier of a product; empty if its search says why there is none. */
  private static Optional<ScratchpadFrontier> frontier(Key key, Observer observer) {
    Processor processor = key.hardware.processor();
    var product = (Matmul) key.operator;
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
              key.hardware.memory(),
              matrix.get(),
              (MatmulKernels.Scratchpad) processor.kernels().matmul());
      observer.computed(frontier.at(key.hardware.memory()), false);
      return Optional.of(frontier);
    } catch (ArithmeticException e) {
      return Optional.empty();
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
