package org.socompass.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.cli.Cli;

/** Help of commands, and completion by shells. */
final class ShellCommandsTest {
  @Test
  void helpPrintsWhatTheOptionDoes() {
    assertThat(Cli.line("help run").out()).isEqualTo(Cli.line("run --help").out());
    assertThat(Cli.line("help").out()).isEqualTo(Cli.line("--help").out());
    Cli wrong = Cli.line("help rum");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).startsWith("socompass: unknown command 'rum'; did you mean 'run'");
  }

  @Test
  void bashCompletesCommandsAndOptions(@TempDir Path folder)
      throws IOException, InterruptedException {
    assumeThat(Path.of("/bin/bash")).exists();
    Path script = folder.resolve("socompass.bash");
    Files.writeString(script, Cli.line("completion bash").out());

    assertThat(completed(script, "socompass", "ma")).contains("map");
    assertThat(completed(script, "socompass", "run", "--quant")).contains("--quantization");
  }

  private static List<String> completed(Path script, String... words)
      throws IOException, InterruptedException {
    String line = String.join(" ", words);
    Process bash =
        new ProcessBuilder(
                "/bin/bash",
                "-c",
                "source "
                    + script
                    + "; COMP_WORDS=("
                    + line
                    + "); COMP_CWORD="
                    + (words.length - 1)
                    + "; _complete_socompass; printf '%s\\n' \"${COMPREPLY[@]}\"")
            .redirectErrorStream(true)
            .start();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(out).isZero();
    return out.lines().map(String::strip).toList();
  }

  @Test
  void fishAndZshHaveScriptsOfTheirOwn() {
    String fish = Cli.line("completion fish").out();

    assertThat(fish)
        .contains("complete -c socompass -n __fish_use_subcommand -a validate -d '")
        .contains("-n '__fish_seen_subcommand_from run' -s m -l model -r -d '");
    assertThat(Cli.line("completion zsh").out()).contains("bashcompinit");
    Cli wrong = Cli.line("completion csh");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("unknown shell 'csh'");
  }
}
