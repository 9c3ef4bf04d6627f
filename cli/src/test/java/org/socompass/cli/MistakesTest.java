package org.socompass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.cli.option.ExitCode;

/** Mistakes of the user: one clear message, exit code 2, nothing on standard output. */
final class MistakesTest {
  private static final String RUN = "run -d snapdragon-8-gen-3 -m llama-3-8b -q w4a16 -p 8 -n 2";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          runn | unknown command 'runn'; did you mean 'run'?
          run | missing required options: '--device=ID|FILE', '--model=ID|FILE'
          run -d snapdragon-8-gne-3 -m llama-3-8b | unknown device 'snapdragon-8-gne-3'; did you mean 'snapdragon-8-gen-3'? ('socompass list devices' prints all)
          run -d snapdragon-8-gen-3 -m llama-3-8c | unknown model 'llama-3-8c'; did you mean 'llama-3-8b'?
          run -d snapdragon-8-gen-3 -m llama-3-8b -e layers | unknown engine 'layers'; did you mean 'layer'? ('socompass list engines' prints all)
          run -d jetson-agx-orin -m llama-3-8b -e npu-only | engine 'npu-only' needs a processor of kind npu, but 'jetson-agx-orin' has gpu
          run -d jetson-agx-orin -m llama-3-8b --processors gpu,npu | device 'jetson-agx-orin' has no processor 'npu'; did you mean 'gpu'?
          run -d jetson-agx-orin -m llama-3-8b --set memory.capacity=16 | --set memory.capacity=16: '16' lacks its unit: B, KB, MB, GB, TB, KiB, MiB, GiB
          run -d snapdragon-8-gen-3 -m llama-3-8b --set process_node=banana | --set process_node=banana: unknown process node 'banana'; valid: 10, 10FF,
          map -d snapdragon-8-gen-3 matmul --m 1 --k 8 --n 8 --set process_node=banana | --set process_node=banana: unknown process node 'banana'; valid: 10, 10FF,
          compare -d snapdragon-8-gen-3 -m llama-3-8b --engines gpu-only --set process_node=banana | --set process_node=banana: unknown process node 'banana'; valid: 10, 10FF,
          cost -d snapdragon-8-gen-3 --set process_node=banana | --set process_node=banana: unknown process node 'banana'; valid: 10, 10FF,
          area -d snapdragon-8-gen-3 --set process_node=banana | --set process_node=banana: unknown process node 'banana'; valid: 10, 10FF,
          show device snapdragon-8-gen-3 --set process_node=banana | --set process_node=banana: unknown process node 'banana'; valid: 10, 10FF,
          rank -m llama-3.2-1b --devices rk3588 -o /no/such/file | /no/such/file: there is no folder /no/such
          validate --points /no/such/file | /no/such/file: there is no folder /no/such
          run -d rk3588 -m llama-3.2-1b --charts /dev/null/charts | /dev/null/charts: can't be made a folder: /dev/null is a file
          run -d rk3588 -m llama-3.2-1b --sweep process_node=N5,banana | --set process_node=banana: unknown process node 'banana'; valid: 10, 10FF,
          run -d rk3588 -m llama-3.2-1b --color blue | invalid value for option '--color': 'blue' is neither auto nor always nor never
          validate --trtexec p.json -d rk3588 | --trtexec has the times and --trtexec-layers the shapes: name both files
          validate --cutlass-profiler g.csv | --cutlass-profiler needs the --device that it ran on
          validate --cutlass-profiler g.csv --llama-bench b.md -d rk3588 | --llama-bench and --cutlass-profiler are several sets of measurements: ask for one
          cost -d snapdragon-8-gen-3 --memory-price 1e308 | invalid value for option '--memory-price': '1e308' is too large: at most 1e18
          cost -d a100-80gb --set area.processors.gpu.cores_on_die=760000000 | --set area.processors.gpu.cores_on_die=760000000: must be at most 1048576, but is 760000000
          area -d snapdragon-8-gen-3 --set area.die=9mm2 | device 'snapdragon-8-gen-3': area.die: 9.0 mm2 are less than the
          list devicse | there is no list of 'devicse'; did you mean 'devices'?
          show devise jetson-agx-orin | there is no 'devise' to show; did you mean 'device'?
          show model llama-3-8b --set layers=4 | --set changes devices, not a model
          area -d nowhere.yaml | nowhere.yaml: no such file
          run -d src -m llama-3-8b | src: is a folder, not a file
          run -d .. -m llama-3-8b | ..: is a folder, not a file
          run -d snapdragon-8-gen-3 -m src | src: is a folder without config.json
          run -d snapdragon-8-gen-3 -m llama-3-8b -e src | src: is a folder, not a file
          run -d snapdragon-8-gen-3 -m llama-3-8b -q src | invalid value for option '--quantization': src: is a folder, not a file
          run -d snapdragon-8-gen-3 -m llama-3-8b -q src/test | invalid value for option '--quantization': src/test: is a folder, not a file
          check src | src: is a folder, not a file
          show engine src | src: is a folder, not a file
          sweep src | src: is a folder, not a file
          sweep nowhere.yaml | nowhere.yaml: no such file
          """)
  void isOneMessage(String line, String message) {
    Cli run = Cli.line(line);

    assertThat(run.err()).startsWith("socompass: " + message);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).doesNotContain("Exception").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --prompt 0 | --prompt must be in [1, 4194304], but is 0
          --batch -3 | --batch must be in [1, 65536], but is -3
          --output-tokens 1e30 | invalid value for option '--output-tokens': '1e30' is not a whole number
          --prompt 99999999999999999999 | invalid value for option '--prompt': '99999999999999999999' is not a whole number
          --prompt 4194304 | --prompt and --output-tokens together must be at most 4194304, but are 4194432
          --promt 8 | unknown option '--promt'; did you mean '--prompt'?
          -O x.json | unknown option '-O'; did you mean '-o'?
          -Z | unknown option '-Z'
          --format xml | invalid value for option '--format': 'xml' is not a format; valid: csv, json, latex, table
          --summary --format json | --summary is a CSV row; leave out --format json
          --quantization w4a15 | invalid value for option '--quantization': unknown quantization 'w4a15'; did you mean 'w4a16'?
          --processors , | --processors must name processors, as in gpu,npu
          surplus | unexpected argument 'surplus'
          """)
  void badOptionOfRunIsOneMessage(String options, String message) {
    Cli run = Cli.line("run -d snapdragon-8-gen-3 -m llama-3-8b " + options);

    assertThat(run.err()).isEqualTo("socompass: " + message + "\nTry 'socompass run --help'.\n");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void brokenTemplateIsNamedWithItsPlace(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, "extends: jetson-agx-orin\nmemory:\n  capacty: 4 GB\n");

    Cli run = Cli.line("area --device " + file);

    assertThat(run.err())
        .isEqualTo(
            "socompass: "
                + file
                + ":3:3: memory.capacty: unknown key 'capacty'; did you mean 'capacity'?\n");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void notYamlIsNamedWithItsPlace(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, "memory: {capacity: 4 GB\n");

    Cli run = Cli.line("run -m llama-3-8b --device " + file);

    assertThat(run.err()).startsWith("socompass: " + file + ":");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void folderIsNoTemplate(@TempDir Path folder) {
    Cli run = Cli.line("area --device " + folder);

    assertThat(run.err()).isEqualTo("socompass: " + folder + ": is a folder, not a file\n");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void outputThatCanNotBeWrittenIsNamed(@TempDir Path folder) {
    assertThat(Cli.line("list engines -o " + folder).err())
        .isEqualTo("socompass: " + folder + ": is a folder; name a file\n");
    Path none = folder.resolve("none");
    Cli run = Cli.line("list engines -o " + none.resolve("x"));
    assertThat(run.err())
        .isEqualTo("socompass: " + none.resolve("x") + ": there is no folder " + none + "\n");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void aFileThatIsReplacedKeepsItsMode(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("engines.txt"), "old");
    for (String mode : List.of("rw-rw-r--", "rw-------", "rwxr-x---")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
      Object owner = Files.getOwner(file);

      assertThat(Cli.line("list engines -o " + file).code()).isZero();

      assertThat(Files.readString(file)).contains("gpu-only");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo(mode);
      assertThat(Files.getOwner(file)).isEqualTo(owner);
    }
  }

  @Test
  void fullDiskIsReported() {
    Cli run = Cli.line("list engines -o /dev/full");
    if (Files.exists(Path.of("/dev/full"))) {
      assertThat(run.err())
          .isEqualTo("socompass: /dev/full: can't be written: No space left on device\n");
      assertThat(run.code()).isEqualTo(2);
    }
    var err = new StringWriter();
    int code =
        Main.execute(failing("No space left on device"), new PrintWriter(err), "list", "engines");
    assertThat(code).isEqualTo(2);
    assertThat(err)
        .hasToString("socompass: standard output: can't be written: No space left on device\n");
  }

  @Test
  void closedPipeIsSilent() {
    var err = new StringWriter();
    int code = Main.execute(failing("Broken pipe"), new PrintWriter(err), "--help");

    assertThat(code).isEqualTo(ExitCode.BROKEN_PIPE);
    assertThat(err.toString()).isEmpty();
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  @Test
  void hugeRunEnds() {
    Cli run =
        Cli.line("run -d snapdragon-8-gen-3 -m llama-3-8b -p 4000000 -n 100000 -b 65536 --summary");

    assertThat(run.code()).isIn(0, 2);
    assertThat(run.err()).doesNotContain("internal error");
  }

  @Test
  void goodRunHasNoMessage() {
    assertThat(Cli.line(RUN).err()).isEmpty();
  }

  /** The local buffer of a NPU is as fast as its array; the model reads no other rate of it. */
  @Test
  void anOverrideThatMovesNothingIsTold() {
    String map = "map -d snapdragon-8-gen-3 --processor npu --set %s matmul --m 64 --k 512 --n 256";

    assertThat(Cli.line(map.formatted("processors.npu.clock=0.5GHz")).err()).isEmpty();
    assertThat(Cli.line(map.formatted("processors.npu.local_buffer.bandwidth=300B/cycle")).err())
        .isEqualTo(
            "socompass: warning: --set processors.npu.local_buffer.bandwidth=300B/cycle moves"
                + " nothing of this result: the model does not use it, or something else binds\n");
  }
}
