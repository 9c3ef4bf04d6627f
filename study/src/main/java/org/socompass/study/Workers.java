package org.socompass.study;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.socompass.dse.Threads;

/**
 * Threads for work of which no part depends on another. What it returns does not depend on how many
 * there are.
 */
public final class Workers implements AutoCloseable {
  private final ExecutorService pool;

  /**
   * Prepares the threads; they start with the first work.
   *
   * @param threads how many
   */
  public Workers(int threads) {
    this.pool = Threads.pool(threads, "worker");
  }

  /**
   * Does work, and waits until all of it is done.
   *
   * @return what each part returned, in their order
   * @throws RuntimeException what the first part in their order that failed has thrown; those after
   *     it are not begun then
   */
  public <T> List<T> all(List<? extends Supplier<? extends T>> parts) {
    List<Future<T>> futures = new ArrayList<>();
    for (Supplier<? extends T> part : parts) {
      futures.add(pool.submit(part::get));
    }
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw Threads.failure(e);
    } finally {
      futures.forEach(future -> future.cancel(false));
    }
  }

  /**
   * Does work that returns nothing, and waits until all of it is done.
   *
   * @throws RuntimeException as {@link #all} does
   */
  public void run(List<Runnable> parts) {
    all(
        parts.stream()
            .map(
                part ->
                    (Supplier<Boolean>)
                        () -> {
                          part.run();
                          return true;
                        })
            .toList());
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
