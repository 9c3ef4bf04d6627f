package org.socompass.mapper.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.input.Digests;
import org.socompass.input.InputException;

/** A store that others write to, that is cut off, and that is not ours. */
final class DiskStoreTest {
  private static final String VERSION = "0123456789abcdef0123";
  private static final String OTHER = "fedcba9876543210fedc";
  private static final long LIMIT = 1 << 20;

  @TempDir Path folder;

  private static DiskStore open(Path folder) {
    return DiskStore.open(folder, VERSION, LIMIT);
  }

  private Path file() {
    return folder.resolve("mappings-0123456789abcdef.log");
  }

  private void fill(int first, int last) {
    try (DiskStore store = open(folder)) {
      for (int i = first; i < last; i++) {
        store.put("key " + i, "result " + i);
      }
    }
  }

  private static int found(DiskStore store, int first, int last) {
    int found = 0;
    for (int i = first; i < last; i++) {
      var result = store.find("key " + i);
      if (result.isPresent()) {
        assertThat(result).hasValue("result " + i);
        found++;
      }
    }
    return found;
  }

  @Test
  void resultsOutliveTheProcess() {
    fill(0, 600);

    try (DiskStore store = open(folder)) {
      assertThat(found(store, 0, 600)).isEqualTo(600);
      assertThat(store.find("key 600")).isEmpty();
      assertThat(store.failure()).isEmpty();
    }
  }

  /** Cut anywhere, the whole lines before the cut are found, and new ones can be added. */
  @Test
  void aFileThatIsCutOffAtAnyByteLosesNoOtherLine() throws IOException {
    fill(0, 4);
    byte[] whole = Files.readAllBytes(file());
    for (int end = 0; end <= whole.length; end++) {
      Files.write(file(), Arrays.copyOf(whole, end));
      int lines =
          (int)
              new String(whole, 0, end, StandardCharsets.UTF_8)
                  .chars()
                  .filter(c -> c == '\n')
                  .count();
      try (DiskStore store = open(folder)) {
        // A line that lacks only its end is whole.
        assertThat(found(store, 0, 4)).isBetween(lines, lines + 1);
        store.put("key 9", "result 9");
      }
      try (DiskStore store = open(folder)) {
        assertThat(store.find("key 9")).hasValue("result 9");
        assertThat(found(store, 0, 4)).isBetween(lines, lines + 1);
      }
    }
  }

  @Test
  void aByteThatIsWrongLosesItsLineOnly() throws IOException {
    fill(0, 4);
    byte[] whole = Files.readAllBytes(file());
    var random = new SplittableRandom(3);
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= (byte) random.nextInt(1, 256);
      Files.write(file(), damaged);
      try (DiskStore store = open(folder)) {
        assertThat(found(store, 0, 4)).isGreaterThanOrEqualTo(2);
      }
    }
  }

  @Test
  void garbageIsPassedOver() throws IOException {
    byte[] garbage = new byte[5000];
    var random = new SplittableRandom(4);
    for (int i = 0; i < garbage.length; i++) {
      garbage[i] = (byte) random.nextInt();
    }
    Files.write(file(), garbage);
    fill(0, 3);

    try (DiskStore store = open(folder)) {
      assertThat(found(store, 0, 3)).isEqualTo(3);
    }
    assertThat(Files.size(file())).isGreaterThan(5000);
  }

  @Test
  void anotherVersionFindsNothing() throws IOException {
    fill(0, 3);
    try (DiskStore store = DiskStore.open(folder, OTHER, LIMIT)) {
      assertThat(found(store, 0, 3)).isZero();
    }
    // Not even in a file that was renamed to its own.
    Files.copy(
        file(),
        folder.resolve("mappings-fedcba9876543210.log"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    try (DiskStore store = DiskStore.open(folder, OTHER, LIMIT)) {
      assertThat(found(store, 0, 3)).isZero();
    }
  }

  @Test
  void theFilesOfOtherVersionsAreFew() throws IOException {
    for (int i = 0; i < 9; i++) {
      DiskStore.open(folder, "00000000000000" + i + i, LIMIT).close();
      folder
          .resolve("mappings-00000000000000" + i + i + ".log")
          .toFile()
          .setLastModified(1000L * i);
    }
    Files.writeString(folder.resolve("notes.log"), "mine");
    open(folder).close();

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "mappings-0123456789abcdef.log",
              "mappings-0000000000000066.log",
              "mappings-0000000000000077.log",
              "mappings-0000000000000088.log",
              "notes.log");
    }
  }

  @Test
  void theSizeIsBounded() throws IOException {
    for (int round = 0; round < 30; round++) {
      try (DiskStore store = DiskStore.open(folder, VERSION, 4000)) {
        for (int i = 0; i < 10; i++) {
          store.put("round " + round + " " + i, "result");
        }
      }
      assertThat(Files.size(file())).isLessThanOrEqualTo(4000);
    }
    try (DiskStore store = DiskStore.open(folder, VERSION, 4000)) {
      assertThat(store.find("round 29 9")).hasValue("result");
    }
    Files.write(file(), new byte[5000]);
    try (DiskStore store = DiskStore.open(folder, VERSION, 4000)) {
      store.put("key 0", "result 0");
    }
    try (DiskStore store = DiskStore.open(folder, VERSION, 4000)) {
      assertThat(found(store, 0, 1)).isEqualTo(1);
    }
  }

  /** Writes as another process. */
  static final class Writer {
    private Writer() {}

    /** Arguments: the folder, the first and the last key. */
    public static void main(String[] args) {
      for (int i = Integer.parseInt(args[1]); i < Integer.parseInt(args[2]); i += 50) {
        try (DiskStore store = open(Path.of(args[0]))) {
          for (int j = i; j < i + 50; j++) {
            store.put("key " + j, "result " + j);
          }
        }
      }
    }
  }

  @Test
  void processesAndThreadsMayWriteAtOnce() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  folder.toString(),
                  String.valueOf(1000 * i),
                  String.valueOf(1000 * i + 1000))
              .inheritIO()
              .start());
    }
    List<Thread> threads = new ArrayList<>();
    for (int i = 2; i < 4; i++) {
      int first = 1000 * i;
      threads.add(
          new Thread(
              () ->
                  Writer.main(
                      new String[] {
                        folder.toString(), String.valueOf(first), String.valueOf(first + 1000)
                      })));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    for (Process process : processes) {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    }

    try (DiskStore store = open(folder)) {
      assertThat(found(store, 0, 4000)).isEqualTo(4000);
    }
  }

  @Test
  void aFolderThatCannotBeIsTheUsersMistake() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "");

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> open(plain))
        .withMessage("the cache " + plain + " can't be used: it is a file");
  }

  @Test
  void aFileThatCannotBeWrittenLosesNoResult() throws IOException {
    DiskStore store = open(folder);
    store.put("key 0", "result 0");
    Files.delete(file());
    Files.createDirectory(file());
    store.close();

    assertThat(store.failure().orElseThrow()).startsWith(file() + " can't be written: ");
    assertThat(store.find("key 0")).hasValue("result 0");
  }

  @Test
  void aResultIsOneLine() {
    try (DiskStore store = open(folder)) {
      assertThatIllegalArgumentException().isThrownBy(() -> store.put("key", "a\nb"));
    }
  }

  /** The version is that of the classes: a changed byte, a new class and a new name change it. */
  @Test
  void theVersionIsADigestOfTheClasses() throws IOException {
    assertThat(ModelVersion.current()).hasSize(64).isEqualTo(ModelVersion.current());
    Path classes = Files.createDirectories(folder.resolve("a/b"));
    Files.write(classes.resolve("X.class"), new byte[] {1, 2});
    String first = digest(folder);
    Files.write(classes.resolve("notes.txt"), new byte[] {1});
    assertThat(digest(folder)).isEqualTo(first);
    Files.write(classes.resolve("X.class"), new byte[] {1, 3});
    assertThat(digest(folder)).isNotEqualTo(first);
    Files.write(classes.resolve("X.class"), new byte[] {1, 2});
    assertThat(digest(folder)).isEqualTo(first);
    Files.write(classes.resolve("Y.class"), new byte[0]);
    assertThat(digest(folder)).isNotEqualTo(first);
    Files.delete(classes.resolve("Y.class"));

    // A jar of the same classes has the same version.
    Path jar = folder.resolve("x.jar");
    try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("a/b/X.class"));
      out.write(new byte[] {1, 2});
      out.closeEntry();
      out.putNextEntry(new ZipEntry("a/c/Z.class"));
      out.closeEntry();
    }
    assertThat(digest(jar)).isEqualTo(first);
  }

  private static String digest(Path location) {
    var digest = Digests.sha256();
    ModelVersion.add(digest, location, "a/b");
    return Digests.hex(digest.digest());
  }
}
