package org.socompass.dse;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.socompass.dse.spec.Design;
import org.socompass.dse.spec.PointSpace;

/**
 * How long a sweep takes, from the points that are done within a fixed time.
 *
 * @param timedPoints points that were timed
 * @param patienceSeconds time that was given to them [s]
 * @param secondsPerPoint mean time of one on one thread; empty if none was done [s]
 * @param jobs threads of the sweep
 * @param estimatedSeconds time of all points; empty if none was done [s]
 */
public record DryRun(
    int timedPoints,
    double patienceSeconds,
    OptionalDouble secondsPerPoint,
    int jobs,
    OptionalDouble estimatedSeconds) {
  private static final int RUNS = 16;
  private static final int RUN = 16;
  private static final double NANO = 1e-9;

  /**
   * Times neighbours, as a sweep meets them, spread over the space. The first point warms the
   * virtual machine up and counts only if it is the only one; the machine still compiles then, so
   * that a sweep of minutes takes less than this says. A point that is not done in time is left to
   * itself.
   *
   * @param jobs threads of the sweep
   * @param patienceNanos time that points are given [ns]
   */
  public static DryRun of(
      PointSpace space, PointEvaluator evaluator, int jobs, long patienceNanos) {
    long start = System.nanoTime();
    List<Long> done = new CopyOnWriteArrayList<>();
    var thread =
        new Thread(
            () -> {
              List<Design> designs = designs(space);
              for (int i = 0; System.nanoTime() - start < patienceNanos; i++) {
                evaluator.evaluate(i, designs.get(i % designs.size()));
                done.add(System.nanoTime() - start);
              }
            },
            "dry-run");
    thread.setDaemon(true);
    thread.start();
    try {
      TimeUnit.NANOSECONDS.timedJoin(thread, patienceNanos);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    List<Long> ends = List.copyOf(done);
    int timed = Math.max(Math.min(1, ends.size()), ends.size() - 1);
    OptionalDouble each =
        ends.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(
                (ends.get(ends.size() - 1) - (timed == ends.size() ? 0 : ends.get(0)))
                    * NANO
                    / timed);
    return new DryRun(
        timed,
        patienceNanos * NANO,
        each,
        jobs,
        each.isPresent()
            ? OptionalDouble.of(each.getAsDouble() * space.size() / jobs)
            : OptionalDouble.empty());
  }

  private static List<Design> designs(PointSpace space) {
    var random = new SplittableRandom(0);
    List<Design> designs = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      designs.addAll(space.sample(random, RUN));
    }
    return designs;
  }
}
