package org.socompass.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.socompass.cost.draws.Draws;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;

/** Energies that designs share are those of designs that share nothing, to the last bit. */
final class KnownEnergiesTest {
  private static final DeviceTemplate PHONE = DeviceTemplate.of("snapdragon-8-gen-3");
  private static final Draws DRAWS = Draws.monteCarlo(20, 3);
  private static final InferenceRequest REQUEST =
      new InferenceRequest(
          ModelLibrary.load("qwen2.5-0.5b"), Quantization.W4A16, 32, 4, 1, "gpu-only", List.of());

  private static final List<String> CHANGES =
      List.of(
          "system_cache.capacity=4 MiB",
          "system_cache.capacity=16 MiB",
          "system_cache.capacity=16 KiB",
          "area.die=140 mm2",
          "memory.latency=140 ns",
          "processors.gpu.energy.idle=0.3 W",
          "processors.npu.energy.idle=0.3 W",
          "processors.gpu.clock=0.8 GHz",
          "memory.energy.read=30 pJ/B",
          "memory.data_rate=8400 MT/s");

  private final OperatorCache shared = new OperatorCache();
  private final KnownEnergies known = new KnownEnergies();

  private Optional<EnergyUncertainty> known(List<String> overrides) {
    var source = new DeviceSource(PHONE, overrides);
    InferenceResult result = InferenceModel.withoutTimelines(source, shared).run(REQUEST);
    return known.of(
        source,
        result,
        DRAWS,
        () ->
            EnergyUncertainty.of(
                source, s -> InferenceModel.withoutTimelines(s, shared), result, DRAWS));
  }

  @Test
  void sharedIsTheSameAsAlone() {
    var random = new Random(11);
    var own = new OperatorCache();
    for (int i = 0; i < 24; i++) {
      List<String> overrides = new ArrayList<>();
      for (int c = random.nextInt(3); c >= 0; c--) {
        overrides.add(CHANGES.get(random.nextInt(CHANGES.size())));
      }
      var alone = new DeviceSource(PHONE.idOrPath(), overrides);
      InferenceResult result = new InferenceModel(alone, Background.NONE, own).run(REQUEST);

      assertThat(known(overrides))
          .as("%s", overrides)
          .isEqualTo(
              EnergyUncertainty.of(
                  alone, s -> new InferenceModel(s, Background.NONE, own), result, DRAWS));
    }
  }

  @Test
  void designsThatShareTheirPassesShareTheirEnergies() {
    EnergyUncertainty energy = known(List.of("system_cache.capacity=8 MiB")).orElseThrow();

    assertThat(known(List.of("system_cache.capacity=9 MiB", "area.die=150 mm2")).orElseThrow())
        .isSameAs(energy);
    assertThat(known(List.of("system_cache.capacity=8 MiB", "memory.energy.read=30 pJ/B")))
        .isNotEqualTo(Optional.of(energy));
  }
}
