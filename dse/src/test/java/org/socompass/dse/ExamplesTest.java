package org.socompass.dse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.SpecReader;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.Row;

/**
 * The specs in {@code examples/}: all can be read. Those of published studies are held to their
 * figures where {@code reproduce} is tested.
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
}
