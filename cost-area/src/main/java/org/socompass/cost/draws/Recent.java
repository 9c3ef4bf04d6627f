package org.socompass.cost.draws;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The last results of a function, by all that it reads: designs of a sweep that differ in nothing
 * that it reads share them. Safe for use by many threads, which may compute the same twice.
 *
 * @param <K> what the function reads
 * @param <V> its result
 */
public final class Recent<K, V> {
  private final Map<K, V> known;

  /**
   * Keeps no result yet.
   *
   * @param most results that are kept
   */
  public Recent(int most) {
    this.known =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
          }
        };
  }

  /**
   * Returns a result, computed if it is not among the last.
   *
   * @param key what the function reads
   * @param compute computes it
   */
  public V of(K key, Supplier<V> compute) {
    synchronized (known) {
      V found = known.get(key);
      if (found != null) {
        return found;
      }
    }
    V computed = compute.get();
    synchronized (known) {
      known.put(key, computed);
    }
    return computed;
  }
}
