package org.socompass.cli.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.cli.Cli;

/**
 * Whatever a user gives, the command answers in time: by a result, or by a message that says what
 * is wrong. Never by an error of ours, or a hang.
 *
 * <p>{@code mvn verify -Pfuzz -Dfuzz.minutes=10 -Dfuzz.seed=7}; one input again: {@code
 * -Dfuzz.only=CONFIG:123}. Kinds of findings are in {@code target/fuzz}.
 */
@Tag("fuzz")
final class FuzzTest {
  private static final double MINUTES = Double.parseDouble(System.getProperty("fuzz.minutes", "1"));
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final String ONLY = System.getProperty("fuzz.only", "");

  /** An input that takes more hangs, wherever the machine is busy with other work. */
  private static final double PATIENCE_CPU_SECONDS = 10;

  private static final long PATIENCE_SECONDS = 120;
  private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final double NANO = 1e-9;
  private static final int MOST_FINDINGS = 400;
  private static final Path FINDINGS = Path.of("target", "fuzz");

  @TempDir Path folder;

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final List<String> findings = new ArrayList<>();
  private final Map<Kind, Counts> counts = new EnumMap<>(Kind.class);

  private static final class Counts {
    private final long[] byCode = new long[3];
    private long inputs;
    private long findings;
    private double slowestSeconds;
    private double seconds;
  }

  @Test
  void everyInputIsAnsweredOrRefused() throws Exception {
    Files.createDirectories(FINDINGS);
    if (!ONLY.isEmpty()) {
      String[] parts = ONLY.split(":", -1);
      run(Kind.valueOf(parts[0]), Long.parseLong(parts[1]));
    } else {
      long end = System.nanoTime() + (long) (MINUTES * TimeUnit.MINUTES.toNanos(1));
      Map<Kind, Long> next = new EnumMap<>(Kind.class);
      while (System.nanoTime() < end && findings.size() < MOST_FINDINGS) {
        for (Kind kind : Kind.values()) {
          // Each kind has as much time as another, so that quick ones are tried more often.
          long turn = Math.min(end, System.nanoTime() + TURN_NANOS);
          do {
            run(kind, next.merge(kind, 1L, Long::sum) - 1);
          } while (System.nanoTime() < turn && findings.size() < MOST_FINDINGS);
        }
        report();
      }
    }
    executor.shutdownNow();
    report();
    assertThat(findings).isEmpty();
  }

  private void run(Kind kind, long number) throws IOException, InterruptedException {
    // Not the index itself: streams of neighbouring seeds are related.
    long mixed =
        new SplittableRandom(SEED * 31 + kind.name().hashCode()).nextLong()
            ^ (number * 0x9E3779B97F4A7C15L);
    Input input = kind.input(new SplittableRandom(mixed));
    write(input);
    String[] arguments =
        input.arguments().stream()
            .map(word -> word.replace(Input.FOLDER, folder.toString()))
            .toArray(String[]::new);
    Counts of = counts.computeIfAbsent(kind, k -> new Counts());
    of.inputs++;
    long start = System.nanoTime();
    Future<Cli> answer = executor.submit(() -> Cli.run(arguments));
    try {
      Cli cli = answer(answer);
      if (cli.code() < of.byCode.length) {
        of.byCode[cli.code()]++;
      }
      Verdict.of(input, cli).ifPresent(what -> found(kind, number, input, what, cli.err()));
    } catch (TimeoutException hang) {
      found(kind, number, input, "no answer within 10 s of CPU time", stacks());
      answer.cancel(true);
    } catch (ExecutionException thrown) {
      var text = new StringWriter();
      thrown.getCause().printStackTrace(new PrintWriter(text));
      found(kind, number, input, "thrown", text.toString());
    }
    double took = (System.nanoTime() - start) * NANO;
    of.slowestSeconds = Math.max(of.slowestSeconds, took);
    of.seconds += took;
  }

  /** Waits for an answer; nothing else runs in this process. */
  private static Cli answer(Future<Cli> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double start = system.getProcessCpuTime() * NANO;
    for (int second = 0; second < PATIENCE_SECONDS; second++) {
      try {
        return answer.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException notYet) {
        if (system.getProcessCpuTime() * NANO - start > PATIENCE_CPU_SECONDS) {
          throw notYet;
        }
      }
    }
    throw new TimeoutException("no answer");
  }

  private void write(Input input) throws IOException {
    try (Stream<Path> old = Files.walk(folder)) {
      for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(folder)) {
          Files.delete(path);
        }
      }
    }
    for (Map.Entry<String, byte[]> file : input.files().entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
  }

  private void found(Kind kind, long number, Input input, String what, String detail) {
    counts.get(kind).findings++;
    findings.add("%s:%d: %s: %s".formatted(kind, number, what, detail.lines().limit(3).toList()));
    var text =
        new StringBuilder(what + "\n" + String.join(" ", input.arguments()) + "\n\n" + detail);
    input
        .files()
        .forEach(
            (name, bytes) ->
                text.append("\n=== ")
                    .append(name)
                    .append('\n')
                    .append(new String(bytes, StandardCharsets.UTF_8)));
    try {
      Files.writeString(FINDINGS.resolve(kind + "-" + number + ".txt"), text);
    } catch (IOException e) {
      findings.add("can't be kept: " + e);
    }
  }

  private static String stacks() {
    var text = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              if (Stream.of(stack).anyMatch(f -> f.getClassName().endsWith("cli.Main"))) {
                Stream.of(stack).limit(40).forEach(f -> text.append(f).append('\n'));
              }
            });
    return text.toString();
  }

  private void report() throws IOException {
    var text =
        new StringBuilder("kind,inputs,answered,checked,refused,findings,slowest_s,mean_ms\n");
    counts.forEach(
        (kind, c) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%s,%d,%d,%d,%d,%d,%.1f,%.2f%n",
                    kind,
                    c.inputs,
                    c.byCode[0],
                    c.byCode[1],
                    c.byCode[2],
                    c.findings,
                    c.slowestSeconds,
                    1e3 * c.seconds / c.inputs)));
    Files.writeString(FINDINGS.resolve("summary.csv"), text);
  }
}
