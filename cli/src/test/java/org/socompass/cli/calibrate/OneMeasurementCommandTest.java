package org.socompass.cli.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.cli.format.Format;
import org.socompass.cli.option.ExitCode;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import picocli.CommandLine;

/** The command line around one measurement. */
final class OneMeasurementCommandTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new CalibrateCommand())
        .registerConverter(Format.class, Format::of)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              command.getErr().println(e.getMessage());
              return ExitCode.BAD_INPUT;
            })
        .execute(arguments);
  }

  @Test
  void theFilesGiveTheMeasurementBack() {
    Path template = folder.resolve("my-phone.yaml");

    assertThat(
            run(
                "--device",
                "snapdragon-8-elite",
                "--engine",
                "qnn-genie",
                "--model",
                "llama-3.2-3b",
                "--quantization",
                "w4ai16",
                "--one",
                "prefill=128:1000tok/s,decode=4096:20tok/s",
                "--output",
                template.toString()))
        .isZero();

    var model = new InferenceModel(new DeviceSource(template.toString(), List.of()));
    var request =
        new InferenceRequest(
            ModelLibrary.byId("llama-3.2-3b"),
            Quantization.of("w4ai16"),
            128,
            1,
            1,
            folder.resolve("my-phone-engine.yaml").toString(),
            List.of("npu"));
    assertThat(128 / model.pass(request, ForwardPass.prefill(1, 128)).seconds())
        .isBetween(995.0, 1005.0);
    assertThat(1 / model.pass(request, ForwardPass.decode(1, 4096)).seconds())
        .isBetween(19.9, 20.1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "decode=fast|--one: 'decode=fast' is not PHASE=TOKENS:RATEtok/s",
        "prefill=853tok/s|--one: prefill needs its tokens, as prefill=128:853tok/s",
        "decode=5tok/s,decode=6tok/s|--one: decode is given twice",
        "decode=0tok/s|--one: a rate must be positive, but is 0",
        "decode=900tok/s|decode: 0.001111 s are beyond what the peaks of the device",
      })
  void aMeasurementThatCannotBeIsRefused(String one, String message) {
    int code =
        run(
            "--device",
            "snapdragon-8-elite",
            "--engine",
            "qnn-genie",
            "--model",
            "llama-3.2-3b",
            "--quantization",
            "w4ai16",
            "--one",
            one);

    assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains(message);
  }
}
