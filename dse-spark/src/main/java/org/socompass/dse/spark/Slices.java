package org.socompass.dse.spark;

/**
 * How a sweep is cut: slices, of which each is a job whose rows are kept once it ends, and tasks.
 * Slices depend on the number of points alone, so that a driver that starts again finds them.
 *
 * @param points points of the sweep
 * @param size points of a slice; the last has what is left
 */
record Slices(long points, long size) {
  private static final long LEAST_SIZE = 20_000;
  private static final long MOST_SLICES = 64;
  private static final long POINTS_PER_TASK = 1_000;
  private static final long TASKS_PER_CORE = 4;
  private static final long MOST_TASKS = 20_000;

  static Slices of(long points) {
    return new Slices(points, Math.max(LEAST_SIZE, ceil(points, MOST_SLICES)));
  }

  int count() {
    return (int) ceil(points, size);
  }

  long from(int slice) {
    return slice * size;
  }

  long to(int slice) {
    return Math.min(points, from(slice) + size);
  }

  /**
   * Returns the number of tasks of a slice: small, so that what a lost worker was at is little, and
   * enough that cores finish at about the same time.
   */
  int tasks(int slice, int cores) {
    long inSlice = to(slice) - from(slice);
    long wanted = Math.max(ceil(inSlice, POINTS_PER_TASK), TASKS_PER_CORE * cores);
    return (int) Math.min(Math.min(wanted, MOST_TASKS), inSlice);
  }

  private static long ceil(long a, long b) {
    return (a + b - 1) / b;
  }
}
