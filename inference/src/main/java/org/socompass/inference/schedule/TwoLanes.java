package org.socompass.inference.schedule;

/**
 * Two lanes whose tasks wait for no other: what {@link FluidSimulation#ends} says of them, to the
 * last bit, without its lists. Solvers ask this of every candidate. Not thread-safe.
 */
public final class TwoLanes {
  private static final double RELATIVE_ERROR = 1e-12;

  private final Work[] work;
  private final double memoryBytesPerSecond;
  private final double backgroundBytesPerSecond;
  private final double[] shares = new double[2];

  /** The tasks of one lane, and how far it is. */
  private static final class Work {
    final Lane lane;
    double[] seconds = new double[4];
    double[] bytes = new double[4];
    double[] submitSeconds = new double[4];
    int count;

    int next;
    boolean isRunning;
    double host;
    double start;
    double left;
    double ended;

    Work(Lane lane) {
      this.lane = lane;
    }

    void add(double itsSeconds, double itsBytes, double itsSubmitSeconds) {
      if (count == seconds.length) {
        seconds = java.util.Arrays.copyOf(seconds, 2 * count);
        bytes = java.util.Arrays.copyOf(bytes, 2 * count);
        submitSeconds = java.util.Arrays.copyOf(submitSeconds, 2 * count);
      }
      seconds[count] = itsSeconds;
      bytes[count] = itsBytes;
      submitSeconds[count++] = itsSubmitSeconds;
    }

    void begin(double now) {
      if (isRunning || next == count) {
        return;
      }
      host += submitSeconds[next];
      start = lane.submitsAhead() ? Math.max(now, host) : now + submitSeconds[next];
      next++;
      left = 1;
      isRunning = true;
    }

    double demand(double now) {
      if (!isRunning || start > now || bytes[next - 1] == 0) {
        return 0;
      }
      double alone = seconds[next - 1];
      double wanted = alone == 0 ? Double.MAX_VALUE : bytes[next - 1] / alone * lane.share();
      return Math.min(wanted, lane.bytesPerSecond());
    }

    double finish(double now, double bandwidth) {
      return bytes[next - 1] == 0
          ? now + left * seconds[next - 1] / lane.share()
          : now + left * bytes[next - 1] / bandwidth;
    }

    double event(double now, double bandwidth) {
      return !isRunning ? Double.MAX_VALUE : start > now ? start : finish(now, bandwidth);
    }

    void advance(double now, double to, double bandwidth) {
      if (!isRunning || start > now) {
        return;
      }
      double finish = finish(now, bandwidth);
      if (finish <= to * (1 + RELATIVE_ERROR)) {
        isRunning = false;
        ended = to;
      } else {
        left *= (finish - to) / (finish - now);
      }
    }

    boolean isDone() {
      return next == count && !isRunning;
    }
  }

  /**
   * Creates lanes without tasks.
   *
   * @param memoryBytesPerSecond bandwidth that both together reach [B/s]
   * @param backgroundBytesPerSecond bandwidth that something else asks for all the time [B/s]
   */
  public TwoLanes(
      Lane first, Lane second, double memoryBytesPerSecond, double backgroundBytesPerSecond) {
    this.work = new Work[] {new Work(first), new Work(second)};
    this.memoryBytesPerSecond = memoryBytesPerSecond;
    this.backgroundBytesPerSecond = backgroundBytesPerSecond;
  }

  /** Takes all tasks off the lanes. */
  public void clear() {
    for (Work each : work) {
      each.count = 0;
      each.next = 0;
      each.host = 0;
      each.ended = 0;
      each.isRunning = false;
    }
  }

  /**
   * Puts a task behind those of a lane.
   *
   * @param lane 0 or 1
   * @param seconds time it takes alone [s]
   * @param bytes bytes that it moves meanwhile [B]
   * @param submitSeconds time to submit it [s]
   */
  public void add(int lane, double seconds, double bytes, double submitSeconds) {
    work[lane].add(seconds, bytes, submitSeconds);
  }

  /** Runs all tasks, once after each {@link #clear}. */
  public void run() {
    Work a = work[0];
    Work b = work[1];
    double now = 0;
    while (!a.isDone() || !b.isDone()) {
      a.begin(now);
      b.begin(now);
      share(a.demand(now), b.demand(now));
      double next = Math.min(a.event(now, shares[0]), b.event(now, shares[1]));
      a.advance(now, next, shares[0]);
      b.advance(now, next, shares[1]);
      now = next;
    }
  }

  /** Returns when a lane has done its last task; 0 if it has none [s]. */
  public double endSeconds(int lane) {
    return work[lane].ended;
  }

  /** Divides as {@link FairShare} does. */
  private void share(double first, double second) {
    double third = backgroundBytesPerSecond;
    double least = Math.min(Math.min(first, second), third);
    double most = Math.max(Math.max(first, second), third);
    double middle = Math.max(Math.min(first, second), Math.min(Math.max(first, second), third));
    double level = level(least, middle, most);
    shares[0] = Math.min(first, level);
    shares[1] = Math.min(second, level);
  }

  private double level(double least, double middle, double most) {
    double left = memoryBytesPerSecond;
    if (least > left / 3) {
      return left / 3;
    }
    left -= least;
    if (middle > left / 2) {
      return left / 2;
    }
    left -= middle;
    return most > left ? left : Double.MAX_VALUE;
  }
}
