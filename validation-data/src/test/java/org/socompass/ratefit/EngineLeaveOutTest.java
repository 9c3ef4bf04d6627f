package org.socompass.ratefit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.validation.DatasetReader;

/** Fits that find constants again, and that a device left out takes no part in. */
final class EngineLeaveOutTest {
  private static List<RatedRow> rows = List.of();

  @BeforeAll
  static void read() {
    rows =
        RatedRows.of(
            DatasetReader.builtIn().stream()
                .filter(d -> d.id().startsWith("qualcomm-aihub-genie"))
                .toList(),
            List.of());
  }

  @Test
  void aPassIsTimedAsTheInferenceModelTimesIt() {
    var model = new InferenceModel(new DeviceSource("snapdragon-8-elite", List.of()));
    for (ForwardPass forward : List.of(ForwardPass.prefill(1, 300), ForwardPass.decode(1, 900))) {
      var request =
          new InferenceRequest(
              ModelLibrary.byId("llama-3.2-1b"),
              Quantization.of("w4ai16"),
              forward.queryLength(),
              1,
              1,
              rows.get(0).engine(),
              List.of("npu"));
      double whole = model.pass(request, forward).seconds();
      double rated = model.ratedPass(request, forward).orElseThrow().seconds(rows.get(0).rates());

      assertThat(rated).isCloseTo(whole, within(1e-6 * whole));
    }
  }

  /** Rows that the law itself makes with known constants lead the fit back to them. */
  @Test
  void findsTheConstantsThatMadeTheRows() {
    Map<String, Double> truth =
        Map.of("products.int16*int4.share", 0.31, "port_share", 0.93, "attention.cache_share", 0.5);
    List<RatedRow> made = new ArrayList<>();
    for (RatedRow r : rows) {
      double seconds = r.measuredSeconds() * Math.exp(r.residual(truth));
      made.add(
          new RatedRow(
              r.dataset(),
              r.engine(),
              r.device(),
              r.phase(),
              r.row(),
              seconds,
              r.pass(),
              r.rates()));
    }

    Map<String, Double> found = RateFit.of(List.copyOf(truth.keySet()), made, Map.of()).values();

    truth.forEach(
        (name, value) ->
            assertThat(found.get(name)).as(name).isCloseTo(value, within(0.05 * value)));
  }

  @Test
  void rowsOfADeviceDoNotChangeItsOwnPredictionLeftOut() {
    List<RatedRow> altered = new ArrayList<>();
    for (RatedRow r : rows) {
      double seconds = r.measuredSeconds() * (r.device().equals("snapdragon-x-elite") ? 3 : 1);
      altered.add(
          new RatedRow(
              r.dataset(),
              r.engine(),
              r.device(),
              r.phase(),
              r.row(),
              seconds,
              r.pass(),
              r.rates()));
    }

    var before = EngineLeaveOut.predictions(rows, text -> {});
    var after = EngineLeaveOut.predictions(altered, text -> {});

    for (int i = 0; i < before.size(); i++) {
      if (before.get(i).row().device().equals("snapdragon-x-elite")) {
        assertThat(after.get(i).leftOut() * 3)
            .isCloseTo(before.get(i).leftOut(), within(1e-9 * before.get(i).leftOut()));
        assertThat(after.get(i).inSample() * 3).isGreaterThan(before.get(i).inSample());
      }
    }
  }

  /** Stated tolerance of Genie on devices that took no part: decode 20 %, prefill 15 %. */
  @Test
  void genieOnADeviceLeftOutIsNear() {
    var predictions = EngineLeaveOut.predictions(rows, text -> {});

    assertThat(meanError(predictions, "decode")).isLessThan(0.20);
    assertThat(meanError(predictions, "prefill")).isLessThan(0.15);
  }

  private static double meanError(List<EngineLeaveOut.Prediction> predictions, String phase) {
    return predictions.stream()
        .filter(p -> p.row().phase().equals(phase))
        .mapToDouble(p -> Math.abs(p.leftOut() - 1))
        .average()
        .orElseThrow();
  }
}
