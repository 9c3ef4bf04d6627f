package org.socompass.cli.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.cli.format.Format;
import org.socompass.cli.option.ExitCode;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.OperatorClass;
import org.socompass.hardware.template.DeviceLibrary;
import picocli.CommandLine;

/** The command line around a calibration. */
final class CalibrateCommandTest {
  private static final String LAUNCH = "processors.gpu.launch.elementwise";
  private static final String BANDWIDTH = "processors.gpu.kernels.streaming.dram_efficiency";

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void measure() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(data.resolve("dataset.yaml"), "id: bench\nsource: this test\n");
    var rows = new StringBuilder("device,processor,elements,dtype,latency_us\n");
    // About 25 us and four bytes an element at half of 1638 GB/s.
    double[] noise = {1.01, 0.99, 1.0, 1.02, 0.99, 1.0};
    for (int i = 0; i < noise.length; i++) {
      long elements = 1L << (18 + 2 * i);
      double microseconds = noise[i] * (25 + elements / 2e5);
      rows.append(String.format(Locale.ROOT, "mi210,gpu,%d,fp16,%.4f%n", elements, microseconds));
    }
    Files.writeString(data.resolve("gelu.csv"), rows);
  }

  @Test
  void printsValuesIntervalsAndErrors() {
    assertThat(run("--parameters", LAUNCH + "," + BANDWIDTH, "--folds", "3")).isZero();

    assertThat(out.toString())
        .startsWith("mi210 fitted to bench: 6 points, 4 shape families, 3 folds, seed 1\n")
        .containsPattern("(?m)^" + LAUNCH.replace(".", "\\.") + " +us +20\\.4 +[23]\\d\\.")
        .containsPattern("(?m)^gelu +- +6 +4 +\\d")
        .containsPattern("(?m)^all +- +6 +4 +\\d");
  }

  @Test
  void writesATemplateThatCanBeUsed() throws IOException {
    Path file = folder.resolve("fitted.yaml");

    assertThat(run("--parameters", LAUNCH + "," + BANDWIDTH, "-o", file.toString())).isZero();

    assertThat(DeviceLibrary.load(file.toString()).processor("gpu").launch())
        .satisfies(
            launch ->
                assertThat(launch.seconds(OperatorClass.ELEMENTWISE)).isBetween(20e-6, 32e-6));
    assertThat(Files.readString(file)).startsWith("extends: mi210\n").contains("fitted to bench");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("data", "fitted.yaml");
    }
  }

  @Test
  void fitsATemplateOfTheUsersOwnByItsFileName() throws IOException {
    Path own = folder.resolve("own.yaml");
    Files.writeString(own, "extends: mi210\nname: mine\n");
    Path csv = folder.resolve("data").resolve("gelu.csv");
    Files.writeString(csv, Files.readString(csv).replace("mi210", "own"));
    Path file = folder.resolve("data").resolve("fitted.yaml");

    assertThat(runDevice(own.toString(), "--parameters", LAUNCH, "-o", file.toString())).isZero();

    assertThat(Files.readString(file)).startsWith("extends: \"../own.yaml\"\n");
    assertThat(DeviceLibrary.load(file.toString()).name()).isEqualTo("mine");
  }

  @Test
  void refusesToOverwriteTheTemplateThatItExtends() throws IOException {
    Path own = folder.resolve("own.yaml");
    Files.writeString(own, "extends: mi210\n");

    assertThat(runDevice(own.toString(), "-o", own.toString())).isEqualTo(ExitCode.BAD_INPUT);

    assertThat(err.toString())
        .isEqualTo(
            own
                + ": is the template that is fitted, which the new one extends; name another"
                + " file\n");
    assertThat(Files.readString(own)).isEqualTo("extends: mi210\n");
  }

  @Test
  void writesCsvAndJson() {
    assertThat(run("--parameters", LAUNCH, "--format", "csv")).isZero();
    assertThat(out.toString())
        .startsWith("record,name,types,unit,start,fitted,ci95_low,ci95_high,min,max,at_bound,note,")
        .contains("\r\nfitted," + LAUNCH + ",,us,20.4,")
        .contains("\r\nerror,all,,,,,,,,,,,6,4,");

    out.getBuffer().setLength(0);
    assertThat(run("--parameters", LAUNCH, "--format", "json")).isZero();
    assertThat(out.toString()).contains("\"path\" : \"" + LAUNCH + "\"", "\"at_bound\" : null");
  }

  @Test
  void refusesWhatTheDataCantIdentify() {
    String path = "processors.gpu.launch.matmul";

    assertThat(run("--parameters", path)).isEqualTo(ExitCode.BAD_INPUT);

    assertThat(err.toString())
        .isEqualTo(
            "--parameters: "
                + path
                + " is not identified by this data: no prediction depends on it\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void refusesOneFoldAndAnOutputThatIsNoTemplate() {
    assertThat(run("--folds", "1")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("--folds must be in [2, 1000], but is 1");

    err.getBuffer().setLength(0);
    assertThat(run("-o", folder.resolve("fitted.txt").toString())).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("the name of a template ends in .yaml or .yml");
  }

  @Test
  void writesPriorsThatATemplateCanName() throws IOException {
    var rows =
        new StringBuilder(
            "device,processor,batch,m,k,n,activation_dtype,weight_dtype,output_dtype,latency_us\n");
    // 8192 x 28672 halves at 0.7, 0.7 and 0.72 of 696, 864 and 3350 GB/s
    rows.append("a40,gpu,1,1,8192,28672,fp16,fp16,fp16,964\n");
    rows.append("l40s,gpu,1,1,8192,28672,fp16,fp16,fp16,777\n");
    rows.append("h100-sxm-80gb,gpu,1,1,8192,28672,fp16,fp16,fp16,195\n");
    Files.writeString(folder.resolve("data").resolve("matmul.csv"), rows);
    Path file = folder.resolve("priors.yaml");

    assertThat(runDevice("a40,l40s,h100-sxm-80gb", "--shared", "-o", file.toString())).isZero();

    assertThat(out.toString())
        .startsWith("a40, h100-sxm-80gb, l40s fitted together to bench: 3 rows\n")
        .containsPattern("(?m)^processors.gpu.kernels.matmul.dram_efficiency +- +0.785 .* 3 of 3 ")
        .containsPattern("(?m)^processors.gpu.kernels.attention.beside .* kept +kept +0 of ");
    Path own = folder.resolve("own.yaml");
    Files.writeString(
        own,
        """
        extends: a40
        processors: {gpu: {kernels: {extends: pytorch-cuda, priors: priors.yaml}}}
        """);
    var kernels =
        (MatmulKernels.Pipelined)
            DeviceLibrary.load(own.toString()).processor("gpu").kernels().matmul();
    assertThat(Files.readString(file))
        .contains("dram_efficiency: {value: " + kernels.dramEfficiency() + ", min");
    assertThat(kernels.dramEfficiency()).isBetween(0.68, 0.77);
  }

  @Test
  void sharedConstantsTakeSeveralDevicesAndNoOtherChoice() {
    assertThat(runDevice("a40,mi210", "--shared")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("takes at least 3 devices, but --device names 2");

    err.getBuffer().setLength(0);
    assertThat(runDevice("a40,l40s,t4", "--shared", "--parameters", BANDWIDTH))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("leave out --processor and --parameters");
  }

  private int run(String... arguments) {
    return runDevice("mi210", arguments);
  }

  private int runDevice(String device, String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("--device", device, "--data", folder.resolve("data").toString()));
    all.addAll(List.of(arguments));
    return new CommandLine(new CalibrateCommand())
        .registerConverter(Format.class, Format::of)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              command.getErr().println(e.getMessage());
              return ExitCode.BAD_INPUT;
            })
        .execute(all.toArray(String[]::new));
  }
}
