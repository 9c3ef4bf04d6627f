package org.socompass.dse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.SpecReader;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.Row;

/**
 * The specs in {@code examples/}: all can be read; those of published studies have their trends.
 */
final class ExamplesTest {
  private static final Path FOLDER = Path.of("../examples");

  static List<Path> specs() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(ExamplesTest::isSpec).sorted().toList();
    }
  }

  private static boolean isSpec(Path file) {
    try {
      return file.toString().endsWith(".yaml") && Files.readString(file).contains("\nparameters:");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aSpecCanBeReadAndADesignEvaluated(Path file) {
    SweepSpec spec = SpecReader.read(file);

    Row row =
        new PointEvaluator(spec)
            .evaluate(0, new PointSpace(spec).sample(new SplittableRandom(1), 1).get(0));

    assertThat(row.cells().get(Columns.STATUS)).isIn("ok", "infeasible");
  }

  /** Source: Zhang et al., ISCA 2024, section VI on figure 8. */
  @Test
  void memoryBandwidthMovesTimesAsInLlmCompass() {
    var study = new Study("llmcompass-memory-bandwidth.yaml");
    Times slow = study.at(1);
    Times middle = study.at(4);
    Times fast = study.at(7);

    assertThat(middle.ttft / slow.ttft - 1).isCloseTo(-0.143, within(0.015));
    assertThat(fast.ttft / middle.ttft - 1).isCloseTo(-0.035, within(0.005));
    assertThat(slow.tpot / middle.tpot).isCloseTo(1.88, within(0.1));
    assertThat(middle.tpot / fast.tpot).isCloseTo(1.26, within(0.03));
  }

  /** The knee at 192 KiB is there where the local buffer holds the sums, as the paper has them. */
  @Test
  void localBuffersHaveTheKneeOfLlmCompass() {
    var study = new Study("llmcompass-buffers.yaml");
    int registers = 0;
    int local = 24;
    int kib64 = 2; // 40 MiB of global buffer
    int kib192 = 10;
    int kib1024 = 22;

    double faster = study.at(local + kib64).ttft / study.at(local + kib192).ttft - 1;
    assertThat(faster).isGreaterThan(0.18);
    assertThat(study.at(local + kib192).ttft / study.at(local + kib1024).ttft - 1)
        .isCloseTo(0.002, within(0.005));
    // Norms keep rows in the local buffer, and the clock that power holds moves with the energy of
    // the mappings: a few millionths of the time.
    assertThat(study.at(registers + kib64).ttft / study.at(registers + kib192).ttft)
        .isCloseTo(1, within(1e-5));
  }

  private record Times(double ttft, double tpot) {}

  /** A spec of the folder, with its results point by point. */
  private static final class Study {
    private final PointSpace space;
    private final PointEvaluator evaluator;

    Study(String file) {
      SweepSpec spec = SpecReader.read(FOLDER.resolve(file));
      space = new PointSpace(spec);
      evaluator = new PointEvaluator(spec);
    }

    Times at(long point) {
      Row row = evaluator.evaluate(point, space.point(point));
      return new Times(number(row, "ttft_ms"), number(row, "tpot_ms"));
    }

    private double number(Row row, String column) {
      return row.number(evaluator.columns().index(column));
    }
  }
}
