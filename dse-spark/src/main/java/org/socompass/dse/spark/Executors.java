package org.socompass.dse.spark;

import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.socompass.input.InputException;

/** Waits for a cluster to give the first executor; Spark itself would wait for ever. */
final class Executors {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL_MILLIS = 100;

  private Executors() {}

  /**
   * Waits for an executor.
   *
   * @throws InputException if there is none within a minute
   */
  static void await(SparkContext context) {
    if (context.isLocal()) {
      return;
    }
    long start = System.nanoTime();
    // The driver counts as one.
    while (context.statusTracker().getExecutorInfos().length < 2) {
      if (context.isStopped()) {
        throw new InputException(
            context.master() + ": the master ended the job before it began; its log says why");
      }
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new InputException(
            context.master()
                + ": no worker gave a core and the memory of an executor within a minute");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InputException(context.master() + ": interrupted", e);
      }
    }
  }
}
