package org.socompass.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.cli.Cli;
import org.socompass.input.InputException;

/** What is said about a master, and how Spark is started. */
final class SparkJobTest {
  @TempDir Path home;

  @BeforeEach
  void build() throws IOException {
    Files.createDirectory(home.resolve("app"));
    for (String jar : List.of("dse-spark.jar", "b.jar", "a.jar")) {
      Files.writeString(home.resolve("app").resolve(jar), "");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yarn",
        "local[0]",
        "local[]",
        "local[2",
        "spark:/host:7077",
        "spark://",
        "spark://host",
        "spark://:7077",
        "spark://host:0",
        "spark://host:65536",
        "spark://a:7077,b",
        "http://host:7077"
      })
  void aMasterThatIsNoneIsQuoted(String master) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> SparkJob.of(home.toString(), master))
        .withMessage(
            "--master: '"
                + master
                + "' is neither local, local[THREADS], local[*] nor spark://HOST:PORT; other"
                + " clusters take the job by spark-submit (docs/scaling.md)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "local[1]", "local[16]", "local[*]"})
  void threadsOfThisMachineNeedNoMaster(String master) {
    assertThat(SparkJob.of(home.toString(), master).master()).isEqualTo(master);
  }

  @Test
  void anyMasterOfAListMayAnswer() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int closed = closedPort();
      String master = "spark://127.0.0.1:" + closed + ",127.0.0.1:" + server.getLocalPort();
      assertThat(SparkJob.of(home.toString(), master).master()).isEqualTo(master);
    }
  }

  @Test
  void aMasterThatDoesNotAnswerIsNamed() throws IOException {
    String master = "spark://127.0.0.1:" + closedPort();
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> SparkJob.of(home.toString(), master))
        .withMessage("--master: no Spark master answers at " + master + ": Connection refused");
  }

  private static int closedPort() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return server.getLocalPort();
    }
  }

  @Test
  void aMissingModuleIsNamedAndNothingIsWritten() throws IOException {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> SparkJob.of(home.resolve("nowhere").toString(), "local[2]"))
        .withMessage(
            "--master: the module dse-spark is not built; './socompass sweep ... --master' of a"
                + " checkout builds it");
    Path output = home.resolve("out");
    String spec = Path.of("../examples/phone-npu.yaml").toString();
    Cli run = Cli.run("sweep", spec, "--output-dir", output.toString(), "--master", "local[2]");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("socompass: --master: the module dse-spark is not built");
    assertThat(output).doesNotExist();
  }

  @Test
  void aDryRunLooksAtTheMasterToo() {
    String spec = Path.of("../examples/phone-npu.yaml").toString();
    Cli run = Cli.run("sweep", spec, "--dry-run", "--master", "local[two]");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("socompass: --master: 'local[two]' is neither local,");
  }

  @AfterEach
  void clear() {
    System.clearProperty("socompass.spark.options");
    System.clearProperty("socompass.spark.archive");
  }

  @Test
  void threadsOfThisMachineHaveTheJobOnTheirClassPath() throws IOException {
    assertThat(command("local[2]"))
        .contains(home + "/jars/*:" + home + "/driver/*:" + home + "/app/*")
        .containsSubsequence(
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[2]",
            "--class",
            "org.socompass.dse.spark.Main",
            "spark-internal",
            "s.yaml",
            "--output-dir",
            "out",
            "--store-only",
            "--resume")
        .doesNotContain("--jars", "--conf");
  }

  @Test
  void workersGetTheJobAndItsLibraries() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String master = "spark://127.0.0.1:" + server.getLocalPort();
      String jars =
          Stream.of("a.jar", "b.jar", "dse-spark.jar")
              .map(jar -> home.resolve("app").resolve(jar).toString())
              .collect(Collectors.joining(","));
      assertThat(command(master))
          .containsSubsequence("--jars", jars, "spark-internal", "s.yaml")
          .doesNotContain("--conf");
      System.setProperty("socompass.spark.options", "-XX:+UseParallelGC -XX:MaxInlineLevel=6");
      assertThat(command(master))
          .containsSubsequence(
              "-XX:+UseParallelGC",
              "-XX:MaxInlineLevel=6",
              "org.apache.spark.deploy.SparkSubmit",
              "--conf",
              "spark.executor.defaultJavaOptions=-XX:+UseParallelGC -XX:MaxInlineLevel=6",
              "spark-internal");
    }
  }

  @Test
  void classesAreLaidOutOnce() throws IOException {
    Path archive = home.resolve("classes of a driver");
    System.setProperty("socompass.spark.archive", archive.toString());
    assertThat(command("local[2]")).contains("-XX:ArchiveClassesAtExit=" + archive);
    Files.createFile(archive);
    assertThat(command("local[2]")).contains("-XX:SharedArchiveFile=" + archive);
  }

  private List<String> command(String master) throws IOException {
    return SparkJob.of(home.toString(), master).command(Path.of("s.yaml"), Path.of("out"), true);
  }

  @Test
  void aJobThatEndsWithoutAWordIsReported() throws IOException {
    // There is no Spark in this folder, so that Java itself ends with 1.
    Files.writeString(home.resolve("java.options"), "");
    SparkJob job = SparkJob.of(home.toString(), "local[2]");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(
            () ->
                job.run(
                    Path.of("s.yaml"), home.resolve("out"), false, ProcessBuilder.Redirect.DISCARD))
        .withMessage(
            "--master: Spark ended with status 1; slices that were finished are kept, go on by"
                + " --resume");
  }
}
