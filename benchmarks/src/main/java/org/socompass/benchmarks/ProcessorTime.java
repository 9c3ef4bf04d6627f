package org.socompass.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * Evaluations of mappings for each second that a thread had the processor, on one thread and on
 * two, and bytes allocated by each: numbers that a busy machine disturbs less than those of JMH.
 *
 * <p>Run: {@code mvn -B -q package -Dmaven.test.skip=true && java -XX:+UseSerialGC -cp
 * "benchmarks/target/classes:benchmarks/target/lib/*" org.socompass.benchmarks.ProcessorTime}
 */
public final class ProcessorTime {
  private static final long WARM_UP_NANOS = 1_500_000_000L;
  private static final long MEASURED_NANOS = 1_000_000_000L;
  private static final int MEASUREMENTS = 5;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private ProcessorTime() {}

  /** Rate of one thread [evaluations/s of the processor] and bytes of an evaluation [B]. */
  private record Rate(double perSecond, double bytes) {}

  /** Prints a line for each size, kind of evaluation and number of threads. */
  public static void main(String[] arguments) throws InterruptedException {
    for (long m : new long[] {64, 4096}) {
      for (boolean isExact : new boolean[] {false, true}) {
        for (int threads : new int[] {1, 2}) {
          print(m, isExact, threads);
        }
      }
    }
  }

  private static void print(long m, boolean isExact, int threads) throws InterruptedException {
    List<Rate> rates = new ArrayList<>();
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      var thread =
          new Thread(
              () -> {
                Rate rate = best(m, isExact);
                synchronized (rates) {
                  rates.add(rate);
                }
              });
      thread.start();
      running.add(thread);
    }
    for (Thread thread : running) {
      thread.join();
    }
    System.out.printf(
        Locale.ROOT,
        "m = %4d, %-14s %d thread%s %5.2f million evaluations/s of the processor, %.4f B each%n",
        m,
        isExact ? "exact:" : "to the tangent:",
        threads,
        threads == 1 ? ": " : "s:",
        rates.stream().mapToDouble(Rate::perSecond).sum() * 1e-6,
        rates.stream().mapToDouble(Rate::bytes).max().orElseThrow());
  }

  /** Returns the best of some measurements, as others only take time away. */
  private static Rate best(long m, boolean isExact) {
    var benchmark = new EvaluationBenchmark();
    benchmark.m = m;
    benchmark.prepare();
    DoubleSupplier walk = isExact ? benchmark::exact : benchmark::floors;
    run(walk, WARM_UP_NANOS);
    Rate best = new Rate(0, 0);
    for (int i = 0; i < MEASUREMENTS; i++) {
      Rate rate = run(walk, MEASURED_NANOS);
      best = rate.perSecond() > best.perSecond() ? rate : best;
    }
    return best;
  }

  private static Rate run(DoubleSupplier walk, long nanos) {
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long start = THREADS.getCurrentThreadCpuTime();
    long end = start;
    long walks = 0;
    double sum = 0;
    while (end - start < nanos) {
      sum += walk.getAsDouble();
      walks++;
      end = THREADS.getCurrentThreadCpuTime();
    }
    if (!(sum > 0)) {
      throw new IllegalStateException("durations must be positive, but their sum is " + sum);
    }
    double evaluations = (double) walks * EvaluationBenchmark.SPACE;
    return new Rate(
        evaluations / ((end - start) * 1e-9),
        (THREADS.getCurrentThreadAllocatedBytes() - bytes) / evaluations);
  }
}
