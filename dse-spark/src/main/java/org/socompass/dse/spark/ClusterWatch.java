package org.socompass.dse.spark;

import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;

/**
 * Ends a job whose cluster is gone; Spark itself would wait for new executors for ever. Workers
 * that are lost and come back within the patience cost nothing.
 */
final class ClusterWatch implements AutoCloseable {
  static final long PATIENCE_SECONDS = 120;
  private static final long POLL_MILLIS = 1000;

  private final Absence absence = new Absence(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
  private final Thread thread;
  private volatile boolean isGone;

  private ClusterWatch(SparkContext context) {
    this.thread = new Thread(() -> watch(context), "cluster-watch");
    thread.setDaemon(true);
  }

  /** Starts to watch the executors of a job. Local ones can't get lost. */
  static ClusterWatch start(SparkContext context) {
    var watch = new ClusterWatch(context);
    if (!context.isLocal()) {
      watch.thread.start();
    }
    return watch;
  }

  /** Returns whether the job was ended because its cluster was gone. */
  boolean isGone() {
    return isGone;
  }

  private void watch(SparkContext context) {
    try {
      while (!context.isStopped()) {
        // The driver counts as one.
        int executors = context.statusTracker().getExecutorInfos().length - 1;
        if (absence.isTooLong(executors, System.nanoTime())) {
          isGone = true;
          context.stop();
          return;
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /** For how long there was no executor. Not safe for use by several threads. */
  static final class Absence {
    private final long patienceNanos;
    private long sinceNanos;
    private boolean isAbsent;

    Absence(long patienceNanos) {
      this.patienceNanos = patienceNanos;
    }

    /** Returns whether there has been none for longer than the patience, now included. */
    boolean isTooLong(int executors, long nowNanos) {
      if (executors > 0) {
        isAbsent = false;
      } else if (!isAbsent) {
        isAbsent = true;
        sinceNanos = nowNanos;
      }
      return isAbsent && nowNanos - sinceNanos > patienceNanos;
    }
  }
}
