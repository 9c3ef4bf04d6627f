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
 * is wrong. Never by an error of ours, or a hang. Each kind has turns of whole commands and turns
 * in which its inputs are only read.
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
  private static final String READ = "_READ";
  private static final Path FINDINGS = Path.of("target", "fuzz");

  @TempDir Path folder;

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final List<String> findings = new ArrayList<>();
  private final Map<Kind, Counts> commands = new EnumMap<>(Kind.class);
  private final Map<Kind, Counts> readings = new EnumMap<>(Kind.class);

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
      boolean isRead = parts[0].endsWith(READ);
      Kind kind = Kind.valueOf(isRead ? parts[0].replace(READ, "") : parts[0]);
      run(kind, Long.parseLong(parts[1]), isRead);
    } else {
      long end = System.nanoTime() + (long) (MINUTES * TimeUnit.MINUTES.toNanos(1));
      while (System.nanoTime() < end && findings.size() < MOST_FINDINGS) {
        for (Kind kind : Kind.values()) {
          turn(kind, false, end);
          if (kind.isReadAlone()) {
            turn(kind, true, end);
          }
        }
        report();
      }
    }
    executor.shutdownNow();
    report();
    assertThat(findings).isEmpty();
  }

  /** Each kind has as much time as another, so that quick ones are tried more often. */
  private void turn(Kind kind, boolean isRead, long end) throws IOException, InterruptedException {
    long turn = Math.min(end, System.nanoTime() + TURN_NANOS);
    do {
      run(kind, counts(kind, isRead).inputs, isRead);
    } while (System.nanoTime() < turn && findings.size() < MOST_FINDINGS);
  }

  private Counts counts(Kind kind, boolean isRead) {
    return (isRead ? readings : commands).computeIfAbsent(kind, k -> new Counts());
  }

  private void run(Kind kind, long number, boolean isRead)
      throws IOException, InterruptedException {
    // Not the index itself: streams of neighbouring seeds are related.
    long mixed =
        new SplittableRandom(SEED * 31 + name(kind, isRead).hashCode()).nextLong()
            ^ (number * 0x9E3779B97F4A7C15L);
    Input input = kind.input(new SplittableRandom(mixed));
    write(input);
    String[] arguments =
        input.arguments().stream()
            .map(word -> word.replace(Input.FOLDER, folder.toString()))
            .toArray(String[]::new);
    Counts of = counts(kind, isRead);
    of.inputs++;
    long start = System.nanoTime();
    Future<Cli> answer =
        executor.submit(() -> isRead ? Reading.of(List.of(arguments), folder) : Cli.run(arguments));
    try {
      Cli cli = answer(answer);
      if (cli.code() < of.byCode.length) {
        of.byCode[cli.code()]++;
      }
      Verdict.of(input, cli)
          .ifPresent(what -> found(of, name(kind, isRead) + ":" + number, input, what, cli.err()));
    } catch (TimeoutException hang) {
      found(
          of,
          name(kind, isRead) + ":" + number,
          input,
          "no answer within 10 s of CPU time",
          stacks());
      answer.cancel(true);
    } catch (ExecutionException thrown) {
      var text = new StringWriter();
      thrown.getCause().printStackTrace(new PrintWriter(text));
      found(of, name(kind, isRead) + ":" + number, input, "thrown", text.toString());
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

  private static String name(Kind kind, boolean isRead) {
    return isRead ? kind.name() + READ : kind.name();
  }

  private void found(Counts of, String id, Input input, String what, String detail) {
    of.findings++;
    findings.add("%s: %s: %s".formatted(id, what, detail.lines().limit(3).toList()));
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
      Files.writeString(FINDINGS.resolve(id.replace(':', '-') + ".txt"), text);
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
    commands.forEach((kind, c) -> text.append(row(kind.name(), c)));
    readings.forEach((kind, c) -> text.append(row(kind + READ, c)));
    Files.writeString(FINDINGS.resolve("summary.csv"), text);
  }

  private static String row(String name, Counts c) {
    return String.format(
        Locale.ROOT,
        "%s,%d,%d,%d,%d,%d,%.1f,%.2f%n",
        name,
        c.inputs,
        c.byCode[0],
        c.byCode[1],
        c.byCode[2],
        c.findings,
        c.slowestSeconds,
        1e3 * c.seconds / c.inputs);
  }
}
