package org.socompass.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.input.InputException;

/** Tables that are read row by row: the same as tables in memory, of any size. */
final class TableFileTest {
  private static final String HEADER = "device,processor,elements,dtype,latency_us\n";

  @TempDir private Path folder;

  private MeasurementSource source() {
    return DatasetReader.sources(folder).get(0);
  }

  private Path write(String text) throws IOException {
    Files.writeString(folder.resolve("dataset.yaml"), "id: mine\nsource: a bench\n");
    return Files.writeString(folder.resolve("gelu.csv"), text);
  }

  @Test
  void aTableThatIsReadOnEachPassGivesThePointsOfOneInMemory() throws IOException {
    write(
        "\uFEFF"
            + HEADER
            + "a100-80gb, gpu ,1024,fp16,48.2\n"
            + "a100-80gb,gpu,0,fp16,1\n"
            + "rk3588,gpu,\"4096\",fp16,9\n");
    var validator = new Validator(List.of());
    List<Point> streamed = new ArrayList<>();
    List<MeasurementSource> sources = List.of(source());
    validator.points(sources, id -> {}, point -> {});
    validator.points(sources, id -> {}, streamed::add);

    assertThat(streamed).isEqualTo(validator.points(DatasetReader.folder(folder), id -> {}));
    assertThat(streamed).hasSize(3);
    assertThat(streamed.get(1).skipReason()).contains("gelu.csv:3:3: elements: must be at least 1");
  }

  /** Past the size that one array of text may have been bounded to: rows are never held at once. */
  @Test
  void aFileOfSeventyMebibytesIsRead() throws IOException {
    Path file = write("");
    String row = "a100-80gb,gpu,1024,fp16,48.2" + " ".repeat(20_000) + "\n";
    long rows = (70L << 20) / row.length();
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(HEADER);
      for (long i = 0; i < rows; i++) {
        out.write(row);
      }
    }
    long[] seen = new long[1];
    source().tables().get(0).forEach(r -> seen[0] += r.count("elements"));

    assertThat(seen[0]).isEqualTo(rows * 1024);
  }

  @Test
  void whatIsWrongFarBehindTheHeaderHasItsLine() throws IOException {
    write(HEADER + "a100-80gb,gpu,1024,fp16,48.2\n".repeat(3000) + "a,b\n");
    MeasurementTable table = source().tables().get(0);

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> table.forEach(row -> {}))
        .withMessage(
            folder
                + "/gelu.csv:3002:1: not valid CSV: Record 3002 has 2 fields, but first record had"
                + " 5 fields");
  }

  @Test
  void bytesThatAreNoTextAreTold() throws IOException {
    Path file = write(HEADER + "a100-80gb,gpu,1024,fp16,48.2\n".repeat(3000));
    byte[] bytes = (Files.readString(file) + "é\n").getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, bytes);
    MeasurementTable table = source().tables().get(0);

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> table.forEach(row -> {}))
        .withMessage(folder + "/gelu.csv: is not UTF-8 text");
  }
}
