package org.socompass.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.hardware.LaunchMethod;
import org.socompass.input.InputException;

/** Folders of measurements: what is read, and what is said of those that can't be. */
final class DatasetReaderTest {
  private static final String DESCRIPTION = "id: mine\nsource: a bench\n";
  private static final String TABLE = "device,processor,elements,dtype,latency_us\n";
  private static final String ROW = "a100-80gb,gpu,1024,fp16,48.2\n";

  @TempDir private Path folder;

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.resolveSibling("."));
    Files.writeString(path, text);
  }

  private ThrowableAssertAlternative<InputException> assertFails() {
    return assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> DatasetReader.folder(folder));
  }

  @Test
  void aFolderIsADataSet() throws IOException {
    write("dataset.yaml", DESCRIPTION + "license: own\nmethod: stopwatch\n");
    write("gelu.csv", TABLE + ROW + "a100-80gb, gpu ,\"2048\",fp16,49\n");
    write("notes.txt", "not a table");

    List<Dataset> datasets = DatasetReader.folder(folder);

    assertThat(datasets).hasSize(1);
    Dataset dataset = datasets.get(0);
    assertThat(dataset.id()).isEqualTo("mine");
    assertThat(dataset.license()).contains("own");
    assertThat(dataset.method()).contains("stopwatch");
    assertThat(dataset.tables()).extracting(Dataset.Table::name).containsExactly("gelu");
    Dataset.Table table = dataset.tables().get(0);
    assertThat(table.columns())
        .containsExactly("device", "processor", "elements", "dtype", "latency_us");
    assertThat(table.rows()).extracting(Row::line).containsExactly(2, 3);
    assertThat(table.rows().get(1).text("processor")).isEqualTo("gpu");
    assertThat(table.rows().get(1).count("elements")).isEqualTo(2048);
  }

  @Test
  void aFolderOfFoldersIsSeveralDataSets() throws IOException {
    write("b/dataset.yaml", "id: b\nsource: s\n");
    write("b/gelu.csv", TABLE + ROW);
    write("a/dataset.yaml", "id: a\nsource: s\n");
    write("a/gelu.csv", TABLE + ROW);
    write("c/gelu.csv", TABLE + ROW);

    assertThat(DatasetReader.folder(folder)).extracting(Dataset::id).containsExactly("a", "b");
  }

  @Test
  void linesEndLikeWindowsOrUnixAndAByteOrderMarkIsNotAName() throws IOException {
    write("dataset.yaml", DESCRIPTION);
    write("gelu.csv", "\uFEFF" + (TABLE + ROW).replace("\n", "\r\n"));

    assertThat(DatasetReader.folder(folder).get(0).tables().get(0).rows().get(0).text("device"))
        .isEqualTo("a100-80gb");
  }

  @Test
  void aFolderThatIsNotThere() {
    Path missing = folder.resolve("missing");

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> DatasetReader.folder(missing))
        .withMessage(missing + ": no such folder");
  }

  @Test
  void aFileInsteadOfAFolder() throws IOException {
    write("gelu.csv", TABLE + ROW);
    Path file = folder.resolve("gelu.csv");

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> DatasetReader.folder(file))
        .withMessage(file + ": is not a folder; name the one that has dataset.yaml");
  }

  @Test
  void aFolderWithoutADescription() throws IOException {
    write("gelu.csv", TABLE + ROW);

    assertFails().withMessage(folder + ": neither it nor a folder in it has a dataset.yaml");
  }

  @Test
  void aFolderWithoutATable() throws IOException {
    write("dataset.yaml", DESCRIPTION);

    assertFails().withMessage(folder + ": has no CSV file");
  }

  @Test
  void anEmptyTable() throws IOException {
    write("dataset.yaml", DESCRIPTION);
    write("gelu.csv", "");

    assertFails().withMessage(folder + "/gelu.csv:1:1: has no row below its header");
    write("gelu.csv", TABLE);
    assertFails().withMessage(folder + "/gelu.csv:1:1: has no row below its header");
  }

  @Test
  void aDescriptionWithoutASource() throws IOException {
    write("dataset.yaml", "id: mine\n");
    write("gelu.csv", TABLE + ROW);

    assertFails().withMessage(folder + "/dataset.yaml:1:1: lacks 'source'; present: id");
  }

  @Test
  void aDescriptionWithAnUnknownKey() throws IOException {
    write("dataset.yaml", DESCRIPTION + "licence: own\n");
    write("gelu.csv", TABLE + ROW);

    assertFails()
        .withMessageStartingWith(folder + "/dataset.yaml:3:1: licence: unknown key 'licence'; ");
  }

  @Test
  void twoColumnsOfOneName() throws IOException {
    write("dataset.yaml", DESCRIPTION);
    write("gelu.csv", TABLE.replace("dtype", "device") + ROW);

    assertFails()
        .withMessage(
            folder + "/gelu.csv:1:1: not valid CSV: Header contains duplicate fields: [device]");
  }

  @Test
  void aFirstRowOfOneFieldIsNotValid() throws IOException {
    write("dataset.yaml", DESCRIPTION);
    write("gelu.csv", TABLE + "x\n");

    assertFails()
        .withMessage(folder + "/gelu.csv:2:1: not valid CSV: has 1 fields, but the header has 5");
  }

  @Test
  void aRowWithTooFewOrTooManyFieldsOrAnUnclosedQuoteIsNotValid() throws IOException {
    write("dataset.yaml", DESCRIPTION);
    for (String bad :
        List.of("a100-80gb,gpu\n", ROW.strip() + ",7\n", "\"a100-80gb,gpu,1,fp16,1\n")) {
      write("gelu.csv", TABLE + ROW + bad);
      assertFails().withMessageStartingWith(folder + "/gelu.csv:");
    }
  }

  @Test
  void textThatIsNotUtf8() throws IOException {
    write("dataset.yaml", DESCRIPTION);
    Files.write(folder.resolve("gelu.csv"), new byte[] {(byte) 0xff, (byte) 0xfe, 'a'});

    assertFails().withMessageStartingWith(folder + "/gelu.csv: is not UTF-8 text");
  }

  @Test
  void theDataSetsThatShipAreSortedAndUnique() {
    assertThat(DatasetReader.builtIn())
        .extracting(Dataset::id)
        .isSorted()
        .doesNotHaveDuplicates()
        .isNotEmpty();
  }

  @Test
  void aDataSetSaysHowItsKernelsWereLaunched() throws IOException {
    write("dataset.yaml", DESCRIPTION + "launch: graph\nlaunch_of: {gelu: kernel}\n");
    write("gelu.csv", TABLE + ROW);

    LaunchMethods launch = DatasetReader.folder(folder).get(0).launch();

    assertThat(launch.of("matmul")).isEqualTo(LaunchMethod.GRAPH);
    assertThat(launch.of("gelu")).isEqualTo(LaunchMethod.KERNEL);
  }

  @Test
  void withoutAWordKernelsAreLaunchedOneByOne() throws IOException {
    write("dataset.yaml", DESCRIPTION);
    write("gelu.csv", TABLE + ROW);

    assertThat(DatasetReader.folder(folder).get(0).launch()).isEqualTo(LaunchMethods.EAGER);
  }

  @Test
  void moreRowsOfASourceThatShipsAreLaunchedAsThoseThatDo() throws IOException {
    write("dataset.yaml", "id: infersim-hopper\nsource: s\n");
    write("gelu.csv", TABLE + ROW);

    LaunchMethods launch = DatasetReader.folder(folder).get(0).launch();

    assertThat(launch.of("matmul")).isEqualTo(LaunchMethod.KERNEL);
    assertThat(launch.of("attention")).isEqualTo(LaunchMethod.CALLS);
  }

  @Test
  void anUnknownMethodIsNamed() throws IOException {
    write("dataset.yaml", DESCRIPTION + "launch: grap\n");
    write("gelu.csv", TABLE + ROW);

    assertFails().withMessageEndingWith("launch: 'grap' is not valid; did you mean 'graph'?");
  }
}
