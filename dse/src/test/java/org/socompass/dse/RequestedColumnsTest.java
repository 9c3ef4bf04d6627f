package org.socompass.dse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.cost.CostExperiment;
import org.socompass.cost.draws.Quantiles;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.Status;
import org.socompass.evaluation.DesignModel;
import org.socompass.evaluation.SustainedEvaluation;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.input.InputException;

/** Metrics that a sweep computes only if its spec names them. */
final class RequestedColumnsTest {
  private static final String ONE_POINT =
      Specs.SMALL
          .replaceFirst("  rate: .*", "  rate: {path: memory.data_rate, values: [6400 MT/s]}")
          .replaceFirst("  slc: .*\n", "");

  private static Row row(SweepSpec spec) {
    return new PointEvaluator(spec).evaluate(0, new PointSpace(spec).point(0));
  }

  private static double number(SweepSpec spec, Row row, String column) {
    return row.number(Columns.of(spec).index(column));
  }

  @Test
  void areWhatTheModelsOfARunSay() {
    SweepSpec spec =
        Specs.read(
            ONE_POINT
                + "columns: [decode_energy_j_per_token_p10, decode_energy_j_per_token_p90]\n"
                + "constraints: {sustained_power_w: {max: 9}, chip_cost_usd_p90: {max: 900}}\n");
    var source = new DeviceSource("snapdragon-8-gen-3", List.of("memory.data_rate=6400 MT/s"));
    var result = new InferenceModel(source).run(spec.workloads().get(0).request());
    Quantiles joules =
        new DesignModel(source, CostExperiment.standard(), InferenceModel::new)
            .evaluation(result)
            .onRequest()
            .energy()
            .orElseThrow()
            .decodeJoulesPerToken()
            .quantiles();
    double watts =
        SustainedEvaluation.of(step -> new InferenceModel(source.throttled(step)), result)
            .value("sustained_power_w")
            .orElseThrow();

    Row row = row(spec);

    assertThat(row.status()).isEqualTo(Status.OK);
    assertThat(number(spec, row, "decode_energy_j_per_token_p10"))
        .isCloseTo(joules.p10(), withinPercentage(1e-4));
    assertThat(number(spec, row, "decode_energy_j_per_token_p90"))
        .isCloseTo(joules.p90(), withinPercentage(1e-4));
    assertThat(number(spec, row, "sustained_power_w")).isCloseTo(watts, withinPercentage(1e-4));
    assertThat(number(spec, row, "chip_cost_usd_p90"))
        .isGreaterThan(0)
        .isLessThan(number(spec, row, "system_cost_usd_p90"));
  }

  @Test
  void areColumnsOnlyWhereTheyAreNamed() {
    List<String> plain = Columns.of(Specs.read(ONE_POINT)).ids();
    SweepSpec spec = Specs.read(ONE_POINT + "columns: [sustained_power_w, tpot_ms]\n");

    assertThat(plain).doesNotContain("sustained_power_w", "decode_energy_j_per_token_p10");
    // One that every report has stays where it is, and is there once.
    assertThat(Columns.of(spec).ids())
        .containsSubsequence("tpot_ms", "sustained_power_w", "engine_used")
        .hasSize(plain.size() + 1);
    assertThat(spec.digest()).isNotEqualTo(Specs.read(ONE_POINT).digest());
  }

  @Test
  void ofSeveralWorkloadsTheHottestCounts() {
    SweepSpec spec =
        Specs.read(
            ONE_POINT.replace(
                    "objectives:",
                    "  cool: {model: qwen2.5-1.5b, quantization: w4a16, prompt: 32, output: 4,"
                        + " engine: npu-only}\nobjectives:")
                + "columns: [sustained_body_celsius]\nconstraints: {cool.sustained_power_w: {max: 9}}\n");

    Row row = row(spec);

    double gpu = number(spec, row, "chat.sustained_body_celsius");
    double npu = number(spec, row, "cool.sustained_body_celsius");
    assertThat(gpu).isGreaterThan(npu);
    assertThat(number(spec, row, "sustained_body_celsius")).isEqualTo(gpu);
    assertThat(number(spec, row, "sustained_power_w"))
        .isCloseTo(
            Math.sqrt(
                number(spec, row, "chat.sustained_power_w")
                    * number(spec, row, "cool.sustained_power_w")),
            withinPercentage(1e-4));
  }

  static Stream<Arguments> lacking() {
    return Stream.of(
        Arguments.of(
            "jetson-agx-orin",
            "sustained_power_w",
            "sustained_power_w: the template lacks thermal, processors.gpu.dvfs"),
        Arguments.of(
            "apple-m2-10gpu",
            "decode_energy_j_per_token_p90",
            "decode_energy_j_per_token_p90: the template lacks processors.gpu.energy, memory.energy"));
  }

  @ParameterizedTest
  @MethodSource("lacking")
  void aConstraintOnWhatTheTemplateLacksNamesTheField(String device, String metric, String reason) {
    SweepSpec spec =
        Specs.read(
            ONE_POINT.replace("snapdragon-8-gen-3", device)
                + "constraints: {%s: {max: 100}}\n".formatted(metric));

    Row row = row(spec);

    assertThat(row.status()).isEqualTo(Status.INCOMPLETE);
    assertThat(row.cells().get(Columns.REASON)).isEqualTo(reason);
    assertThat(row.cells().get(Columns.of(spec).index(metric))).isNull();
  }

  @Test
  void anUnknownOneIsAMistakeAtItsPlace() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Specs.read(ONE_POINT + "columns:\n  - sustained_power\n"))
        .withMessage(
            "spec.yaml:11:5: columns: unknown metric 'sustained_power'; did you mean"
                + " 'sustained_power_w'?");
  }
}
