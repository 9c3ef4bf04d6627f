package org.socompass.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.input.InputException;
import org.socompass.validation.Dataset;
import org.socompass.validation.LaunchMethods;
import org.socompass.validation.Point;
import org.socompass.validation.Row;
import org.socompass.validation.Validator;

/** Priors that devices share: three kernels of one are enough, and what they can't tell stays. */
final class PriorsTest {
  static final String DRAM = "processors.gpu.kernels.matmul.dram_efficiency";
  private static final List<String> COLUMNS =
      List.of(
          "device",
          "processor",
          "batch",
          "m",
          "k",
          "n",
          "activation_dtype",
          "weight_dtype",
          "output_dtype",
          "latency_us");

  /** Products as a device with the overrides would have measured them. */
  static Dataset products(String device, List<long[]> shapes, List<String> overrides) {
    List<Row> rows = new ArrayList<>();
    for (long[] s : shapes) {
      Map<String, String> fields = new LinkedHashMap<>();
      List<String> values =
          List.of(
              device,
              "gpu",
              "1",
              Long.toString(s[0]),
              Long.toString(s[1]),
              Long.toString(s[2]),
              "fp16",
              "fp16",
              "fp16",
              "1");
      for (int i = 0; i < values.size(); i++) {
        fields.put(COLUMNS.get(i), values.get(i));
      }
      rows.add(new Row("made.csv", rows.size() + 2, fields));
    }
    List<Row> measured = new ArrayList<>();
    for (Point p : new Validator(overrides).points(List.of(dataset(rows)), id -> {})) {
      Map<String, String> fields = new LinkedHashMap<>(p.row().fields());
      fields.put("latency_us", Double.toString(1e6 * p.prediction().orElseThrow().value()));
      measured.add(new Row("made.csv", p.row().line(), fields));
    }
    return dataset(measured);
  }

  private static Dataset dataset(List<Row> rows) {
    return new Dataset(
        "made",
        "this test",
        Optional.empty(),
        Optional.empty(),
        LaunchMethods.EAGER,
        Map.of(),
        List.of(new Dataset.Table("matmul", COLUMNS, rows)));
  }

  private static final List<long[]> THREE =
      List.of(
          new long[] {1, 8192, 28672}, new long[] {4096, 4096, 4096}, new long[] {64, 2048, 512});

  @Test
  void aLibraryThatNamesAFamilyHasItsValuesAndSpreads() {
    Parameter dram =
        Parameter.declared(DeviceLibrary.tree("a40", List.of())).stream()
            .filter(p -> p.path().equals(DRAM))
            .findFirst()
            .orElseThrow();

    assertThat(dram.sigma().getAsDouble()).isEqualTo(0.11);
    // ln(0.9 / 0.785) / 0.11 and (1.0 - 0.6) / (0.9 * 0.11)
    assertThat(dram.start()).isEqualTo(0.785);
    assertThat(dram.deviation(0.9)).isCloseTo(1.2428, within(1e-4));
    assertThat(dram.deviationByPlace(0.9)).isCloseTo(4.0404, within(1e-4));
  }

  @Test
  void threeKernelsTellWhatTheyCanAndTheRestStaysAtItsPrior() {
    CalibrationResult result =
        Calibration.fit(
            List.of(products("a40", THREE, List.of(DRAM + "=0.7"))),
            "a40",
            new CalibrationSettings(Optional.empty(), List.of(), 2, 1),
            what -> {});

    CalibrationResult.Fitted dram =
        result.fitted().stream()
            .filter(f -> f.parameter().path().equals(DRAM))
            .findFirst()
            .orElseThrow();
    // Between the prior of 0.785 and the truth of 0.70, nearer to the truth.
    assertThat(dram.value()).isBetween(0.69, 0.745);
    assertThat(result.held())
        .filteredOn(h -> h.parameter().path().endsWith("matmul.vector_efficiency"))
        .isNotEmpty();
    assertThat(result.overall().afterPercent()).isLessThan(result.overall().beforePercent());
  }

  @Test
  void aDeviceLeftOutIsPredictedByTheOthers() {
    List<long[]> shapes = new ArrayList<>(THREE);
    shapes.add(new long[] {1, 4096, 14336});
    List<Dataset> data = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    for (String device : List.of("a40", "l40s", "h100-sxm-80gb")) {
      rows.addAll(products(device, shapes, List.of(DRAM + "=0.7")).tables().get(0).rows());
    }
    data.add(dataset(rows));

    LeaveOut.Result result = LeaveOut.of(data, Optional.of("l40s"), what -> {});

    assertThat(result.rows()).hasSize(1);
    LeaveOut.ErrorRow row = result.rows().get(0);
    assertThat(row.device()).isEqualTo("l40s");
    assertThat(row.rows()).isEqualTo(4);
    // The others reach 0.7 of their memory like this one, so that they predict it better than 0.8.
    assertThat(row.leftOutPercent()).isLessThan(0.7 * row.shippedPercent());
    assertThat(row.threePercent()).isLessThan(row.shippedPercent());
  }

  @Test
  void aDeviceWithoutRowsCantBeLeftOut() {
    List<Dataset> data = List.of(products("a40", THREE, List.of()));

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> LeaveOut.of(data, Optional.of("a41"), what -> {}))
        .withMessageContaining("'a41'")
        .withMessageContaining("did you mean 'a40'?");
  }
}
