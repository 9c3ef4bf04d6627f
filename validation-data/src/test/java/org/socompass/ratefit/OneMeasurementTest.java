package org.socompass.ratefit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.inference.engine.EngineLibrary;
import org.socompass.inference.rates.EngineRates;
import org.socompass.inference.rates.RateConstants;
import org.socompass.input.InputException;
import org.socompass.validation.DatasetReader;

/** One measurement gives itself back, and other models of the same device. */
final class OneMeasurementTest {
  private static List<RatedRow> rows = List.of();

  @TempDir private Path folder;

  @BeforeAll
  static void read() {
    rows =
        RatedRows.of(
            DatasetReader.builtIn().stream()
                .filter(d -> d.id().equals("pocketpal-llamarn"))
                .toList(),
            List.of());
  }

  private static RatedRow row(String engine, String model, String quantization, String phase) {
    return rows.stream()
        .filter(
            r ->
                r.engine().equals(engine)
                    && r.phase().equals(phase)
                    && r.row().label("model").equals(model)
                    && r.row().label("quantization").equals(quantization))
        .findFirst()
        .orElseThrow();
  }

  private static List<OneMeasurement.Measured> measured(RatedRow r, double factor) {
    return List.of(new OneMeasurement.Measured(r.pass(), r.measuredSeconds() * factor));
  }

  @Test
  void givesTheMeasuredTimesBack() {
    RatedRow prefill = row("llama.cpp", "qwen3-1.7b", "q8_0", "prefill");
    RatedRow decode = row("llama.cpp", "qwen3-1.7b", "q8_0", "decode");

    OneMeasurement.Result result =
        OneMeasurement.of(prefill.rates(), measured(prefill, 1.5), measured(decode, 1.2));

    assertThat(prefill.pass().seconds(result.rates()))
        .isCloseTo(1.5 * prefill.measuredSeconds(), within(1e-3 * prefill.measuredSeconds()));
    assertThat(decode.pass().seconds(result.rates()))
        .isCloseTo(1.2 * decode.measuredSeconds(), within(1e-3 * decode.measuredSeconds()));
  }

  /** Rates of an engine that is wrong by half on this device come right for all other models. */
  @Test
  void bringsOtherModelsOfTheDeviceNear() {
    EngineRates wrong = rows.get(0).rates();
    for (String name : List.of("memory_share", "products.q8_0.share", "products.q4_0.share")) {
      wrong = RateConstants.with(wrong, name, RateConstants.value(wrong, name) / 2);
    }
    RatedRow prefill = row("llama.cpp", "phi-4-mini-3.8b", "q8_0", "prefill");
    RatedRow decode = row("llama.cpp", "phi-4-mini-3.8b", "q8_0", "decode");
    EngineRates right = OneMeasurement.of(wrong, measured(prefill, 1), measured(decode, 1)).rates();

    List<Double> errors = new ArrayList<>();
    for (RatedRow r : rows) {
      if (r.engine().equals("llama.cpp")
          && r.row().label("quantization").equals("q8_0")
          && !r.row().label("model").equals("phi-4-mini-3.8b")) {
        errors.add(Math.abs(r.pass().seconds(right) / r.measuredSeconds() - 1));
      }
    }
    assertThat(errors).hasSize(12);
    assertThat(errors.stream().mapToDouble(e -> e).average().orElseThrow()).isLessThan(0.08);
  }

  /** Of three decodes that took 1, 1.2 and 3 times as long the one in the middle counts. */
  @Test
  void oneThatIsFarOffDoesNotCount() {
    RatedRow r = row("llama.cpp", "qwen3-1.7b", "q8_0", "decode");
    List<OneMeasurement.Measured> three = new ArrayList<>();
    for (double factor : new double[] {1, 3, 1.2}) {
      three.addAll(measured(r, factor));
    }

    OneMeasurement.Result result = OneMeasurement.of(r.rates(), List.of(), three);

    assertThat(r.pass().seconds(result.rates()))
        .isCloseTo(1.2 * r.measuredSeconds(), within(1e-3 * r.measuredSeconds()));
  }

  /** However slow products are, a prompt takes no longer than its rows one by one. */
  @Test
  void aPromptSlowerThanItsRowsOneByOneIsRefused() {
    RatedRow prefill = row("llama.cpp", "qwen3-1.7b", "q8_0", "prefill");

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> OneMeasurement.of(prefill.rates(), measured(prefill, 1000), List.of()))
        .withMessageMatching(
            "prefill: .* s are more than its rows would take one by one, .* s; state more tokens, or"
                + " measure again");
  }

  @Test
  void aDecodeAboveTheMemorysPeakIsRefused() {
    RatedRow decode = row("llama.cpp", "qwen3-1.7b", "q8_0", "decode");

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> OneMeasurement.of(decode.rates(), List.of(), measured(decode, 0.1)))
        .withMessageStartingWith("decode: ")
        .withMessageContaining("beyond what the peaks of the device and its memory allow");
  }

  @Test
  void theEngineFileHasTheConstants() throws Exception {
    Path file = folder.resolve("mine-engine.yaml");
    Files.writeString(
        file,
        OneMeasurement.engineFile(
            "llama.cpp",
            Map.of("products.q4_0.share", 0.5, "unpack.q4_0", 3.5, "host.decode", 2e-4),
            "a test"));

    EngineRates rates = EngineLibrary.read(file.toString()).rates().orElseThrow();

    assertThat(RateConstants.value(rates, "products.q4_0.share")).isEqualTo(0.5);
    assertThat(RateConstants.value(rates, "unpack.q4_0")).isEqualTo(3.5);
    assertThat(RateConstants.value(rates, "host.decode")).isCloseTo(2e-4, within(1e-12));
    assertThat(RateConstants.value(rates, "products.default.share"))
        .isEqualTo(
            RateConstants.value(
                EngineLibrary.byId("llama.cpp").rates().orElseThrow(), "products.default.share"));
  }
}
