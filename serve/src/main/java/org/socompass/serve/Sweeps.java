package org.socompass.serve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.socompass.api.Sweep;
import org.socompass.dse.Tally;
import org.socompass.dse.spec.Objective;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.Row;
import org.socompass.input.InputException;
import org.socompass.input.Section;
import org.socompass.report.SweepPage;
import org.socompass.study.SweepStudy;

/**
 * Sweeps that the page started, one at a time. Points are kept in memory and arrive as they are
 * evaluated; when all are there, the page of the sweep is that of {@code socompass sweep}.
 */
final class Sweeps implements AutoCloseable {
  /** More are for the command, which keeps them on disk. */
  private static final long MOST_POINTS = 20_000;

  private static final int MOST_KEPT = 4;
  private static final int MOST_SENT = 2000;
  private static final int LONGEST_SPEC = 64 << 10;

  private final Map<String, Job> jobs = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  /** A sweep that runs or has run. */
  private static final class Job {
    private final SweepSpec spec;
    private final SweepStudy study;
    private final MemoryStore store = new MemoryStore();
    private final AtomicBoolean isStopped = new AtomicBoolean();
    private volatile String failure = "";
    private volatile String page = "";

    Job(SweepSpec spec, SweepStudy study) {
      this.spec = spec;
      this.study = study;
    }

    void run() {
      try {
        Tally tally = study.run(store, isStopped::get, t -> {});
        page = SweepPage.of(study.result(store, tally).page());
      } catch (InputException | IllegalStateException e) {
        failure = String.valueOf(e.getMessage());
      }
    }

    boolean isDone() {
      return !page.isEmpty() || !failure.isEmpty();
    }
  }

  /**
   * Starts a sweep.
   *
   * @throws InputException if the spec is not valid, too large, or another sweep is running
   */
  Map<String, Object> start(Section s) {
    String text = s.text("spec");
    if (text.length() > LONGEST_SPEC) {
      throw new InputException("the spec is longer than " + LONGEST_SPEC + " characters");
    }
    Sweep asked = Sweep.ofText("spec", text).askedBy(List.of("socompass", "sweep"));
    SweepSpec spec = asked.spec();
    SweepStudy study = asked.study();
    if (study.points() > MOST_POINTS) {
      throw new InputException(
          "the sweep has %,d points; the page runs at most %,d, 'socompass sweep' any number"
              .formatted(study.points(), MOST_POINTS));
    }
    var job = new Job(spec, study);
    String id;
    synchronized (this) {
      if (jobs.values().stream().anyMatch(j -> !j.isDone())) {
        throw new InputException("another sweep is running; stop it first");
      }
      id = Integer.toString(count.incrementAndGet());
      jobs.put(id, job);
      jobs.remove(Integer.toString(count.get() - MOST_KEPT));
    }
    var thread = new Thread(job::run, "sweep " + id);
    thread.setDaemon(true);
    thread.start();
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("id", id);
    root.put("points", study.points());
    root.put("parameters", spec.parameters().stream().map(p -> p.name()).toList());
    root.put("objectives", spec.objectives().stream().map(Objective::column).toList());
    return root;
  }

  private Job job(Section s) {
    String id = s.text("id");
    Job job = jobs.get(id);
    if (job == null) {
      throw new InputException("there is no sweep " + id);
    }
    return job;
  }

  /** Returns the points from one on, each with its status and its objectives. */
  Map<String, Object> points(Section s) {
    int from = s.count("from", 0);
    Job job = job(s);
    // Before the points: what is done then has all of them.
    boolean isDone = job.isDone();
    List<Row> rows = job.store.from(from, MOST_SENT);
    List<Integer> columns =
        job.spec.objectives().stream().map(o -> job.study.columns().index(o.column())).toList();
    List<List<Object>> points = new ArrayList<>();
    for (Row row : rows) {
      List<Object> point = new ArrayList<>();
      point.add(row.status().id());
      for (int column : columns) {
        double value = row.number(column);
        point.add(Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty());
      }
      points.add(point);
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("points", points);
    root.put("stored", job.store.size());
    root.put("isDone", isDone && from + rows.size() >= job.store.size());
    root.put("failure", job.failure);
    return root;
  }

  /** Stops a sweep; what is done is kept. */
  Map<String, Object> stop(Section s) {
    job(s).isStopped.set(true);
    return Map.of();
  }

  /** Returns the page of a sweep that has ended. */
  String report(String id) {
    Job job = jobs.get(id);
    if (job == null || job.page.isEmpty()) {
      throw new Refused(404, "this sweep has no report, or not yet");
    }
    return job.page;
  }

  @Override
  public void close() {
    jobs.values().forEach(job -> job.isStopped.set(true));
  }
}
