package org.socompass.dse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.cost.CostExperiment;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.RowStore;
import org.socompass.dse.store.Status;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.DesignModel;
import org.socompass.evaluation.Metric;
import org.socompass.evaluation.Metrics;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.input.Decimals;
import org.socompass.input.InputException;

/** Rows of a sweep: what they hold, and that neither threads nor stops change them. */
final class SweepTest {
  private static final SweepSpec SMALL = Specs.read(Specs.SMALL);

  private static List<Row> run(SweepSpec spec, RowStore store, int jobs) {
    new Sweep(spec, new PointEvaluator(spec), store).run(jobs, () -> false, tally -> {});
    return store instanceof MemoryStore memory ? memory.rows : List.of();
  }

  @Test
  void aRowHoldsWhatARunOfTheDesignSays() {
    Columns columns = Columns.of(SMALL);
    Row row = run(SMALL, new MemoryStore(), 1).get(3);

    // Point 3: second rate, second capacity.
    var source =
        new DeviceSource(
            "snapdragon-8-gen-3",
            List.of("memory.data_rate=8533 MT/s", "system_cache.capacity=16 MiB"));
    DesignEvaluation expected =
        new DesignModel(source, CostExperiment.standard(), InferenceModel::new)
            .evaluation(SMALL.workloads().get(0).request());
    assertThat(row.number(columns.index("rate_mt_per_s"))).isEqualTo(8533);
    assertThat(row.number(columns.index("slc_mib"))).isEqualTo(16);
    for (Metric metric : Metrics.all()) {
      double value = metric.value(expected).orElse(Double.NaN);
      double shown =
          metric.kind() == Metric.Kind.NUMBER && !Double.isNaN(value)
              ? Decimals.exact(value).doubleValue()
              : value;
      assertThat(row.number(columns.index(metric.id()))).as(metric.id()).isEqualTo(shown);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{method: grid}",
        "{method: random, seed: 2, samples: 6}",
        "{method: sobol, seed: 2, samples: 20}",
        "{method: nsga2, seed: 2, samples: 7, population: 4}"
      })
  void threadsAndStopsChangeNothing(String search) {
    SweepSpec spec = Specs.searching(search);
    List<Row> expected = run(spec, new MemoryStore(), 1);

    assertThat(run(spec, new MemoryStore(), 3)).isEqualTo(expected);
    for (int kept = 0; kept < expected.size(); kept += 3) {
      var store = new MemoryStore();
      store.rows.addAll(expected.subList(0, kept));
      assertThat(run(spec, store, 2)).as("resumed after " + kept).isEqualTo(expected);
    }
  }

  @Test
  void aStopKeepsWhatIsDone() {
    SweepSpec spec = Specs.searching("{method: sobol, seed: 1, samples: 400}");
    var store = new MemoryStore();
    var asked = new AtomicInteger();
    new Sweep(spec, new PointEvaluator(spec), store)
        .run(1, () -> asked.incrementAndGet() > 25, tally -> {});

    assertThat(store.rows).isNotEmpty().hasSizeLessThan(400);
    assertThat(store.rows).extracting(Row::point).first().isEqualTo(0L);
    assertThat(store.rows).extracting(Row::point).last().isEqualTo(store.size() - 1);
  }

  @Test
  void aFullDiskStopsWithItsMessage() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> run(SMALL, new MemoryStore(5), 2))
        .withMessage("memory: can't be written: No space left on device");
  }

  @Test
  void rowsOfOtherModelsAreNotMixedWithNewOnes() {
    List<Row> rows = run(SMALL, new MemoryStore(), 1);
    var changed = new java.util.ArrayList<>(rows.get(0).cells());
    changed.set(Columns.of(SMALL).index("ttft_ms"), 1.0);
    var store = new MemoryStore();
    store.rows.add(new Row(changed));

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> run(SMALL, store, 1))
        .withMessageStartingWith("the models changed since");
  }

  @Test
  void everyPointSaysWhatBecameOfIt() {
    // Without a GPU there is nothing to run on; without a measured die the objective lacks its
    // input.
    SweepSpec spec =
        Specs.read(
            Specs.SMALL
                .replaceFirst(
                    "  rate: .*",
                    "  gpu: {choices: {without: {processors.gpu: none}, with:"
                        + " {processors.gpu.cores: 6}}}")
                .replaceFirst("  slc: .*", "  die: {path: area.die, values: [140 mm2, none]}")
                .replace("objectives:", "constraints: {ttft_ms: {max: 1}}\nobjectives:"));

    List<Row> rows = run(spec, new MemoryStore(), 1);

    assertThat(rows)
        .extracting(Row::status)
        .containsExactly(Status.INVALID, Status.INVALID, Status.INFEASIBLE, Status.INCOMPLETE);
    assertThat(String.valueOf(rows.get(0).cells().get(Columns.REASON)))
        .startsWith("engine 'gpu-only' needs a processor of kind gpu");
    assertThat(String.valueOf(rows.get(2).cells().get(Columns.REASON)))
        .matches("ttft_ms is [0-9.]+, above 1");
    assertThat(String.valueOf(rows.get(3).cells().get(Columns.REASON)))
        .startsWith("die_area_mm2: ")
        .contains("no measured die");
  }

  @Test
  void workloadsHaveColumnsOfTheirOwnAndAWeightedGeometricMean() {
    SweepSpec spec =
        Specs.read(
            Specs.SMALL
                .replaceFirst("  rate: .*", "  rate: {path: memory.data_rate, values: [6400 MT/s]}")
                .replaceFirst("  slc: .*\n", "")
                .replace(
                    "objectives:",
                    "  long: {model: qwen2.5-1.5b, quantization: w8a8, prompt: 128, output: 4,"
                        + " engine: npu-only, weight: 3}\nobjectives:"));
    Columns columns = Columns.of(spec);

    Row row = run(spec, new MemoryStore(), 1).get(0);

    double chat = row.number(columns.index("chat.ttft_ms"));
    double prompt = row.number(columns.index("long.ttft_ms"));
    assertThat(prompt).isNotEqualTo(chat);
    assertThat(row.number(columns.index("ttft_ms")))
        .isCloseTo(
            Math.pow(chat * prompt * prompt * prompt, 0.25),
            org.assertj.core.api.Assertions.withinPercentage(1e-4));
    // What belongs to the design is the same for both, and its own mean to the last digit.
    assertThat(row.number(columns.index("die_area_mm2")))
        .isEqualTo(row.number(columns.index("chat.die_area_mm2")));
    assertThat(row.number(columns.index("weights_bytes")))
        .isEqualTo(row.number(columns.index("long.weights_bytes")));
    assertThat(row.cells().get(columns.index("chat.engine_used"))).isEqualTo("gpu-only");
    assertThat(row.cells().get(columns.index("long.engine_used"))).isEqualTo("npu-only");
  }

  @Test
  void theEngineMayBeAParameter() {
    SweepSpec spec =
        Specs.read(
            Specs.SMALL
                .replaceFirst("  rate: .*", "  engine: {engine: [gpu-only, npu-only, llm-npu]}")
                .replaceFirst("  slc: .*\n", ""));
    Columns columns = Columns.of(spec);

    List<Row> rows = run(spec, new MemoryStore(), 1);

    Map<Object, Status> statuses =
        rows.stream()
            .collect(Collectors.toMap(r -> r.cells().get(columns.index("engine")), Row::status));
    assertThat(statuses)
        .containsEntry("gpu-only", Status.OK)
        .containsEntry("npu-only", Status.OK)
        .containsEntry("llm-npu", Status.INVALID); // it needs integer activations
  }

  @Test
  void aParameterThatNoOperatorReadsSearchesNothingAgain() {
    // The die area reads the capacity of the system cache; operators on the GPU do not.
    var evaluator = new PointEvaluator(SMALL);
    var space = new PointSpace(SMALL);

    evaluator.evaluate(0, space.point(0));
    long searched = evaluator.searches();
    evaluator.evaluate(1, space.point(1));

    assertThat(searched).isPositive();
    assertThat(evaluator.searches()).isEqualTo(searched);
  }
}
