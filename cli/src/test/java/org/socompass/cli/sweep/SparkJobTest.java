package org.socompass.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  @Test
  void sparkGetsTheJobAndItsLibraries() throws IOException {
    List<String> command =
        SparkJob.of(home.toString(), "local[2]").command(Path.of("s.yaml"), Path.of("out"), true);

    assertThat(command)
        .containsSubsequence(
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[2]",
            "--class",
            "org.socompass.dse.spark.Main",
            "--jars",
            home.resolve("app/a.jar") + "," + home.resolve("app/b.jar"),
            home.resolve("app/dse-spark.jar").toString(),
            "s.yaml",
            "--output-dir",
            "out",
            "--store-only",
            "--resume");
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
