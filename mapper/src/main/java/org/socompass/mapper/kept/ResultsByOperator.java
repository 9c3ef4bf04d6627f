package org.socompass.mapper.kept;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.ToIntFunction;
import org.socompass.operator.Operator;

/**
 * What is kept of the operators on one hardware, with an estimate of its bytes. A look-up takes no
 * lock and moves nothing. Thread-safe; each value is made once while it is kept.
 *
 * @param <V> what is kept of an operator
 */
public final class ResultsByOperator<V> {
  private static final int LEAST_BYTES = 1 << 13;

  private final Map<Operator, V> results = new ConcurrentHashMap<>();
  private final ToIntFunction<V> weigher;
  private final long greatestBytes;
  private final IntConsumer grown;
  private final AtomicLong bytes = new AtomicLong();
  private volatile long weighedBytes;

  /**
   * Creates an empty map.
   *
   * @param weigher bytes that a value and its key take, by estimate [B]
   * @param greatestBytes what it holds at most; all is dropped when there is more [B]
   * @param grown told how many bytes {@link #weight} is more than before
   */
  ResultsByOperator(ToIntFunction<V> weigher, long greatestBytes, IntConsumer grown) {
    this.weigher = weigher;
    this.greatestBytes = greatestBytes;
    this.grown = grown;
    this.weighedBytes = Math.min(LEAST_BYTES, greatestBytes);
  }

  /** Returns the value of an operator, made if it is not kept. */
  public V get(Operator operator, Function<Operator, V> make) {
    V found = results.get(operator);
    return found != null ? found : make(operator, make);
  }

  private V make(Operator operator, Function<Operator, V> make) {
    V result =
        results.computeIfAbsent(
            operator,
            key -> {
              V made = make.apply(key);
              bytes.addAndGet(weigher.applyAsInt(made));
              return made;
            });
    long now = bytes.get();
    if (now > greatestBytes) {
      results.clear();
      bytes.set(0);
    } else if (now > weighedBytes) {
      long before = weighedBytes;
      weighedBytes = Math.min(2 * now, greatestBytes);
      grown.accept((int) Math.min(Integer.MAX_VALUE, weighedBytes - before));
    }
    return result;
  }

  /** Returns no less than the bytes that it holds; grows in large steps [B]. */
  int weight() {
    return (int) Math.min(Integer.MAX_VALUE, weighedBytes);
  }

  /** Returns the number of operators. */
  public int size() {
    return results.size();
  }
}
