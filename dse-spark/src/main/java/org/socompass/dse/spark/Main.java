package org.socompass.dse.spark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.socompass.dse.PointEvaluator;
import org.socompass.dse.Sweep;
import org.socompass.dse.Tally;
import org.socompass.dse.Threads;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.PortableSpec;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.DuckDbStore;
import org.socompass.dse.store.ResultFiles;
import org.socompass.dse.store.RowStore;
import org.socompass.dse.store.Status;
import org.socompass.input.InputException;

/**
 * Entry point for {@code spark-submit}: the driver of a sweep. The master is Spark's to know.
 *
 * <p>Exit codes are those of {@code socompass}: 0 success, 1 a point failed by an error of ours, 2
 * bad usage or input or results that can't be written, 70 an error of ours.
 */
public final class Main {
  /** The variable of the environment by which a command names itself. */
  private static final String PARENT = "SOCOMPASS_PARENT";

  private static final int CHECK_FAILED = 1;

  /** Tells the command that started this from the 1 with which a virtual machine ends. */
  private static final int CLUSTER_GONE = 75;

  private static final int BAD_INPUT = 2;
  private static final int INTERNAL = 70;
  private static final int SHOWN_CAUSES = 20;

  private Main() {}

  /** Runs a sweep and exits with its code. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    endWithParent();
    System.exit(execute(System.err, args));
  }

  /**
   * Ends this process when the command that started it is gone, however it ended: a driver without
   * it would hold the folder's lock. A driver that {@code spark-submit} starts names none.
   */
  private static void endWithParent() {
    @Nullable String parent = System.getenv(PARENT);
    if (parent == null) {
      return;
    }
    var thread =
        new Thread(
            () -> {
              ProcessHandle.of(Long.parseLong(parent))
                  .map(ProcessHandle::onExit)
                  .ifPresent(CompletableFuture::join);
              Runtime.getRuntime().halt(CHECK_FAILED);
            },
            "end-with-parent");
    thread.setDaemon(true);
    thread.start();
  }

  /** Runs a sweep and returns the exit code. */
  static int execute(PrintStream err, String... args) {
    try {
      return run(JobOptions.parse(args), err);
    } catch (InputException e) {
      err.println("socompass: " + e.getMessage());
      return BAD_INPUT;
    } catch (Exception e) {
      // Scala throws checked exceptions that it does not declare.
      @Nullable Throwable known = explained(e);
      if (known != null) {
        err.println(
            "socompass: Spark can't go on: "
                + String.valueOf(known.getMessage()).lines().findFirst().orElse("unknown"));
        return BAD_INPUT;
      }
      err.println("socompass: internal error; please report it with the command line:");
      e.printStackTrace(err);
      return INTERNAL;
    }
  }

  /** Returns the cause that is the machines', not ours: a file or the network. */
  private static @Nullable Throwable explained(Throwable e) {
    Throwable cause = e;
    for (int i = 0; cause != null && i < SHOWN_CAUSES; i++) {
      if (cause instanceof IOException || cause instanceof org.apache.spark.SparkException) {
        return cause;
      }
      cause = cause.getCause();
    }
    return null;
  }

  private static int run(JobOptions options, PrintStream err) throws InterruptedException {
    PortableSpec portable = PortableSpec.read(options.spec());
    SweepSpec spec = portable.spec();
    SparkSweep.checkSpec(spec);
    // Designs that it evaluates take their time while the store is opened and Spark starts.
    ExecutorService aside = Threads.pool(1, "sharing order");
    Future<SparkSweep> sweep = aside.submit(() -> new SparkSweep(portable, spec));
    aside.shutdown();
    Path folder = options.outputDir();
    try (var store = DuckDbStore.open(folder, spec, Columns.of(spec), options.isResumed())) {
      boolean isWhole = store.size() == new PointSpace(spec).size();
      if (!isWhole && !evaluate(sweep, store, err)) {
        err.println(
            "socompass: the cluster gave no executor for "
                + ClusterWatch.PATIENCE_SECONDS
                + " s; slices that were finished are kept, go on by --resume");
        return options.isStoreOnly() ? CLUSTER_GONE : CHECK_FAILED;
      }
      if (options.isStoreOnly()) {
        return 0;
      }
      var evaluator = new PointEvaluator(spec);
      Tally tally = new Sweep(spec, evaluator, store).run(1, () -> false, done -> {});
      ResultFiles.write(folder, evaluator.columns(), store, tally.front().rows());
      return tally.count(Status.FAILED) > 0 ? CHECK_FAILED : 0;
    }
  }

  /** Returns whether all points were evaluated; else the cluster was gone. */
  private static boolean evaluate(Future<SparkSweep> sweep, RowStore store, PrintStream err)
      throws InterruptedException {
    var conf = new SparkConf().setAppName("socompass sweep");
    try (var spark = new JavaSparkContext(conf);
        var watch = ClusterWatch.start(spark.sc())) {
      Executors.await(spark.sc());
      try {
        sweep.get().run(spark, store, line -> err.println("socompass: " + line));
      } catch (ExecutionException e) {
        throw Threads.failure(e);
      } catch (Exception e) {
        // Scala throws checked exceptions that it does not declare.
        if (!watch.isGone()) {
          throw e;
        }
        return false;
      }
      return true;
    }
  }
}
