package org.socompass.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.socompass.cost.CostExperiment;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;

/** The value that a report states and the draws beside it are of one distribution. */
final class StatedValueTest {
  /**
   * How far a stated value may be from the median of its draws, of the width from p10 to p90. Every
   * constant is the median of its own draws, but the median of a sum or a ratio of lopsided numbers
   * is not that of its parts: it moves towards the longer tails.
   */
  private static final double OF_WIDTH = 0.25;

  private static final OperatorCache CACHE = new OperatorCache();

  private static InferenceModel model(DeviceSource source) {
    return new InferenceModel(source, Background.NONE, CACHE);
  }

  private static DesignEvaluation evaluate(DeviceSource source, String engine) {
    var request =
        new InferenceRequest(
            ModelLibrary.load("qwen3-0.6b"), Quantization.W4A16, 64, 8, 1, engine, List.of());
    return new DesignModel(source, CostExperiment.standard(), StatedValueTest::model)
        .evaluation(request);
  }

  private static double value(DesignEvaluation evaluation, String id) {
    return Metrics.named(id).value(evaluation).orElseThrow();
  }

  @Test
  void liesWithinItsPercentilesOnEveryDevice() {
    List<String> drawn =
        Metrics.everyId().stream()
            .filter(id -> id.endsWith("_p50"))
            .map(id -> id.substring(0, id.length() - "_p50".length()))
            .toList();
    List<String> seen = new ArrayList<>();
    SoftAssertions.assertSoftly(
        all -> {
          for (String device : DeviceLibrary.ids()) {
            var source = new DeviceSource(device, List.of());
            for (String engine : engines(source)) {
              DesignEvaluation e = evaluate(source, engine);
              for (String id : drawn) {
                if (Metrics.named(id + "_p50").value(e).isEmpty()) {
                  continue;
                }
                seen.add(id);
                double p10 = value(e, id + "_p10");
                double p50 = value(e, id + "_p50");
                double p90 = value(e, id + "_p90");
                double stated = value(e, id);
                String what =
                    "%s of %s, %s: %s in %s %s %s"
                        .formatted(id, device, engine, stated, p10, p50, p90);
                double rounding = 1e-9 * stated;
                all.assertThat(stated).as(what).isBetween(p10 - rounding, p90 + rounding);
                all.assertThat(Math.abs(stated - p50))
                    .as(what)
                    .isLessThanOrEqualTo(OF_WIDTH * (p90 - p10) + rounding);
              }
            }
          }
        });
    assertThat(seen).containsAll(drawn);
  }

  private static List<String> engines(DeviceSource source) {
    List<String> ids = source.load().processorIds();
    return Stream.of("cpu", "gpu", "npu").filter(ids::contains).map(id -> id + "-only").toList();
  }
}
