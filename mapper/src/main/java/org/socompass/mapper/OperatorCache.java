package org.socompass.mapper;

import com.github.benmanes.caffeine.cache.Interner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.socompass.hardware.Device;
import org.socompass.hardware.Kernels;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;
import org.socompass.mapper.kept.ResultsByHardware;
import org.socompass.mapper.kept.ResultsByOperator;
import org.socompass.operator.Attention;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.Rates;
import org.socompass.operator.StreamedOperator;
import org.socompass.operator.matmul.CachedTileCycles;
import org.socompass.operator.matmul.GroupedMatmulModel;
import org.socompass.operator.matmul.TileCycles;

/**
 * Results of searches, by what they depend on: the operator, the parameters of the processor and of
 * main memory that its model reads, the kernels, and the budget. A change of any other parameter,
 * or of another processor, finds them again; share one cache over the devices of an exploration.
 * Attention, and products on scratchpads whose kernels block rows, are searched once for all
 * bandwidths of main memory.
 *
 * <p>Bounded by an estimate of the bytes it holds. A store behind it may keep results for other
 * processes. Thread-safe; results do not depend on what is cached.
 */
public final class OperatorCache {
  /** Bytes that a cache holds if nothing else is said [B]. */
  public static final long DEFAULT_BYTES = 64L << 20;

  /** What an entry holds beside its text [B]: the result with its maps and the operator. */
  private static final int ENTRY_BYTES = 1024;

  /** Processors whose frontiers are found by identity: those of some designs, of each kind. */
  private static final int MOST_FAMILIES = 32;

  private final ResultsByHardware kept;
  private volatile List<Family> families = List.of();
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
  private record OnMany(RelevantHardware hardware) {}

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

  private static int weight(Optional<Frontier> frontier) {
    return frontier.map(Frontier::bytes).orElse(ENTRY_BYTES);
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

  /** Returns what maps operators of a kind on a processor. */
  @SuppressWarnings("ReferenceEquality") // that processor
  OnOneHardware on(
      RelevantHardware.Kind kind, Device device, Processor processor, SearchGoal goal) {
    if (store != null || !goal.isBestAlone() || !kind.hasFrontiers()) {
      return new OfSearches(RelevantHardware.of(kind, device, processor), goal);
    }
    double latency = device.memory().latencySeconds();
    for (Family known : families) {
      if (known.processor == processor && known.kind.equals(kind) && known.latency == latency) {
        return known.on(device);
      }
    }
    RelevantHardware hardware = RelevantHardware.of(kind, device, processor);
    if (!kind.isStreamed() && !hardware.hasFrontiers()) {
      return new OfSearches(hardware, goal);
    }
    var family = new Family(processor, kind, latency, hardware, frontiers(hardware));
    keep(family);
    return family.on(device);
  }

  private ResultsByOperator<Optional<Frontier>> frontiers(RelevantHardware hardware) {
    return kept.of(new OnMany(hardware.ofFrontiers()), OperatorCache::weight);
  }

  /** The one that was asked for last comes first. */
  private void keep(Family family) {
    List<Family> all = new ArrayList<>(MOST_FAMILIES);
    all.add(family);
    all.addAll(families.subList(0, Math.min(families.size(), MOST_FAMILIES - 1)));
    families = List.copyOf(all);
  }

  /**
   * Hardware that differs in its memory: that of a sweep's neighbouring designs, whose processor is
   * one object, is found without comparing what it says.
   */
  private final class Family {
    private final Processor processor;
    private final RelevantHardware.Kind kind;
    private final double latency;
    private final RelevantHardware hardware;
    private final ResultsByOperator<Optional<Frontier>> frontiers;

    Family(
        Processor processor,
        RelevantHardware.Kind kind,
        double latency,
        RelevantHardware hardware,
        ResultsByOperator<Optional<Frontier>> frontiers) {
      this.processor = processor;
      this.kind = kind;
      this.latency = latency;
      this.hardware = hardware;
      this.frontiers = frontiers;
    }

    OnOneHardware on(Device device) {
      return new OfFrontiers(hardware.with(device.memory()), frontiers);
    }
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

    OfSearches(RelevantHardware asGiven, SearchGoal goal) {
      this.hardware = shared.intern(asGiven);
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

  /** Products and attention are searched once for all bandwidths of main memory. */
  private final class OfFrontiers implements OnOneHardware {
    private final RelevantHardware hardware;
    private final ResultsByOperator<Optional<Frontier>> frontiers;

    OfFrontiers(RelevantHardware hardware, ResultsByOperator<Optional<Frontier>> frontiers) {
      this.hardware = hardware;
      this.frontiers = frontiers;
    }

    @Override
    public MapResult get(Operator operator, Observer observer) {
      boolean[] isNew = new boolean[1];
      Optional<Frontier> frontier =
          frontiers.get(
              operator,
              op -> {
                isNew[0] = true;
                return frontier(op);
              });
      if (frontier.isEmpty()) {
        return new OfSearches(hardware, SearchGoal.BEST_ALONE).get(operator, observer);
      }
      asked.increment();
      MapResult result = frontier.get().at(hardware);
      if (isNew[0]) {
        missed.increment();
        observer.computed(result, false);
      }
      return result;
    }

    /** Returns the frontier of an operator; empty if its search says why there is none. */
    private Optional<Frontier> frontier(Operator operator) {
      Processor processor = hardware.processor();
      Kernels kernels = processor.kernels();
      MainMemory memory = hardware.memory();
      if (operator instanceof Attention attention) {
        return kernels
            .attention()
            .map(k -> new AttentionSearch(attention, processor, k, memory.latencySeconds()));
      }
      if (operator instanceof StreamedOperator streamed) {
        return Optional.of(new StreamedSearch(streamed, tileCycles));
      }
      if (!(operator instanceof Matmul product)) {
        return Optional.empty();
      }
      if (kernels.matmul() instanceof MatmulKernels.Pipelined pipelined) {
        return GroupedMatmulModel.kernels(product, processor, pipelined).isPresent()
            ? Optional.empty()
            : Optional.of(new PipelinedFrontier(product, pipelined));
      }
      if (!ScratchpadFrontier.has(kernels.matmul())) {
        return Optional.empty();
      }
      try {
        return processor
            .matrix()
            .filter(m -> Rates.matrixType(m, product.arithmetic()).isPresent())
            .map(
                m ->
                    ScratchpadFrontier.of(
                        product,
                        processor,
                        memory,
                        m,
                        (MatmulKernels.Scratchpad) kernels.matmul()));
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
