package org.socompass.mapper.kept;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;

/**
 * What is kept of operators, by the hardware that they ran on; hardware that was not asked for
 * lately goes as a whole. There are two generations: when the young one is full it becomes the old
 * one, and the old one is forgotten. What is found in the old one becomes young again.
 *
 * <p>Each generation holds at most half of the bytes. What was asked for often, but long ago, does
 * not stay: a sweep comes back to the hardware of its last designs alone. Thread-safe, without a
 * lock on what is found.
 */
public final class ResultsByHardware {
  private final long mostYoungBytes;
  private volatile Generation young = new Generation();
  private volatile Generation old = new Generation();

  /** Results by hardware, and the bytes of those that were added. */
  private static final class Generation {
    private final Map<Object, ResultsByOperator<?>> results = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
  }

  /**
   * Creates an empty map.
   *
   * @param greatestBytes what it holds at most, by estimate [B]
   */
  public ResultsByHardware(long greatestBytes) {
    this.mostYoungBytes = greatestBytes / 2;
  }

  /**
   * Returns the results of a hardware.
   *
   * @param key the hardware, and what else they depend on; keys of a class have values of one type
   * @param weigher bytes that a value and its operator take, by estimate [B]
   * @param <V> what is kept of an operator
   */
  @SuppressWarnings("unchecked") // keys of a class have values of one type
  public <V> ResultsByOperator<V> of(Object key, ToIntFunction<V> weigher) {
    Generation asked = young;
    ResultsByOperator<?> found = asked.results.get(key);
    if (found == null) {
      ResultsByOperator<?> older = old.results.get(key);
      ResultsByOperator<?> mine =
          older == null ? new ResultsByOperator<>(weigher, mostYoungBytes, this::grown) : older;
      ResultsByOperator<?> first = asked.results.putIfAbsent(key, mine);
      found = first == null ? mine : first;
      if (first == null) {
        add(asked, mine.weight());
      }
    }
    return (ResultsByOperator<V>) found;
  }

  private void grown(int bytes) {
    add(young, bytes);
  }

  private void add(Generation generation, int bytes) {
    if (generation.bytes.addAndGet(bytes) > mostYoungBytes) {
      turn(generation);
    }
  }

  private synchronized void turn(Generation full) {
    if (young == full) {
      old = full;
      young = new Generation();
    }
  }

  /** Returns the number of operators whose results are kept, of both generations. */
  public long size() {
    return size(young) + size(old);
  }

  private static long size(Generation generation) {
    return generation.results.values().stream().mapToLong(ResultsByOperator::size).sum();
  }
}
