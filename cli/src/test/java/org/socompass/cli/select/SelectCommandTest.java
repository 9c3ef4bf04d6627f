package org.socompass.cli.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.cli.Cli;
import tools.jackson.databind.JsonNode;

/** The selector from the command line. */
final class SelectCommandTest {
  private static final String SMALL =
      "select --device rk3588 --n 16,32,40,64,128 --d 1024,4096 --precision int8";

  @TempDir Path folder;

  @Test
  void jsonHasTheReport() {
    Cli run = Cli.line(SMALL + " --format json");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    JsonNode json = run.json();
    assertThat(json.get("rows").intValue()).isEqualTo(20);
    assertThat(json.get("oracle_agreement_percent").doubleValue()).isBetween(50.0, 100.0);
    JsonNode qkv = json.get("stages").get(0);
    assertThat(Cli.names(qkv))
        .containsExactly("stage", "accuracy_percent", "confusion", "importance_percent");
    int judged = 0;
    for (JsonNode count : qkv.get("confusion")) {
      judged += count.intValue();
    }
    assertThat(judged).isEqualTo(20);
    assertThat(qkv.get("importance_percent").size()).isEqualTo(10);
    assertThat(json.get("points").size()).isEqualTo(20);
  }

  @Test
  void theCsvIsAProfileAgain() {
    Path csv = folder.resolve("p.csv");
    Cli first = Cli.run((SMALL + " --format csv -o " + csv).split(" ", -1));
    Cli again = Cli.line("select --profile " + csv + " --format csv");

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(csv).content().startsWith(again.out());
    assertThat(again.out())
        .startsWith(
            "n,d,precision,phase,qkv_gpu_us,qkv_npu_us,core_gpu_us,core_npu_us,transfer_us,oracle,"
                + "oracle_us,selected,selected_us,regret_percent,speedup_over_gpu,");
  }

  @Test
  void aSavedSelectorIsApplied() {
    Path file = folder.resolve("s.json");
    Cli saved = Cli.line(SMALL + " --neighbours 1 --save " + file);
    Cli applied =
        Cli.line(
            "select --n 32,40 --d 4096 --precision int8 --phase prefill --format csv --apply "
                + file);

    assertThat(saved.code()).as(saved.err()).isZero();
    assertThat(saved.out()).contains("oracle agreement", "memory_bytes", "selected from n on");
    assertThat(applied.out())
        .isEqualToNormalizingNewlines(
            """
            n,d,precision,phase,qkv,core
            32,4096,int8,prefill,gpu,gpu
            40,4096,int8,prefill,npu,npu
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --folds 1 | --folds must be at least 2, but is 1
          --trees 0 | --trees must be in [1, 1000], but is 0
          --seed -1 | --seed must be in [0, 2147483647], but is -1
          --precision int7 | invalid value for option '--precision': 'int7' is not a precision; did you mean 'int8'?
          --phase decod | invalid value for option '--phase': 'decod' is not a phase; did you mean 'decode'?
          --hand-over quick | invalid value for option '--hand-over': 'quick' is neither a time, as in 1.5ms, nor slow nor fast
          --profile p.csv --n 8 | leave out --n with --profile
          --apply s.json --folds 3 | leave out --folds with --apply
          --apply s.json --n 8 | --apply needs --d
          """)
  void badOptionIsOneMessage(String options, String message) {
    Cli run = Cli.line("select " + options);

    assertThat(run.err()).isEqualTo("socompass: " + message + "\nTry 'socompass select --help'.\n");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --d 100 | d must be a multiple of the head dimension 128, but is 100
          --n 0 | n must be in [1, 1048576], but is 0
          --device jetson-agx-orin | backend selection needs a processor of kind npu, but 'jetson-agx-orin' has gpu
          --n 8 --d 1024 --phase decode --folds 5 | folds must be in [2, 2], the rows of the profile, but is 5
          --profile none.csv | none.csv: no such file
          """)
  void badInputIsOneMessage(String options, String message) {
    Cli run = Cli.line("select " + options);

    assertThat(run.err()).isEqualTo("socompass: " + message + "\n");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void aBadProfileIsNamedWithItsPlace() throws IOException {
    Path csv = folder.resolve("p.csv");
    Files.writeString(
        csv,
        """
        n,d,precision,phase,qkv_gpu_us,qkv_npu_us,core_gpu_us,core_npu_us,transfer_us
        8,64,int8,decode,1,1,1,zero,0
        """);

    Cli run = Cli.run(List.of("select", "--profile", csv.toString()).toArray(String[]::new));

    assertThat(run.err())
        .isEqualTo("socompass: " + csv + ":2:8: core_npu_us: 'zero' is not a number\n");
    assertThat(run.code()).isEqualTo(2);
  }
}
