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
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.socompass.dse.Columns;
import org.socompass.dse.PointSpace;
import org.socompass.dse.PortableSpec;
import org.socompass.dse.RowStore;
import org.socompass.dse.Search;
import org.socompass.dse.SharingOrder;
import org.socompass.dse.SweepSpec;
import org.socompass.input.InputException;

/**
 * Evaluates the points of a sweep on a Spark cluster.
 *
 * <pre>{@code
 * slice   points or, in a grid, ranks of the sharing order [from, to): a job, kept when it ends
 * task    a contiguous part of the sharing order: rows as a Parquet file in rows/slice-N
 * end     all rows sorted by point on the cluster, handed one partition at a time to the store
 * }</pre>
 *
 * <p>A row is a function of the spec and the point alone, so that it does not matter which worker
 * evaluates it, or whether one is lost and another evaluates it again.
 */
public final class SparkSweep {
  private static final long ROWS_PER_PARTITION = 50_000;
  private static final int MOST_PARTITIONS = 2_000;
  private static final int BATCH = 1_000;

  private final SparkSession spark;
  private final PortableSpec portable;
  private final SweepSpec spec;
  private final PointSpace space;
  private final Slices slices;
  private final StructType schema;
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
    checkMethod(spec);
    this.space = new PointSpace(spec);
    this.slices = slices.orElseGet(() -> Slices.of(space.size()));
    this.schema = SparkRows.schema(Columns.of(spec));
    this.folder = new Path(rows, spec.digest().substring(0, 16));
  }

  /**
   * Checks that the points of a sweep follow from their number.
   *
   * @throws InputException if a search chooses them
   */
  public static void checkMethod(SweepSpec spec) {
    if (spec.search().method() == Search.Method.NSGA2) {
      throw new InputException(
          "method nsga2 proposes %d designs at a time from the results of those before, too few"
                  .formatted(spec.search().population())
              + " for a cluster; run it without a master");
    }
  }

  /**
   * Runs the sweep into a store. Slices that an earlier run finished are not evaluated again.
   *
   * @param store what is done already; gets all other rows
   * @param log told of the progress
   * @throws InputException if rows can't be written, or get lost between the machines
   */
  public void run(RowStore store, Consumer<String> log) {
    if (store.size() == space.size()) {
      return;
    }
    SharingOrder order = SharingOrder.of(spec);
    var work = new Work(portable, spec.digest(), order.slowestFirst(), store.size());
    var progress = new Progress(space.size(), log);
    spark.sparkContext().addSparkListener(progress);
    List<String> folders = new ArrayList<>();
    try {
      for (int slice = 0; slice < slices.count(); slice++) {
        Path target = new Path(folder, "slice-%03d".formatted(slice));
        folders.add(target.toString());
        if (isFinished(target)) {
          progress.skip(slices.to(slice) - slices.from(slice));
        } else {
          Dataset<Long> points = points(work, slice);
          points
              .mapPartitions(new EvaluatePoints(work), Encoders.row(schema))
              .write()
              .mode(SaveMode.Overwrite)
              .parquet(target.toString());
        }
      }
    } finally {
      spark.sparkContext().removeSparkListener(progress);
    }
    store(folders, store);
    delete();
  }

  private Dataset<Long> points(Work work, int slice) {
    int tasks = slices.tasks(slice, spark.sparkContext().defaultParallelism());
    Dataset<Long> numbers =
        spark.range(slices.from(slice), slices.to(slice), 1, tasks).as(Encoders.LONG());
    if (spec.search().method() == Search.Method.GRID) {
      return numbers.map(new PointOfRank(work), Encoders.LONG());
    }
    return numbers
        .map(new RankOfPoint(work), Encoders.row(RankOfPoint.SCHEMA))
        .repartitionByRange(
            tasks, functions.col(RankOfPoint.RANK), functions.col(RankOfPoint.POINT))
        .sortWithinPartitions(RankOfPoint.RANK, RankOfPoint.POINT)
        .select(RankOfPoint.POINT)
        .as(Encoders.LONG());
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
    List<org.socompass.dse.Row> batch = new ArrayList<>();
    for (long expected = first; expected < space.size(); expected++) {
      org.socompass.dse.Row row = rows.hasNext() ? SparkRows.toRow(rows.next()) : null;
      if (row == null || row.point() != expected) {
        throw new InputException(
            folder
                + ": lacks the row of point %d; the folder must be one that all workers share"
                    .formatted(expected));
      }
      batch.add(row);
      if (batch.size() == BATCH || expected == space.size() - 1) {
        store.append(batch);
        batch.clear();
      }
    }
  }

  private boolean isFinished(Path slice) {
    try {
      return files().exists(new Path(slice, "_SUCCESS"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the rows, which are in the store by now, and their folder if nothing else is there. */
  private void delete() {
    try {
      boolean isGone = files().delete(folder, true);
      Path parent = folder.getParent();
      if (isGone && files().listStatus(parent).length == 0) {
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
