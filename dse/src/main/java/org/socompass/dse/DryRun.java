package org.socompass.dse;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.socompass.dse.spec.Design;
import org.socompass.dse.spec.PointSpace;

/**
 * How long a sweep takes, from a few of its points.
 *
 * @param timedPoints points that were timed
 * @param secondsPerPoint mean time of one on one thread [s]
 * @param jobs threads of the sweep
 * @param estimatedSeconds time of all points [s]
 */
public record DryRun(int timedPoints, double secondsPerPoint, int jobs, double estimatedSeconds) {
  private static final int RUNS = 64;
  private static final int RUN = 32;
  private static final long WARM_UP_NANOS = 150_000_000L;
  private static final long TIMED_NANOS = 150_000_000L;
  private static final double NANO = 1e-9;

  /**
   * Times runs of neighbours, as a sweep meets them, spread over the space, for a seventh of a
   * second after as long a warm-up. The virtual machine still compiles then, so that a sweep of
   * minutes takes less than this says.
   *
   * @param jobs threads of the sweep
   */
  public static DryRun of(PointSpace space, PointEvaluator evaluator, int jobs) {
    List<Design> designs = designs(space);
    int at = 0;
    for (long start = System.nanoTime(); System.nanoTime() - start < WARM_UP_NANOS; at++) {
      evaluator.evaluate(at, designs.get(at % designs.size()));
    }
    int timed = 0;
    long start = System.nanoTime();
    while (timed < designs.size() && System.nanoTime() - start < TIMED_NANOS) {
      evaluator.evaluate(timed, designs.get((at + timed) % designs.size()));
      timed++;
    }
    double each = (System.nanoTime() - start) * NANO / timed;
    return new DryRun(timed, each, jobs, each * space.size() / jobs);
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
