package org.socompass.operator.matmul;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import org.socompass.hardware.Dataflow;

/**
 * Tile cycles kept in a bounded Caffeine cache. Thread-safe; the results do not depend on what is
 * cached.
 */
public final class CachedTileCycles implements TileCycles {
  private static final long GREATEST_SIZE = 200_000;

  private final Cache<Key, Long> cache =
      Caffeine.newBuilder()
          .maximumSize(GREATEST_SIZE)
          .executor(Runnable::run)
          .recordStats()
          .build();

  private record Key(SystolicArray array, long m, long n, long k, Dataflow dataflow) {
    long cycles() {
      return array.cycles(m, n, k, dataflow);
    }
  }

  @Override
  public long cycles(SystolicArray array, long m, long n, long k, Dataflow dataflow) {
    return cache.get(new Key(array, m, n, k, dataflow), Key::cycles);
  }

  @Override
  public Statistics statistics() {
    CacheStats stats = cache.stats();
    return new Statistics(stats.hitCount(), stats.missCount());
  }
}
