package org.socompass.dse.spark;

import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;

/** Says once a minute how many points are done. Told by Spark on its own thread. */
final class Progress extends SparkListener {
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final double NANO = 1e-9;

  private final long before;
  private final long points;
  private final LongAccumulator done;
  private final Consumer<String> log;
  private final long start = System.nanoTime();
  private long lastLine = start;

  /**
   * Begins to count.
   *
   * @param before points that were done before
   * @param points those of the sweep
   * @param done points that tasks have done since
   */
  Progress(long before, long points, LongAccumulator done, Consumer<String> log) {
    this.before = before;
    this.points = points;
    this.done = done;
    this.log = log;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    long now = System.nanoTime();
    if (now - lastLine >= MINUTE_NANOS) {
      lastLine = now;
      long count = done.sum();
      log.accept(
          String.format(
              Locale.ROOT,
              "%,d of %,d points, %.0f/s",
              before + count,
              points,
              count / ((now - start) * NANO)));
    }
  }
}
