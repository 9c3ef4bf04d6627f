package org.socompass.inference.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeSet;

/**
 * Event simulation of tasks on lanes that share one memory.
 *
 * <pre>{@code
 * demand of a running task   d = min(bytes / seconds * share of the lane, cap of the lane)
 * bandwidth that it gets     b = max-min fair share of the memory among the demands
 * progress of the task       b / bytes a second (share / seconds if it moves nothing)
 * }</pre>
 *
 * <p>Compute and traffic of a task progress together, so that a task that gets half of the
 * bandwidth it asks for takes twice as long. Between two events (a task becomes ready, is
 * submitted, or ends) all rates are constant. A background load is one more demand, which never
 * ends.
 *
 * <p>The result is a function of the lists alone: ties go to the earlier task. With more bandwidth
 * tasks on a lane that runs them in order end no later if no two lanes contend for what is not
 * theirs; a list schedule that picks among ready tasks may end later (Graham's anomalies).
 *
 * <p><b>Source.</b> Fluid flows as in network models; Graham, Bounds on multiprocessing timing
 * anomalies, 1969.
 */
public final class FluidSimulation {
  private static final double RELATIVE_ERROR = 1e-12;

  private final List<Lane> lanes;
  private final List<Task> tasks;
  private final double memoryBytesPerSecond;
  private final double backgroundBytesPerSecond;

  private final int[] waitsLeft;
  private final double[] lastWaitEnd;
  private final double[] ready;
  private final double[] submittedAhead;
  private final double[] pathSeconds;
  private final List<List<Successor>> successors = new ArrayList<>();
  private final List<List<Integer>> order = new ArrayList<>();
  private final List<TreeSet<Integer>> available = new ArrayList<>();
  private final PriorityQueue<Arrival> arrivals =
      new PriorityQueue<>(
          Comparator.comparingDouble(Arrival::seconds).thenComparingInt(Arrival::task));
  private final int[] position;
  private final Running[] running;
  private final double[] laneFree;
  private final Timeline.Span[] spans;
  private final List<Timeline.Step> steps = new ArrayList<>();

  private record Arrival(double seconds, int task) {}

  private record Successor(int task, double handOverSeconds) {}

  /** A task that holds its lane. */
  private static final class Running {
    final int task;
    final double free;
    final double begin;
    final double start;
    double left = 1;

    Running(int task, double free, double begin, double start) {
      this.task = task;
      this.free = free;
      this.begin = begin;
      this.start = start;
    }
  }

  private FluidSimulation(
      List<Lane> lanes,
      List<Task> tasks,
      double memoryBytesPerSecond,
      double backgroundBytesPerSecond) {
    this.lanes = List.copyOf(lanes);
    this.tasks = List.copyOf(tasks);
    this.memoryBytesPerSecond = memoryBytesPerSecond;
    this.backgroundBytesPerSecond = backgroundBytesPerSecond;
    int n = tasks.size();
    waitsLeft = new int[n];
    lastWaitEnd = new double[n];
    ready = new double[n];
    submittedAhead = new double[n];
    spans = new Timeline.Span[n];
    position = new int[lanes.size()];
    running = new Running[lanes.size()];
    laneFree = new double[lanes.size()];
    for (int l = 0; l < lanes.size(); l++) {
      order.add(new ArrayList<>());
      available.add(new TreeSet<>());
    }
    link();
    boolean ranksByPath = lanes.stream().anyMatch(l -> l.dispatch() == Dispatch.LONGEST_PATH);
    pathSeconds = ranksByPath ? longestPaths() : new double[0];
  }

  /** Returns the time from the begin of each task to the end of what follows, undisturbed [s]. */
  private double[] longestPaths() {
    int n = tasks.size();
    int[] left = waitsLeft.clone();
    int[] sorted = new int[n];
    int end = 0;
    for (int i = 0; i < n; i++) {
      if (left[i] == 0) {
        sorted[end++] = i;
      }
    }
    for (int at = 0; at < end; at++) {
      for (Successor next : successors.get(sorted[at])) {
        if (--left[next.task()] == 0) {
          sorted[end++] = next.task();
        }
      }
    }
    double[] paths = new double[n];
    for (int at = end - 1; at >= 0; at--) {
      int task = sorted[at];
      double after = 0;
      for (Successor next : successors.get(task)) {
        after = Math.max(after, next.handOverSeconds() + paths[next.task()]);
      }
      paths[task] = tasks.get(task).submitSeconds() + tasks.get(task).seconds() + after;
    }
    return paths;
  }

  /**
   * Returns when each task runs.
   *
   * @param lanes the processors
   * @param tasks the work; lanes that work in order take it in this order
   * @param memoryBytesPerSecond bandwidth that all lanes together reach [B/s]
   * @param backgroundBytesPerSecond bandwidth that something else asks for all the time [B/s]
   * @throws IllegalArgumentException if a task names no lane or task, or tasks wait for each other
   */
  public static Timeline run(
      List<Lane> lanes,
      List<Task> tasks,
      double memoryBytesPerSecond,
      double backgroundBytesPerSecond) {
    if (!(memoryBytesPerSecond > 0) || !(backgroundBytesPerSecond >= 0)) {
      throw new IllegalArgumentException(
          "bandwidth must be positive and background not negative, but are %s and %s"
              .formatted(memoryBytesPerSecond, backgroundBytesPerSecond));
    }
    return new FluidSimulation(lanes, tasks, memoryBytesPerSecond, backgroundBytesPerSecond).run();
  }

  private void link() {
    for (int i = 0; i < tasks.size(); i++) {
      successors.add(new ArrayList<>());
    }
    double[] host = new double[lanes.size()];
    for (int i = 0; i < tasks.size(); i++) {
      Task task = tasks.get(i);
      if (task.lane() < 0 || task.lane() >= lanes.size()) {
        throw new IllegalArgumentException(task.name() + " is on no lane: " + task.lane());
      }
      order.get(task.lane()).add(i);
      host[task.lane()] += task.submitSeconds();
      submittedAhead[i] = host[task.lane()];
      waitsLeft[i] = task.waits().size();
      for (Task.Wait wait : task.waits()) {
        if (wait.task() < 0 || wait.task() >= tasks.size() || wait.task() == i) {
          throw new IllegalArgumentException(task.name() + " waits for no task: " + wait.task());
        }
        successors.get(wait.task()).add(new Successor(i, wait.handOverSeconds()));
      }
      if (task.waits().isEmpty()) {
        arrivals.add(new Arrival(0, i));
      }
    }
  }

  private Timeline run() {
    double now = 0;
    int ended = 0;
    while (ended < tasks.size()) {
      while (!arrivals.isEmpty() && arrivals.peek().seconds() <= now) {
        int task = arrivals.remove().task();
        available.get(tasks.get(task).lane()).add(task);
      }
      dispatch(now);
      double[] rates = rates(now);
      double next = nextEvent(now, rates);
      if (next == Double.MAX_VALUE) {
        throw new IllegalArgumentException(
            "tasks wait for each other: %d of %d ended".formatted(ended, tasks.size()));
      }
      ended += advance(now, next, rates);
      now = next;
    }
    double end = 0;
    for (Timeline.Span span : spans) {
      end = Math.max(end, span.endSeconds());
    }
    return new Timeline(lanes.stream().map(Lane::id).toList(), Arrays.asList(spans), steps, end);
  }

  private void dispatch(double now) {
    for (int l = 0; l < lanes.size(); l++) {
      if (running[l] != null || available.get(l).isEmpty()) {
        continue;
      }
      int task = pick(l);
      if (task < 0) {
        continue;
      }
      available.get(l).remove(task);
      position[l]++;
      double free = Math.max(laneFree[l], lastWaitEnd[task]);
      double begin = Math.max(free, ready[task]);
      double start =
          lanes.get(l).submitsAhead()
              ? Math.max(now, submittedAhead[task])
              : now + tasks.get(task).submitSeconds();
      running[l] = new Running(task, free, begin, start);
    }
  }

  /** Returns the task that a free lane takes, or -1 if it has to wait. */
  private int pick(int lane) {
    TreeSet<Integer> candidates = available.get(lane);
    Dispatch dispatch = lanes.get(lane).dispatch();
    if (dispatch == Dispatch.FIRST_READY) {
      return candidates.first();
    }
    if (dispatch == Dispatch.IN_ORDER) {
      int head = order.get(lane).get(position[lane]);
      return candidates.contains(head) ? head : -1;
    }
    int best = -1;
    double most = -1;
    for (int task : candidates) {
      double value =
          switch (dispatch) {
            case LONGEST -> tasks.get(task).seconds();
            case LONGEST_PATH -> pathSeconds[task];
            default -> unlocked(task);
          };
      if (value > most) {
        most = value;
        best = task;
      }
    }
    return best;
  }

  private double unlocked(int task) {
    double seconds = 0;
    for (Successor successor : successors.get(task)) {
      Task next = tasks.get(successor.task());
      if (next.lane() != tasks.get(task).lane() && waitsLeft[successor.task()] == 1) {
        seconds += next.seconds();
      }
    }
    return seconds;
  }

  /** Returns the bandwidth of each lane and the background [B/s]. */
  private double[] rates(double now) {
    double[] demands = new double[lanes.size() + 1];
    demands[lanes.size()] = backgroundBytesPerSecond;
    for (int l = 0; l < lanes.size(); l++) {
      Running r = running[l];
      if (r != null && r.start <= now) {
        Task task = tasks.get(r.task);
        double wanted =
            task.seconds() == 0
                ? Double.MAX_VALUE
                : task.bytes() / task.seconds() * lanes.get(l).share();
        demands[l] = task.bytes() == 0 ? 0 : Math.min(wanted, lanes.get(l).bytesPerSecond());
      }
    }
    return FairShare.of(demands, memoryBytesPerSecond);
  }

  private double finish(int lane, double now, double bandwidth) {
    Running r = running[lane];
    Task task = tasks.get(r.task);
    if (task.bytes() == 0) {
      return now + r.left * task.seconds() / lanes.get(lane).share();
    }
    return now + r.left * task.bytes() / bandwidth;
  }

  private double nextEvent(double now, double[] rates) {
    double next = arrivals.isEmpty() ? Double.MAX_VALUE : arrivals.peek().seconds();
    for (int l = 0; l < lanes.size(); l++) {
      if (running[l] != null) {
        next = Math.min(next, running[l].start > now ? running[l].start : finish(l, now, rates[l]));
      }
    }
    return next;
  }

  private int advance(double now, double next, double[] rates) {
    int ended = 0;
    if (next > now) {
      steps.add(new Timeline.Step(now, next, Arrays.stream(rates).boxed().toList()));
    }
    for (int l = 0; l < lanes.size(); l++) {
      Running r = running[l];
      if (r == null || r.start > now) {
        continue;
      }
      double finish = finish(l, now, rates[l]);
      if (finish <= next * (1 + RELATIVE_ERROR)) {
        end(l, next);
        ended++;
      } else {
        r.left *= (finish - next) / (finish - now);
      }
    }
    return ended;
  }

  private void end(int lane, double now) {
    Running r = running[lane];
    Task task = tasks.get(r.task);
    spans[r.task] =
        new Timeline.Span(task.name(), lane, r.free, r.begin, r.start, now, task.bytes());
    running[lane] = null;
    laneFree[lane] = now;
    for (Successor next : successors.get(r.task)) {
      int i = next.task();
      waitsLeft[i]--;
      lastWaitEnd[i] = Math.max(lastWaitEnd[i], now);
      ready[i] = Math.max(ready[i], now + next.handOverSeconds());
      if (waitsLeft[i] == 0) {
        arrivals.add(new Arrival(ready[i], i));
      }
    }
  }
}
