package org.socompass.cli.sweep;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.socompass.api.Sweep;
import org.socompass.cli.chart.FigureOptions;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cli.option.UserInput;
import org.socompass.dse.Tally;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.DuckDbStore;
import org.socompass.dse.store.Status;
import org.socompass.study.SweepStudy;
import org.socompass.study.Workers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code socompass sweep}: many designs. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Explore a design space: evaluate the points of a spec, keep every row as it comes, and"
            + " print the designs that no other is better than.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  # How many points, and how long they take",
      "  socompass sweep examples/phone-npu.yaml --dry-run",
      "",
      "  # Explore; after a stop, go on where it was",
      "  socompass sweep examples/phone-npu.yaml --output-dir npu",
      "  socompass sweep examples/phone-npu.yaml --output-dir npu --resume",
      "",
      "Exit status: 0 success; 1 a point failed by an error of ours; 2 bad usage or input, or",
      "results that can't be written (what is done is kept)."
    })
public final class SweepCommand implements Callable<Integer> {
  private static final long PATIENCE_SECONDS = 30;
  private static final Duration DRY_RUN = Duration.ofMillis(900);
  private static final Duration LEAST_DRY_RUN = Duration.ofMillis(150);

  @Parameters(paramLabel = "SPEC.yaml", description = "What to explore; see docs/dse.md.")
  Path specFile = Path.of("");

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      description =
          "Folder of the results: report.html to look at, results.csv, pareto.csv, results.parquet,"
              + " table.tex, charts as SVG, PDF and CSV, and the database of the rows. Made if it is not"
              + " there.")
  @Nullable Path outputDir;

  @Option(names = "-d", hidden = true, description = "The former short name of --output-dir.")
  void outputDir(Path folder) {
    outputDir = folder;
  }

  @Option(
      names = "--resume",
      description =
          "Go on with what the folder has. The end is the same as without a stop; a changed spec is"
              + " refused.")
  boolean isResumed;

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description = "Threads; they change no result. Default: the processors of this machine.")
  Long jobs = (long) Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "Evaluate the points by Spark: local[THREADS], or spark://HOST:PORT of a cluster. The"
              + " results are the same; see docs/scaling.md.")
  @Nullable String master;

  @Option(
      names = "--dry-run",
      description =
          "Count the points, time those that are done within a second, and write nothing.")
  boolean isDryRun;

  @Mixin FigureOptions figure = new FigureOptions();

  @Mixin OutputOptions output = new OutputOptions();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    UserInput.inRange(spec, "--jobs", jobs, SweepStudy.MOST_JOBS);
    if (master != null) {
      SparkJob.checkForm(master);
    }
    Sweep asked = Sweep.read(specFile).jobs((int) (long) jobs).askedBy(UserInput.commandLine(spec));
    boolean isNowhere = outputDir == null || outputDir.toString().isBlank();
    if (isNowhere && !isDryRun) {
      throw new ParameterException(
          spec.commandLine(), "name a folder for the results: --output-dir DIR");
    }
    SweepSpec sweep = asked.spec();
    SweepStudy study = asked.study();
    if (outputDir == null || isDryRun) {
      SweepReport.write(output, study.estimate(patienceNanos()));
      return ExitCode.OK;
    }
    if (master != null) {
      SparkJob job = SparkJob.of(System.getProperty(SparkJob.HOME), master);
      int code = job.run(specFile, outputDir, isResumed);
      if (code != ExitCode.OK) {
        return code;
      }
      // What is left is to read the rows and to write the files.
      isResumed = true;
    }
    return run(sweep, study, outputDir);
  }

  /** Returns what is left of the second in which a dry run ends, at least a little [ns]. */
  private static long patienceNanos() {
    Duration since =
        ProcessHandle.current()
            .info()
            .startInstant()
            .map(start -> Duration.between(start, Instant.now()))
            .orElse(Duration.ZERO);
    return Math.max(DRY_RUN.minus(since).toNanos(), LEAST_DRY_RUN.toNanos());
  }

  private int run(SweepSpec sweep, SweepStudy study, Path folder) {
    var stopped = new AtomicBoolean();
    var ended = new CountDownLatch(1);
    var hook = new Thread(() -> stop(stopped, ended), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    PrintWriter err = spec.commandLine().getErr();
    try (var store = DuckDbStore.open(folder, sweep, study.columns(), isResumed)) {
      Tally tally;
      try (var progress = new SweepProgress(err, sweep, study.columns(), study.points())) {
        tally = study.run(store, stopped::get, progress::show);
      }
      if (stopped.get()) {
        err.printf(
            Locale.ROOT,
            "socompass: stopped after %,d points; they are kept, go on by --resume%n",
            store.size());
        return ExitCode.OK;
      }
      SweepStudy.Result result = study.result(store, tally);
      try (var workers = new Workers((int) (long) jobs)) {
        SweepReport.writeFiles(folder, store, result, figure, output, workers);
      }
      SweepReport.write(output, result, folder);
      boolean isOfUse = tally.count(Status.OK) > 0 && tally.count(Status.FAILED) == 0;
      return isOfUse ? ExitCode.OK : ExitCode.CHECK_FAILED;
    } finally {
      err.flush();
      ended.countDown();
      if (!stopped.get()) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }

  /** Runs when the process is told to end: waits until the rows are stored. */
  private static void stop(AtomicBoolean stopped, CountDownLatch ended) {
    stopped.set(true);
    try {
      boolean isStored = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!isStored) {
        // What was committed is kept all the same.
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
