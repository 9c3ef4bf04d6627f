package org.socompass.cli.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.cli.Cli;

/** The command {@code finetune}. */
final class FineTuneCommandTest {
  @TempDir Path folder;

  private static Cli onPhone(String... more) {
    String[] args = new String[more.length + 11];
    String[] first = {
      "finetune",
      "-d",
      "snapdragon-8-gen-3",
      "-m",
      "llama-3.2-1b",
      "-q",
      "q4_0",
      "--sequence",
      "128",
      "-e",
      "gpu-only"
    };
    System.arraycopy(first, 0, args, 0, first.length);
    System.arraycopy(more, 0, args, first.length, more.length);
    return Cli.run(args);
  }

  @Test
  void aPhoneTrainsAdapters() {
    Cli run = onPhone("--tokens", "1000", "--format", "csv");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("quantity,value,unit\r\ntrained_parameters,11272192,\r\n")
        .contains("\nfits,true,\r\n", "\nepoch_steps,8,\r\n", "\nstep_energy_j,");
  }

  @Test
  void jsonHasOperatorsAndNullForWhatIsNotKnown() {
    Cli run = onPhone("--set", "memory.capacity=5GiB", "--format", "json");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("\"operators\"", "\"ffn_down_input_gradient\"");
  }

  @Test
  void whatDoesNotFitIsSaid() {
    Cli run = onPhone("--batch", "64", "--recompute", "none");

    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("it does not fit snapdragon-8-gen-3: ");
    assertThat(run.out()).containsPattern("fits +false");
  }

  @Test
  void wrongOptionsAreNamed() {
    assertThat(onPhone("--recompute", "ful").err())
        .contains("--recompute: unknown 'ful'; did you mean 'full'?");
    assertThat(onPhone("--method", "full").err()).contains("weights that are trained need 16 bits");
    assertThat(onPhone("--data-parallel", "2").err())
        .contains("2 replicas do not divide the 1 devices of snapdragon-8-gen-3");
    assertThat(onPhone("--sequence", "0").code()).isEqualTo(2);
  }
}
