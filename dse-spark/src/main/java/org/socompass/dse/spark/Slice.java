package org.socompass.dse.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.socompass.dse.SharingOrder;
import org.socompass.dse.spec.PointSpace;

/**
 * A part of a sweep: points that follow each other, evaluated by one job, their rows stored when it
 * ends. A task has a part of their sharing order.
 *
 * @param from first point
 * @param to point after the last
 * @param tasks number of tasks
 */
record Slice(long from, long to, int tasks) {
  /** Rows of a slice and of that before are in the memory of the driver, some 150 bytes each. */
  private static final long MOST_POINTS = 500_000;

  private static final long LEAST_POINTS = 20_000;
  private static final long POINTS_PER_TASK = 500;
  private static final long TASKS_PER_CORE = 8;

  /** How the next slice is found: {@link Slice#next}. */
  @FunctionalInterface
  interface Cut {
    Slice next(long from, long end, int cores);
  }

  /**
   * Returns the slice that begins at a point. Its tasks are small, so that what a lost worker was
   * at is little, and enough that cores finish at about the same time.
   *
   * @param end point after the last of the sweep
   * @param cores of all workers
   */
  static Slice next(long from, long end, int cores) {
    long wanted = Math.max(LEAST_POINTS, TASKS_PER_CORE * cores * POINTS_PER_TASK);
    long points = Math.min(end - from, Math.min(MOST_POINTS, wanted));
    long tasks = Math.max(ceil(points, POINTS_PER_TASK), TASKS_PER_CORE * cores);
    return new Slice(from, from + points, (int) Math.min(tasks, points));
  }

  private static long ceil(long a, long b) {
    return (a + b - 1) / b;
  }

  /** Returns the points of each task, those that share operators side by side. */
  List<long[]> points(PointSpace space, SharingOrder order) {
    int count = (int) (to - from);
    long[] ranks = new long[count];
    for (int i = 0; i < count; i++) {
      ranks[i] = order.rank(space.point(from + i));
    }
    long[] sorted =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparingLong(i -> ranks[i]))
            .mapToLong(i -> from + i)
            .toArray();
    List<long[]> result = new ArrayList<>(tasks);
    for (int task = 0; task < tasks; task++) {
      int begin = (int) ((long) count * task / tasks);
      result.add(Arrays.copyOfRange(sorted, begin, (int) ((long) count * (task + 1) / tasks)));
    }
    return result;
  }
}
