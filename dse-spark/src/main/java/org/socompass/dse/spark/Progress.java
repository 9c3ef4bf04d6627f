package org.socompass.dse.spark;

import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Says once a minute how many points are done. Told by Spark on its own thread. */
public final class Progress extends SparkListener {
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final double NANO = 1e-9;

  private final long points;
  private final Consumer<String> log;
  private final long start = System.nanoTime();
  private long lastLine = start;
  private long before;
  private long done;

  public Progress(long points, Consumer<String> log) {
    this.points = points;
    this.log = log;
  }

  /** Counts points that were done before. */
  synchronized void skip(long count) {
    before += count;
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    if (!end.taskInfo().successful() || end.taskMetrics() == null) {
      return;
    }
    done += end.taskMetrics().outputMetrics().recordsWritten();
    long now = System.nanoTime();
    if (now - lastLine >= MINUTE_NANOS) {
      lastLine = now;
      log.accept(
          String.format(
              Locale.ROOT,
              "%,d of %,d points, %.0f/s",
              before + done,
              points,
              done / ((now - start) * NANO)));
    }
  }
}
