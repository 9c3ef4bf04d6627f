package org.socompass.dse.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.socompass.dse.PointEvaluator;
import org.socompass.dse.SharingOrder;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.PortableSpec;
import org.socompass.dse.spec.Search;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.RowStore;
import org.socompass.input.Digests;
import org.socompass.input.InputException;

/**
 * Evaluates the points of a sweep on a Spark cluster.
 *
 * <pre>{@code
 * slice   points or, in a grid, ranks of the sharing order [from, to): a job, kept when it ends
 * task    a contiguous part of the sharing order: rows as a Parquet file in rows/KEY/slice-N
 * end     all rows sorted by point on the cluster, handed one partition at a time to the store
 * }</pre>
 *
 * <p>A row is a function of the spec and the point alone, so that it does not matter which worker
 * evaluates it, or whether one is lost and another evaluates it again. {@code KEY} tells the sweep,
 * its sharing order and the row of its first point, so that slices of other models are not found.
 */
public final class SparkSweep {
  private static final long ROWS_PER_PARTITION = 50_000;
  private static final int MOST_PARTITIONS = 2_000;
  private static final int BATCH = 1_000;
  private static final int KEY_DIGITS = 16;

  private final SparkSession spark;
  private final PortableSpec portable;
  private final SweepSpec spec;
  private final PointSpace space;
  private final Slices slices;
  private final StructType schema;
  private final PointEvaluator evaluator;
  private final SharingOrder order;
  private final Path folder;

  /**
   * Prepares a sweep.
   *
   * @param rows folder of the rows until they are in the store, which all workers and the driver
   *     reach under this name: a path or a URI of a file system that Hadoop knows
   * @throws InputException if the points of the sweep don't follow from their number
   */
  public SparkSweep(SparkSession spark, PortableSpec portable, String rows) {
    this(spark, portable, rows, Optional.empty());
  }

  SparkSweep(SparkSession spark, PortableSpec portable, String rows, Slices slices) {
    this(spark, portable, rows, Optional.of(slices));
  }

  private SparkSweep(
      SparkSession spark, PortableSpec portable, String rows, Optional<Slices> slices) {
    this.spark = spark;
    this.portable = portable;
    this.spec = portable.spec();
    checkSpec(spec);
    this.space = new PointSpace(spec);
    this.slices = slices.orElseGet(() -> Slices.of(space.size()));
    this.schema = SparkRows.schema(Columns.of(spec));
    this.evaluator = new PointEvaluator(spec);
    this.order = SharingOrder.of(spec, evaluator);
    this.folder = new Path(rows, key());
  }

  private String key() {
    String text =
        spec.digest() + order.slowestFirst() + evaluator.evaluate(0, space.point(0)).cells();
    return Digests.of(text).substring(0, KEY_DIGITS);
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

  /**
   * Runs the sweep into a store. Slices that an earlier run finished are not evaluated again.
   *
   * @param store what is done already; gets all other rows
   * @param log told of the progress
   * @throws InputException if rows can't be written, or are not seen on this machine
   */
  public void run(RowStore store, Consumer<String> log) {
    if (store.size() == space.size()) {
      // A run that ended between the last row and this left them.
      forgetRows();
      return;
    }
    var work = new Work(portable, spec.digest(), order.slowestFirst(), store.size());
    var progress = new Progress(space.size(), log);
    progress.skip(store.size());
    spark.sparkContext().addSparkListener(progress);
    List<String> folders = new ArrayList<>();
    try {
      for (int slice = 0; slice < slices.count(); slice++) {
        Path target = new Path(folder, "slice-%03d".formatted(slice));
        folders.add(target.toString());
        evaluate(work, slice, target, progress);
      }
    } finally {
      spark.sparkContext().removeSparkListener(progress);
    }
    store(folders, store);
    forgetRows();
  }

  private void forgetRows() {
    delete(folder);
    deleteIfEmpty(folder.getParent());
  }

  /** Makes the rows of a slice, if they are not there already. */
  private void evaluate(Work work, int slice, Path target, Progress progress) {
    Dataset<Long> points = points(work, slice);
    long wanted = work.firstPoint() == 0 ? slices.to(slice) - slices.from(slice) : points.count();
    if (isMarked(target) && count(work, target) == wanted) {
      progress.skip(wanted);
      return;
    }
    points
        .mapPartitions(new EvaluatePoints(work), Encoders.row(schema))
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(target.toString());
    long found = count(work, target);
    if (found != wanted) {
      delete(target);
      throw new InputException(
          folder
              + ": the workers wrote %,d rows, of which %,d are to be seen here; the folder must be"
                  .formatted(wanted, found)
              + " one that all of them share");
    }
  }

  private Dataset<Long> points(Work work, int slice) {
    int tasks = slices.tasks(slice, spark.sparkContext().defaultParallelism());
    long first = work.firstPoint();
    Dataset<Long> numbers =
        spark.range(slices.from(slice), slices.to(slice), 1, tasks).as(Encoders.LONG());
    if (spec.search().method() == Search.Method.GRID) {
      return numbers
          .map(new PointOfRank(work), Encoders.LONG())
          .filter((FilterFunction<Long>) point -> point >= first);
    }
    return numbers
        .filter((FilterFunction<Long>) point -> point >= first)
        .map(new RankOfPoint(work), Encoders.row(RankOfPoint.SCHEMA))
        .repartitionByRange(
            tasks, functions.col(RankOfPoint.RANK), functions.col(RankOfPoint.POINT))
        .sortWithinPartitions(RankOfPoint.RANK, RankOfPoint.POINT)
        .select(RankOfPoint.POINT)
        .as(Encoders.LONG());
  }

  private long count(Work work, Path slice) {
    return spark
        .read()
        .schema(schema)
        .parquet(slice.toString())
        .where(functions.col(RankOfPoint.POINT).geq(work.firstPoint()))
        .count();
  }

  /** Stores the rows in the order of their points; memory holds a partition at a time. */
  private void store(List<String> folders, RowStore store) {
    long first = store.size();
    long left = space.size() - first;
    int partitions = (int) Math.min(MOST_PARTITIONS, 1 + left / ROWS_PER_PARTITION);
    Iterator<Row> rows =
        spark
            .read()
            .schema(schema)
            .parquet(folders.toArray(new String[0]))
            .where(functions.col(RankOfPoint.POINT).geq(first))
            .repartitionByRange(partitions, functions.col(RankOfPoint.POINT))
            .sortWithinPartitions(RankOfPoint.POINT)
            .toLocalIterator();
    List<org.socompass.dse.store.Row> batch = new ArrayList<>();
    for (long expected = first; expected < space.size(); expected++) {
      org.socompass.dse.store.Row row = rows.hasNext() ? SparkRows.toRow(rows.next()) : null;
      if (row == null || row.point() != expected) {
        throw new InputException(
            folder
                + ": lost the row of point %d; --resume makes what is missing".formatted(expected));
      }
      batch.add(row);
      if (batch.size() == BATCH || expected == space.size() - 1) {
        store.append(batch);
        batch.clear();
      }
    }
  }

  /** Returns whether a slice was finished, by the marker that Spark leaves. */
  private boolean isMarked(Path slice) {
    try {
      return files().exists(new Path(slice, "_SUCCESS"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete(Path rows) {
    try {
      files().delete(rows, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void deleteIfEmpty(Path parent) {
    try {
      // A sweep that was stored whole has no such folder any more.
      if (files().exists(parent) && files().listStatus(parent).length == 0) {
        files().delete(parent, false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileSystem files() throws IOException {
    return folder.getFileSystem(spark.sparkContext().hadoopConfiguration());
  }
}
