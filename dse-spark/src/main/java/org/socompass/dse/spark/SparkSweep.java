package org.socompass.dse.spark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;
import org.socompass.dse.SharingOrder;
import org.socompass.dse.Threads;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.PortableSpec;
import org.socompass.dse.spec.Search;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.RowStore;
import org.socompass.input.InputException;

/**
 * Evaluates the points of a sweep on a Spark cluster.
 *
 * <pre>{@code
 * slice   points [from, to): a job; its rows are stored when it ends, while the next one runs
 * task    a contiguous part of the slice's sharing order: its rows come back as bytes
 * }</pre>
 *
 * <p>A row is a function of the spec and the point alone, so that it does not matter which worker
 * evaluates it, or whether one is lost and another evaluates it again.
 */
public final class SparkSweep {
  private static final int BATCH = 1_000;

  /** Slices that run: while cores finish one, those that are free begin the next. */
  private static final int RUNNING = 2;

  private final Slice.Cut cut;
  private final Work work;
  private final int columns;
  private final PointSpace space;
  private final SharingOrder order;

  /**
   * Prepares a sweep: finds the sharing order, for which some designs are evaluated here.
   *
   * @throws InputException if the points of the sweep don't follow from their number
   */
  public SparkSweep(PortableSpec portable, SweepSpec spec) {
    this(portable, spec, Slice::next);
  }

  SparkSweep(PortableSpec portable, SweepSpec spec, Slice.Cut cut) {
    checkSpec(spec);
    this.cut = cut;
    work = new Work(portable, spec.digest());
    columns = Columns.of(spec).all().size();
    Evaluation evaluation = Evaluation.first(work, spec);
    space = evaluation.space();
    order = SharingOrder.of(spec, evaluation.evaluator());
  }

  /**
   * Checks that the points of a sweep follow from their number.
   *
   * @throws InputException if a search chooses them
   */
  public static void checkSpec(SweepSpec spec) {
    if (spec.search().method() == Search.Method.NSGA2) {
      throw new InputException(
          "method nsga2 proposes %d designs at a time from the results of those before, too few"
                  .formatted(spec.search().population())
              + " for a cluster; run it without a master");
    }
    if (!spec.engineFiles().isEmpty()) {
      throw new InputException(
          "engine files are not sent to workers; run it without a master: "
              + String.join(", ", spec.engineFiles().keySet()));
    }
  }

  /** A slice that is evaluated: the points of its tasks, and their rows once they are there. */
  private record Job(Slice slice, List<long[]> tasks, JavaFutureAction<List<byte[]>> rows) {}

  /**
   * Runs the sweep into a store.
   *
   * @param store what is done already; gets all other rows
   * @param log told of the progress
   * @throws InputException if rows can't be stored
   */
  public void run(JavaSparkContext spark, RowStore store, Consumer<String> log) {
    LongAccumulator done = spark.sc().longAccumulator();
    var progress = new Progress(store.size(), space.size(), done, log);
    spark.sc().addSparkListener(progress);
    Deque<Job> running = new ArrayDeque<>();
    long next = store.size();
    try {
      while (store.size() < space.size()) {
        while (next < space.size() && running.size() < RUNNING) {
          Job job = start(spark, cut.next(next, space.size(), spark.defaultParallelism()), done);
          running.add(job);
          next = job.slice().to();
        }
        Job first = running.getFirst();
        store(first, rows(first), store);
        running.remove();
      }
    } finally {
      running.forEach(job -> job.rows().cancel(true));
      spark.sc().removeSparkListener(progress);
    }
  }

  private Job start(JavaSparkContext spark, Slice slice, LongAccumulator done) {
    List<long[]> tasks = slice.points(space, order);
    JavaFutureAction<List<byte[]>> rows =
        spark.parallelize(tasks, tasks.size()).map(new EvaluatePoints(work, done)).collectAsync();
    return new Job(slice, tasks, rows);
  }

  private static List<byte[]> rows(Job job) {
    try {
      return job.rows().get();
    } catch (ExecutionException e) {
      throw Threads.failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Stores rows in the order of their points; each task has its own in this order. */
  private void store(Job job, List<byte[]> rows, RowStore store) {
    int[] taskOf = new int[(int) (job.slice().to() - job.slice().from())];
    List<RowBytes.Reader> readers = new ArrayList<>();
    for (int task = 0; task < rows.size(); task++) {
      for (long point : job.tasks().get(task)) {
        taskOf[(int) (point - job.slice().from())] = task;
      }
      readers.add(new RowBytes.Reader(rows.get(task), columns));
    }
    List<Row> batch = new ArrayList<>();
    for (int i = 0; i < taskOf.length; i++) {
      Row row = readers.get(taskOf[i]).next();
      if (row.point() != job.slice().from() + i) {
        throw new IllegalStateException("a row of point " + row.point() + " in place of another");
      }
      batch.add(row);
      if (batch.size() == BATCH || i == taskOf.length - 1) {
        store.append(batch);
        batch.clear();
      }
    }
  }
}
