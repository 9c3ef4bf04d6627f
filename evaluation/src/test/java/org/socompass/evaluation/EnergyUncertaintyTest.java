package org.socompass.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.cost.CostExperiment;
import org.socompass.cost.draws.Draws;
import org.socompass.cost.draws.Quantiles;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;

/** Draws of energy constants: exact where they can be checked, and the same for the same seed. */
final class EnergyUncertaintyTest {
  private static final String PHONE = "snapdragon-8-gen-3";
  private static final OperatorCache CACHE = new OperatorCache();

  private static InferenceModel model(DeviceSource source) {
    return new InferenceModel(source, Background.NONE, CACHE);
  }

  private static InferenceResult run(DeviceSource source, String engine) {
    return model(source).run(request(engine));
  }

  private static InferenceRequest request(String engine) {
    return new InferenceRequest(
        ModelLibrary.load("qwen2.5-1.5b"), Quantization.W4A16, 64, 8, 2, engine, List.of());
  }

  private static EnergyUncertainty of(String device, String engine, Draws draws, String... set) {
    var source = new DeviceSource(device, List.of(set));
    return EnergyUncertainty.of(source, EnergyUncertaintyTest::model, run(source, engine), draws)
        .orElseThrow();
  }

  private static double decodeJoules(String engine, String... set) {
    var source = new DeviceSource(PHONE, List.of(set));
    return new DesignModel(source, CostExperiment.standard(), EnergyUncertaintyTest::model)
        .evaluation(run(source, engine))
        .decodeJoulesPerToken()
        .orElseThrow();
  }

  @Test
  void withoutDrawsItIsTheEnergyOfTheEvaluation() {
    EnergyUncertainty energy = of(PHONE, "tensor", Draws.NOMINAL);
    assertThat(energy.decodeJoulesPerToken().isCertain()).isTrue();
    assertThat(energy.decodeJoulesPerToken().value())
        .isCloseTo(decodeJoules("tensor"), within(1e-12));
  }

  /** Constants of processors that take no part are left out, to the last bit. */
  @ParameterizedTest
  @CsvSource({
    "snapdragon-8-gen-3,npu-only",
    "snapdragon-8-gen-3,cpu-only",
    "snapdragon-8-gen-3,tensor",
    "snapdragon-8-gen-3,gpu-only",
    "jetson-agx-orin,gpu-only"
  })
  void constantsOfProcessorsThatTakeNoPartMoveNothing(String device, String engine) {
    var source = new DeviceSource(device, List.of());
    Draws draws = Draws.monteCarlo(20, 3);
    InferenceResult result = run(source, engine);

    assertThat(of(device, engine, draws))
        .isEqualTo(
            EnergyUncertainty.of(
                    source,
                    EnergyUncertaintyTest::model,
                    result,
                    draws,
                    Set.copyOf(result.device().processorIds()))
                .orElseThrow());
  }

  /** Energy is linear in every constant: both moved at once is the sum of each moved alone. */
  @Test
  void swingsAreWhatPredictionsWithOtherConstantsSay() {
    EnergyUncertainty energy = of(PHONE, "tensor", Draws.NOMINAL);
    double typical = decodeJoules("tensor");
    Map<String, Double> rise = new TreeMap<>();
    List<String> set = new ArrayList<>();
    for (EnergyUncertainty.Swing swing : energy.swings()) {
      String path = swing.constant().id().substring("energy: ".length());
      if (path.equals("processors.gpu.energy.core_cycle") || path.equals("memory.energy.read")) {
        double high = swing.constant().quantile(0.9) * 1e12;
        set.add(path + "=" + high + (path.endsWith("read") ? " pJ/B" : " pJ/cycle"));
        rise.put(path, swing.high() - typical);
      }
    }
    assertThat(rise).hasSize(2);
    assertThat(decodeJoules("tensor", set.toArray(String[]::new)) - typical)
        .isCloseTo(
            rise.values().stream().mapToDouble(Double::doubleValue).sum(), within(1e-9 * typical));
  }

  @Test
  void theSameSeedGivesTheSameAndPercentilesAreOrdered() {
    EnergyUncertainty one = of(PHONE, "gpu-only", Draws.monteCarlo(500, 7));
    EnergyUncertainty two = of(PHONE, "gpu-only", Draws.monteCarlo(500, 7));
    assertThat(one.decodeJoulesPerToken()).isEqualTo(two.decodeJoulesPerToken());
    for (EnergyUncertainty.Value value : EnergyUncertainty.VALUES) {
      Quantiles q = value.of().apply(one).quantiles();
      assertThat(q.p10()).isPositive().isLessThan(q.p50());
      assertThat(q.p50()).isLessThan(q.p90());
      assertThat(value.of().apply(one).least()).isPositive();
    }
    double least = one.swings().get(0).size();
    for (EnergyUncertainty.Swing swing : one.swings()) {
      assertThat(swing.size()).isLessThanOrEqualTo(least);
      least = swing.size();
    }
  }

  @Test
  void onlyConstantsOfTheProcessorsThatRunMatter() {
    assertThat(of(PHONE, "gpu-only", Draws.NOMINAL).swings())
        .isNotEmpty()
        .allMatch(s -> s.constant().id().matches("energy: (processors\\.gpu|memory)\\..*"));
  }

  @Test
  void aValueThatTheUserSetsIsCertain() {
    assertThat(of(PHONE, "gpu-only", Draws.NOMINAL, "memory.energy.read=30 pJ/B").swings())
        .noneMatch(s -> s.constant().id().endsWith("memory.energy.read"));
  }

  @Test
  void aDeviceWithoutConstantsHasNone() {
    var source = new DeviceSource("apple-m2-10gpu", List.of());
    assertThat(
            EnergyUncertainty.of(
                source, EnergyUncertaintyTest::model, run(source, "gpu-only"), Draws.NOMINAL))
        .isEmpty();
  }
}
