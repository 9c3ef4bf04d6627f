package org.socompass.inference.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

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
 * <p>The result is a function of the lists alone. A lane takes its tasks in their order, as a
 * schedule that picks among ready tasks may end later with less work (Graham's anomalies). With
 * more bandwidth tasks end no later if no two lanes contend for what is not theirs.
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
  private final boolean[] isReady;
  private final List<List<Successor>> successors = new ArrayList<>();
  private final List<List<Integer>> order = new ArrayList<>();
  private final PriorityQueue<Arrival> arrivals =
      new PriorityQueue<>(
          Comparator.comparingDouble(Arrival::seconds).thenComparingInt(Arrival::task));
  private final int[] position;
  private final Running[] running;
  private final double[] laneFree;
  private final Timeline.Span[] spans;
  private final List<Timeline.Step> steps = new ArrayList<>();
  private final boolean isRecording;

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
      double backgroundBytesPerSecond,
      boolean isRecording) {
    this.isRecording = isRecording;
    this.lanes = List.copyOf(lanes);
    this.tasks = List.copyOf(tasks);
    this.memoryBytesPerSecond = memoryBytesPerSecond;
    this.backgroundBytesPerSecond = backgroundBytesPerSecond;
    int n = tasks.size();
    waitsLeft = new int[n];
    lastWaitEnd = new double[n];
    ready = new double[n];
    submittedAhead = new double[n];
    isReady = new boolean[n];
    spans = new Timeline.Span[n];
    position = new int[lanes.size()];
    running = new Running[lanes.size()];
    laneFree = new double[lanes.size()];
    for (int l = 0; l < lanes.size(); l++) {
      order.add(new ArrayList<>());
    }
    link();
  }

  /**
   * Returns when each task runs.
   *
   * @param lanes the processors
   * @param tasks the work; each lane takes its part of it in this order
   * @param memoryBytesPerSecond bandwidth that all lanes together reach [B/s]
   * @param backgroundBytesPerSecond bandwidth that something else asks for all the time [B/s]
   * @throws IllegalArgumentException if a task names no lane or task, or tasks wait for each other
   */
  public static Timeline run(
      List<Lane> lanes,
      List<Task> tasks,
      double memoryBytesPerSecond,
      double backgroundBytesPerSecond) {
    return simulation(lanes, tasks, memoryBytesPerSecond, backgroundBytesPerSecond, true).run();
  }

  /** Returns the end of {@link #run}, which is found faster alone [s]. */
  public static double seconds(
      List<Lane> lanes,
      List<Task> tasks,
      double memoryBytesPerSecond,
      double backgroundBytesPerSecond) {
    return Arrays.stream(ends(lanes, tasks, memoryBytesPerSecond, backgroundBytesPerSecond))
        .max()
        .orElse(0);
  }

  /** Returns when each lane has done its last task in {@link #run} [s]. */
  public static double[] ends(
      List<Lane> lanes,
      List<Task> tasks,
      double memoryBytesPerSecond,
      double backgroundBytesPerSecond) {
    FluidSimulation simulation =
        simulation(lanes, tasks, memoryBytesPerSecond, backgroundBytesPerSecond, false);
    simulation.simulate();
    return simulation.laneFree;
  }

  private static FluidSimulation simulation(
      List<Lane> lanes,
      List<Task> tasks,
      double memoryBytesPerSecond,
      double backgroundBytesPerSecond,
      boolean isRecording) {
    if (!(memoryBytesPerSecond > 0) || !(backgroundBytesPerSecond >= 0)) {
      throw new IllegalArgumentException(
          "bandwidth must be positive and background not negative, but are %s and %s"
              .formatted(memoryBytesPerSecond, backgroundBytesPerSecond));
    }
    return new FluidSimulation(
        lanes, tasks, memoryBytesPerSecond, backgroundBytesPerSecond, isRecording);
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
    simulate();
    return new Timeline(
        lanes.stream().map(Lane::id).toList(),
        Arrays.asList(spans),
        steps,
        Arrays.stream(laneFree).max().orElse(0));
  }

  private void simulate() {
    double now = 0;
    int ended = 0;
    while (ended < tasks.size()) {
      while (!arrivals.isEmpty() && arrivals.peek().seconds() <= now) {
        isReady[arrivals.remove().task()] = true;
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
  }

  private void dispatch(double now) {
    for (int l = 0; l < lanes.size(); l++) {
      if (running[l] != null || position[l] == order.get(l).size()) {
        continue;
      }
      int task = order.get(l).get(position[l]);
      if (!isReady[task]) {
        continue;
      }
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
    if (isRecording && next > now) {
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
    if (isRecording) {
      spans[r.task] =
          new Timeline.Span(task.name(), lane, r.free, r.begin, r.start, now, task.bytes());
    }
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
