package org.socompass.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.input.InputException;
import org.socompass.validation.Dataset;
import org.socompass.validation.LaunchMethods;
import org.socompass.validation.Point;
import org.socompass.validation.Row;
import org.socompass.validation.Validator;

/** Fits to data that the model itself made, so that the truth is known. */
final class CalibrationTest {
  private static final String GPU = "processors.gpu.";
  private static final String ELEMENTWISE = GPU + "launch.elementwise";
  private static final String SOFTMAX = GPU + "launch.softmax";
  private static final String BANDWIDTH = GPU + "kernels.streaming.dram_efficiency";
  private static final List<String> TRUTH =
      List.of(ELEMENTWISE + "=31 us", SOFTMAX + "=17 us", BANDWIDTH + "=0.55");

  @Test
  void findsTheValuesThatMadeTheData() {
    CalibrationResult result = fit(synthetic(TRUTH, 0), chosen());

    assertThat(value(result, ELEMENTWISE)).isCloseTo(31, within(0.1));
    assertThat(value(result, SOFTMAX)).isCloseTo(17, within(0.1));
    assertThat(value(result, BANDWIDTH)).isCloseTo(0.55, within(0.003));
    assertThat(result.overall().beforePercent()).isGreaterThan(10);
    assertThat(result.overall().afterPercent()).isLessThan(0.2);
    assertThat(result.overall().crossValidatedPercent().orElseThrow()).isLessThan(0.5);
  }

  @Test
  void intervalsHoldTheTruthInSpiteOfNoiseAndAnOutlier() {
    CalibrationResult result = fit(synthetic(TRUTH, 0.02), chosen());

    assertThat(result.fitted()).hasSize(3);
    for (CalibrationResult.Fitted f : result.fitted()) {
      double truth =
          Map.of(ELEMENTWISE, 31.0, SOFTMAX, 17.0, BANDWIDTH, 0.55).getOrDefault(path(f), 0.0);
      assertThat(truth).as(path(f)).isBetween(f.low(), f.high());
      assertThat(f.value()).isCloseTo(truth, within(0.05 * truth));
      assertThat(f.high() - f.low()).isLessThan(0.3 * truth);
    }
  }

  @Test
  void choosesWhatTheDataIdentifiesAndSaysWhyTheRestIsKept() {
    CalibrationResult result = fit(synthetic(TRUTH, 0), automatic());

    assertThat(result.fitted()).extracting(CalibrationTest::path).contains(ELEMENTWISE, SOFTMAX);
    assertThat(result.held())
        .anySatisfy(
            h -> {
              assertThat(h.parameter().path()).isEqualTo(GPU + "launch.attention");
              assertThat(h.reason())
                  .isEqualTo("not identified by this data: no prediction depends on it");
            });
    assertThat(result.overall().afterPercent()).isLessThan(0.5);
  }

  @Test
  void staysInTheRangeAndSaysSo() {
    // Memory a tenth faster than the template's: no share of its bandwidth is enough.
    List<Row> rows = new ArrayList<>();
    for (int power = 26; power <= 31; power++) {
      rows.add(row("elements", 1L << power));
    }
    CalibrationResult result =
        fit(
            List.of(
                measured("gelu", rows, List.of(BANDWIDTH + "=1", "memory.bandwidth=1802 GB/s"), 0)),
            new CalibrationSettings(Optional.empty(), List.of(BANDWIDTH), 3, 1));

    CalibrationResult.Fitted f = result.fitted().get(0);
    assertThat(f.value()).isEqualTo(1.0);
    assertThat(f.high()).isEqualTo(1.0);
    assertThat(f.bound()).hasValue("max");
  }

  @Test
  void sameSeedGivesTheSameResult() {
    assertThat(fit(synthetic(TRUTH, 0.02), chosen()))
        .isEqualTo(fit(synthetic(TRUTH, 0.02), chosen()));
  }

  @Test
  void writtenTemplateHasTheErrorThatWasPrinted(@TempDir Path folder) throws IOException {
    List<Dataset> data = synthetic(TRUTH, 0.02);
    CalibrationResult result = fit(data, chosen());
    Path file = folder.resolve("fitted.yaml");
    Files.writeString(file, FittedTemplate.of(result, "mi210"));

    FittedTemplate.check(file.toString(), result);
    double error =
        100
            * new Validator(List.of())
                .points(List.of(onDevice(data.get(0), file.toString())), id -> {}).stream()
                    .mapToDouble(p -> Math.abs(p.relativeError()))
                    .average()
                    .orElseThrow();
    assertThat(error).isCloseTo(result.overall().afterPercent(), within(1e-9));
    assertThat(Files.readString(file))
        .startsWith("extends: mi210\nprocessors:\n  gpu:\n    launch:\n")
        .contains(", min: 3 us, max: 80 us, source: \"fitted to made, 13 points, MAPE ")
        .contains(" (cross-validated ")
        .contains("), seed 1\"}");
  }

  @Test
  void templateOfAProcessorWithoutKernelsNamesTheGenericOnes(@TempDir Path folder)
      throws IOException {
    Path plain = folder.resolve("plain.yaml");
    Files.writeString(plain, "extends: mi210\nprocessors: {gpu: {kernels: none}}\n");
    List<Dataset> data = List.of(onDevice(synthetic(TRUTH, 0).get(0), "plain"));
    CalibrationResult result =
        Calibration.fit(
            data,
            plain.toString(),
            new CalibrationSettings(Optional.of("gpu"), List.of(BANDWIDTH, ELEMENTWISE), 3, 1),
            what -> {});
    Path file = folder.resolve("fitted.yaml");
    Files.writeString(file, FittedTemplate.of(result, "plain.yaml"));

    FittedTemplate.check(file.toString(), result);
    assertThat(Files.readString(file))
        .startsWith("extends: \"plain.yaml\"\n")
        .contains("      extends: generic-gpu\n");
  }

  @Test
  void refusesFewerMeasurementsThanParametersAndTwo() {
    List<Row> rows = new ArrayList<>();
    rows.add(row("elements", 1 << 10));
    rows.add(row("elements", 1 << 28));

    refuses(
        List.of(measured("gelu", rows, TRUTH, 0)),
        new CalibrationSettings(Optional.empty(), List.of(ELEMENTWISE, BANDWIDTH), 5, 1),
        "2 measurements can't identify 2 parameters (it takes at least 4): "
            + ELEMENTWISE
            + ", "
            + BANDWIDTH);
  }

  @Test
  void refusesAParameterThatNoPredictionDependsOn() {
    refuses(
        synthetic(TRUTH, 0),
        new CalibrationSettings(Optional.empty(), List.of(GPU + "launch.attention"), 5, 1),
        "--parameters: processors.gpu.launch.attention is not identified by this data: no"
            + " prediction depends on it");
  }

  @Test
  void refusesDataThatIdentifiesNothing(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("only-matmul.yaml");
    Files.writeString(
        file,
        """
        extends: mi210
        memory: {achievable_fraction: 0.85, energy: none}
        processors:
          gpu:
            dram: {efficiency: 0.85}
            energy: none
            launch:
              attention: 30 us
              softmax: 30 us
              normalization: 30 us
              elementwise: 30 us
              graph: 3 us
              kernel: 2 us
              events: 17 us
            kernels:
              matmul:
                issue_efficiency: 0.8
                vector_efficiency: 0.9
                latency_load: 2
                overlap: 4
                dram_efficiency: 0.85
                epilogue_operations: 22
                cache_share: 0.3
              streaming: {dram_efficiency: 0.4, element_time: 0.3 ns, reduction_time: 0.6 us}
        """);

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(
            () ->
                Calibration.fit(
                    List.of(onDevice(synthetic(TRUTH, 0).get(0), "only-matmul")),
                    file.toString(),
                    automatic(),
                    what -> {}))
        .withMessage(
            "this data identifies no parameter of "
                + file
                + ": no prediction depends on processors.gpu.launch.matmul,"
                + " processors.gpu.kernels.matmul.dequantize_operations");
  }

  @Test
  void refusesToFitTwoParametersThatDoTheSame() {
    // Products of one shape: launch and bandwidth both only scale the one latency.
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      rows.add(row("elements", 1 << 26));
    }
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(
            () ->
                fit(
                    List.of(measured("gelu", rows, TRUTH, 0)),
                    new CalibrationSettings(
                        Optional.empty(), List.of(ELEMENTWISE, BANDWIDTH), 5, 1)))
        .withMessage(
            "--parameters: processors.gpu.launch.elementwise is not identified by this data:"
                + " confounded with processors.gpu.kernels.streaming.dram_efficiency (correlation"
                + " -1.000)");
  }

  @Test
  void refusesAPathThatIsNoEmpiricalParameter() {
    refuses(
        synthetic(TRUTH, 0),
        new CalibrationSettings(Optional.empty(), List.of(GPU + "launch.elementwize"), 5, 1),
        "--parameters: mi210 declares no empirical parameter 'processors.gpu.launch.elementwize';"
            + " did you mean 'processors.gpu.launch.elementwise'?");
  }

  @Test
  void refusesDataOfOtherDevices() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(
            () -> Calibration.fit(synthetic(TRUTH, 0), "a100-80gb", automatic(), what -> {}))
        .withMessage("the data has no row of device 'a100-80gb'; its devices: mi210");
  }

  @Test
  void refusesAProcessorWithoutRows() {
    refuses(
        synthetic(TRUTH, 0),
        new CalibrationSettings(Optional.of("cpu"), List.of(), 5, 1),
        "the data has no row of processor 'cpu'; did you mean 'gpu'?");
  }

  @Test
  void refusesOneFold() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CalibrationSettings(Optional.empty(), List.of(), 1, 1))
        .withMessage("folds must be at least 2, but is 1");
  }

  private static void refuses(List<Dataset> data, CalibrationSettings settings, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> fit(data, settings))
        .withMessage(message);
  }

  private static CalibrationResult fit(List<Dataset> data, CalibrationSettings settings) {
    return Calibration.fit(data, "mi210", settings, what -> {});
  }

  private static CalibrationSettings chosen() {
    return new CalibrationSettings(
        Optional.empty(), List.of(ELEMENTWISE, SOFTMAX, BANDWIDTH), 4, 1);
  }

  private static CalibrationSettings automatic() {
    return new CalibrationSettings(Optional.empty(), List.of(), 3, 1);
  }

  private static String path(CalibrationResult.Fitted f) {
    return f.parameter().path();
  }

  private static double value(CalibrationResult result, String path) {
    return result.fitted().stream()
        .filter(f -> path(f).equals(path))
        .findFirst()
        .orElseThrow()
        .value();
  }

  /** Element-wise and softmax rows, as the template with the overrides would have measured them. */
  private static List<Dataset> synthetic(List<String> overrides, double noise) {
    List<Row> gelu = new ArrayList<>();
    for (int power = 16; power <= 28; power += 2) {
      gelu.add(row("elements", 1L << power));
    }
    List<Row> softmax = new ArrayList<>();
    for (int power = 5; power <= 16; power += 2) {
      Map<String, String> fields = new LinkedHashMap<>(row("rows", 4096).fields());
      fields.put("cols", Long.toString(1L << power));
      softmax.add(new Row("softmax.csv", power, fields));
    }
    Dataset first = measured("gelu", gelu, overrides, noise);
    Dataset second = measured("softmax", softmax, overrides, noise);
    return List.of(
        new Dataset(
            "made",
            "this test",
            Optional.empty(),
            Optional.empty(),
            LaunchMethods.EAGER,
            Map.of(),
            List.of(first.tables().get(0), second.tables().get(0))));
  }

  private static Row row(String column, long size) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("device", "mi210");
    fields.put("processor", "gpu");
    fields.put(column, Long.toString(size));
    fields.put("dtype", "fp16");
    fields.put("latency_us", "1");
    return new Row("made.csv", 2, fields);
  }

  /**
   * Sets each latency to what is predicted, times noise; the sixth is an outlier if there is any.
   */
  private static Dataset measured(
      String table, List<Row> rows, List<String> overrides, double noise) {
    var random = new Random(7);
    var unmeasured = dataset(table, rows);
    List<Row> result = new ArrayList<>();
    for (Point p : new Validator(overrides).points(List.of(unmeasured), id -> {})) {
      double factor = Math.exp(noise * random.nextGaussian());
      if (noise > 0 && result.size() == 5) {
        factor = 2;
      }
      Map<String, String> fields = new LinkedHashMap<>(p.row().fields());
      fields.put(
          "latency_us", Double.toString(1e6 * factor * p.prediction().orElseThrow().value()));
      result.add(new Row(p.row().file(), p.row().line(), fields));
    }
    return dataset(table, result);
  }

  private static Dataset dataset(String table, List<Row> rows) {
    return new Dataset(
        "made",
        "this test",
        Optional.empty(),
        Optional.empty(),
        LaunchMethods.EAGER,
        Map.of(),
        List.of(new Dataset.Table(table, List.copyOf(rows.get(0).fields().keySet()), rows)));
  }

  private static Dataset onDevice(Dataset data, String device) {
    return new Dataset(
        data.id(),
        data.source(),
        data.license(),
        data.method(),
        LaunchMethods.EAGER,
        Map.of(),
        data.tables().stream()
            .map(
                t ->
                    new Dataset.Table(
                        t.name(),
                        t.columns(),
                        t.rows().stream()
                            .map(
                                r -> {
                                  Map<String, String> fields = new LinkedHashMap<>(r.fields());
                                  fields.put("device", device);
                                  return new Row(r.file(), r.line(), fields);
                                })
                            .toList()))
            .toList());
  }
}
