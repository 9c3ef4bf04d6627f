package org.socompass.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One clear message for each way in which a file can't be read. */
final class TextFileTest {
  private static final long LIMIT = 1 << 20;

  @TempDir private Path folder;

  private static void rejects(Path path, String problem) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> TextFile.read(path, LIMIT))
        .withMessage(path + ": " + problem);
  }

  @Test
  void readsTextWithoutItsByteOrderMark() throws IOException {
    Path file = folder.resolve("bom.txt");
    Files.writeString(file, "\uFEFFgr\u00fc\u00dfe\n");

    assertThat(TextFile.read(file, LIMIT)).isEqualTo("gr\u00fc\u00dfe\n");
  }

  @Test
  void aNameThatIsAFolderIsSaidToBeOne() {
    assertThat(TextFile.unknown(folder.toString(), () -> "unknown"))
        .hasMessage(folder + ": is a folder, not a file");
    for (String name : List.of("", " ", "no-such-folder", "a\0b")) {
      assertThat(TextFile.unknown(name, () -> "unknown")).hasMessage("unknown");
    }
  }

  @Test
  void readsAFileOfExactlyTheLimit() throws IOException {
    Path file = folder.resolve("full.txt");
    Files.writeString(file, "x".repeat(100));

    assertThat(TextFile.read(file, 100)).hasSize(100);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> TextFile.read(file, 99))
        .withMessage(file + ": is larger than 99 bytes");
  }

  @Test
  void rejectsAFileThatIsNotThere() {
    rejects(folder.resolve("nothing.yaml"), "no such file");
  }

  @Test
  void rejectsAFolder() {
    rejects(folder, "is a folder, not a file");
  }

  @Test
  void rejectsAFileBelowAFile() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "x");

    rejects(file.resolve("x.yaml"), "can't be read: Not a directory");
  }

  @Test
  void rejectsAFileThatIsNotUtf8() throws IOException {
    Path file = folder.resolve("binary");
    Files.write(file, new byte[] {'a', (byte) 0xff});

    rejects(file, "is not UTF-8 text");
  }

  @Test
  void rejectsAFileThatMayNotBeRead() throws IOException {
    Path file = folder.resolve("secret");
    Files.writeString(file, "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "root may read everything");

    rejects(file, "can't be read: permission denied");
  }

  @Test
  void doesNotReadADeviceWithoutEnd() {
    Path zero = Path.of("/dev/zero");
    assumeTrue(Files.exists(zero));

    rejects(zero, "is larger than 1 MiB");
  }

  @Test
  void rejectsANameThatIsTooLong() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> TextFile.read(Path.of("x".repeat(100_000)), LIMIT))
        .withMessage("x".repeat(1000) + "...: can't be read: File name too long");
  }

  @Test
  void rejectsANameThatNoFileCanHave() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> TextFile.path("a\u0000b.yaml"))
        .withMessage("'a\\u0000b.yaml' is not a valid file name");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Integer.MAX_VALUE})
  void rejectsALimitThatNoArrayHolds(long limit) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextFile.read(folder, limit))
        .withMessage("limitBytes must be in [0, 2147483646], but is " + limit);
  }

  @ParameterizedTest
  @CsvSource({"1048576, 1 MiB", "16777216, 16 MiB", "1000, 1000 bytes", "0, 0 bytes"})
  void namesTheLimit(long limit, String shown) {
    assumeTrue(Files.exists(Path.of("/dev/zero")));
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> TextFile.read(Path.of("/dev/zero"), limit))
        .withMessage("/dev/zero: is larger than " + shown);
  }
}
