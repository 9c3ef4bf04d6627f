package org.socompass.dse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.dse.MemoryStore;
import org.socompass.dse.PointEvaluator;
import org.socompass.dse.Specs;
import org.socompass.dse.Sweep;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.input.InputException;

/** The database of a sweep. */
final class DuckDbStoreTest {
  private static final SweepSpec SPEC = Specs.read(Specs.SMALL);
  private static final Columns COLUMNS = Columns.of(SPEC);

  @TempDir Path folder;

  private static List<Row> rows() {
    var store = new MemoryStore();
    new Sweep(SPEC, new PointEvaluator(SPEC), store).run(1, () -> false, tally -> {});
    return store.rows;
  }

  private DuckDbStore open(SweepSpec spec, boolean isResumed) {
    return DuckDbStore.open(folder, spec, COLUMNS, isResumed);
  }

  private static List<Row> read(RowStore store) {
    List<Row> rows = new ArrayList<>();
    store.forEach(rows::add);
    return rows;
  }

  @Test
  void rowsReadBackAreTheRowsWritten() {
    List<Row> rows = rows();
    try (DuckDbStore store = open(SPEC, false)) {
      store.append(rows.subList(0, 3));
    }
    try (DuckDbStore store = open(SPEC, true)) {
      assertThat(store.size()).isEqualTo(3);
      store.append(rows.subList(3, 8));
      assertThat(read(store)).isEqualTo(rows);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 4096, 12287})
  void aFileThatAFullDiskLeftIsToldWithWhatToDo(int bytes) throws IOException {
    try (DuckDbStore store = open(SPEC, false)) {
      store.append(rows());
    }
    Path file = folder.resolve(DuckDbStore.FILE);
    byte[] torn = Arrays.copyOf(Files.readAllBytes(file), bytes);
    Files.write(file, torn);

    for (boolean isResumed : List.of(false, true)) {
      assertThatExceptionOfType(InputException.class)
          .isThrownBy(() -> open(SPEC, isResumed))
          .withMessage(
              file
                  + (bytes == 0 ? ": is empty" : ": is no database, or only the beginning of one")
                  + ", as a full disk leaves it; no row is in it: remove it and start the sweep"
                  + " again");
      assertThat(Files.readAllBytes(file)).isEqualTo(torn);
    }
    Files.delete(file);
    try (DuckDbStore store = open(SPEC, false)) {
      assertThat(store.size()).isZero();
    }
  }

  @Test
  void filesDoNotDependOnBatches() throws IOException {
    List<Row> rows = rows();
    List<byte[]> csv = new ArrayList<>();
    List<byte[]> parquet = new ArrayList<>();
    for (int batch : new int[] {1, 8}) {
      folder = Files.createDirectory(folder.resolve("batch" + batch));
      try (DuckDbStore store = open(SPEC, false)) {
        for (int i = 0; i < rows.size(); i += batch) {
          store.append(rows.subList(i, i + batch));
        }
        ResultFiles.write(folder, COLUMNS, store, rows.subList(0, 2));
      }
      csv.add(Files.readAllBytes(folder.resolve(ResultFiles.RESULTS_CSV)));
      parquet.add(Files.readAllBytes(folder.resolve(ResultFiles.RESULTS_PARQUET)));
      assertThat(Files.readAllLines(folder.resolve(ResultFiles.PARETO_CSV))).hasSize(3);
    }
    assertThat(csv.get(0)).isEqualTo(csv.get(1));
    assertThat(parquet.get(0)).isEqualTo(parquet.get(1));
  }

  @Test
  void aSecondWriterIsRefused() {
    try (DuckDbStore first = open(SPEC, false)) {
      assertThat(first.size()).isZero();
      assertThatExceptionOfType(InputException.class)
          .isThrownBy(() -> open(SPEC, true))
          .withMessage(folder + ": another sweep writes to this folder");
    }
    open(SPEC, true).close();
  }

  @Test
  void anotherSweepIsRefusedAndLosesNothing() {
    try (DuckDbStore store = open(SPEC, false)) {
      store.append(rows());
    }
    SweepSpec other = Specs.read(Specs.SMALL.replace("prompt: 32", "prompt: 33"));

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> open(other, true))
        .withMessage(
            folder
                + ": has rows of another sweep: the spec, the template or a model changed since;"
                + " name another folder");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> open(SPEC, false))
        .withMessage(
            folder + ": has a sweep already; go on with it by --resume, or name another folder");
    try (DuckDbStore store = open(SPEC, true)) {
      assertThat(store.size()).isEqualTo(8);
    }
  }

  @Test
  void aFolderThatCanNotBeIsSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    folder = file.resolve("sub");

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> open(SPEC, false))
        .withMessageStartingWith(folder + ": can't be written: ");

    folder = file;
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> open(SPEC, false))
        .withMessage(file + ": can't be written: it is a file; name a folder");
  }

  @Test
  void aTextThatASpreadsheetWouldRunIsInert() {
    assertThat(ResultFiles.text("=cmd()")).isEqualTo("'=cmd()");
    assertThat(ResultFiles.text("@x")).isEqualTo("'@x");
    assertThat(ResultFiles.text(-1.5)).isEqualTo("-1.5");
    assertThat(ResultFiles.text("plain")).isEqualTo("plain");
    assertThat(ResultFiles.text(1e-9)).isEqualTo("0.000000001");
    assertThat(ResultFiles.text(null)).isEmpty();
  }
}
