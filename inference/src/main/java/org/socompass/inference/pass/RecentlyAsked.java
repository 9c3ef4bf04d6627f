package org.socompass.inference.pass;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A bounded map that forgets what was not asked for lately. It has two generations; when the young
 * one is full it becomes the old one, and the old one is forgotten. What is found in the old one
 * becomes young again.
 *
 * <p>Thread-safe, without a lock on what is found. It keeps no order of single entries: to keep one
 * up to date took more time in sweeps than making what was forgotten again.
 *
 * @param <K> what is asked for
 * @param <V> what is known of it
 */
public final class RecentlyAsked<K, V> {
  private final int mostYoung;
  private volatile Map<K, V> young = new ConcurrentHashMap<>();
  private volatile Map<K, V> old = Map.of();

  /**
   * Creates an empty map.
   *
   * @param most the most entries that it keeps, at least two
   */
  public RecentlyAsked(int most) {
    this.mostYoung = most / 2;
  }

  /**
   * Returns the value of a key.
   *
   * @param make makes it if it is not known; called by each thread that asks for it meanwhile
   */
  public V get(K key, Supplier<V> make) {
    Map<K, V> asked = young;
    V known = asked.get(key);
    if (known != null) {
      return known;
    }
    V older = old.get(key);
    V value = older == null ? make.get() : older;
    V first = asked.putIfAbsent(key, value);
    if (asked.size() >= mostYoung) {
      turn(asked);
    }
    return first == null ? value : first;
  }

  private synchronized void turn(Map<K, V> full) {
    if (young == full) {
      old = full;
      young = new ConcurrentHashMap<>();
    }
  }

  /** Returns how many entries it keeps, one that is in both generations twice. */
  int size() {
    return young.size() + old.size();
  }
}
