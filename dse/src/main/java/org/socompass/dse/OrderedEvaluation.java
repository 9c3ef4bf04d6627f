package org.socompass.dse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.socompass.dse.spec.Design;
import org.socompass.dse.store.Row;

/**
 * Evaluates points on several threads and hands out their rows in order. Rows that are done early
 * wait in a window of bounded size.
 */
final class OrderedEvaluation implements AutoCloseable {
  private static final int POINTS_PER_TASK = 8;
  private static final int TASKS_PER_JOB = 8;

  private final PointEvaluator evaluator;
  private final int jobs;
  private final ExecutorService pool;

  /**
   * Starts the threads.
   *
   * @param jobs how many
   */
  OrderedEvaluation(PointEvaluator evaluator, int jobs) {
    this.evaluator = evaluator;
    this.jobs = jobs;
    this.pool = Threads.pool(jobs, "sweep");
  }

  /**
   * Evaluates points.
   *
   * @param first number of the first
   * @param end number after the last
   * @param designs what each is
   * @param isStopped whether to take on no more points
   * @param sink gets the rows in order
   */
  void run(
      long first,
      long end,
      LongFunction<Design> designs,
      BooleanSupplier isStopped,
      Consumer<Row> sink) {
    var window = new ArrayDeque<Future<List<Row>>>();
    long next = first;
    try {
      while (!window.isEmpty() || (next < end && !isStopped.getAsBoolean())) {
        while (next < end && window.size() < jobs * TASKS_PER_JOB && !isStopped.getAsBoolean()) {
          long from = next;
          long to = Math.min(end, from + POINTS_PER_TASK);
          window.add(pool.submit(() -> rows(from, to, designs)));
          next = to;
        }
        if (isStopped.getAsBoolean()) {
          window.forEach(task -> task.cancel(false));
          return;
        }
        window.remove().get().forEach(sink);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw Threads.failure(e);
    } finally {
      window.forEach(task -> task.cancel(false));
    }
  }

  private List<Row> rows(long from, long to, LongFunction<Design> designs) {
    List<Row> rows = new ArrayList<>();
    for (long point = from; point < to; point++) {
      rows.add(evaluator.evaluate(point, designs.apply(point)));
    }
    return rows;
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
