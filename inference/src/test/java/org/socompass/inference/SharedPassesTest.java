package org.socompass.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.pass.KnownTimes;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.PhaseResult;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;

/**
 * Designs that share passes have the results of designs that share nothing, to the last bit: the
 * reference times every pass anew, with a cache of its own. What ran when is the same, too, though
 * it is worked out long after others timed the pass.
 */
final class SharedPassesTest {
  /** Fields and values; some times are of none, some of one processor, some of all. */
  private static final List<List<String>> CHANGES =
      List.of(
          List.of(),
          List.of("processors.gpu.cores=4"),
          List.of("processors.gpu.energy.operation.fp16=1 pJ/op"),
          List.of("processors.npu.matrix.rows=64", "processors.npu.matrix.columns=64"),
          List.of("processors.npu.global_buffer.capacity=4 MiB"),
          List.of("processors.npu.energy.idle=0.02 W"),
          List.of("processors.cpu.clock=2 GHz"),
          List.of("processors.cpu.cores=2"),
          List.of("system_cache.capacity=256 KiB"),
          List.of("system_cache.capacity=1 MiB"),
          List.of("system_cache.capacity=2 MiB"),
          List.of("system_cache.capacity=12 MiB"),
          List.of("memory.data_rate=6400 MT/s"),
          List.of("memory.channels=8"),
          List.of("memory.latency=200 ns"),
          List.of("memory.energy.read=20 pJ/B"),
          List.of("memory.capacity=12 GiB"),
          List.of("synchronization.fast=40 us"),
          List.of("processors.gpu.dram.efficiency=0.7"),
          List.of("processors.gpu.launch.queued=20 us"));

  @ParameterizedTest
  @CsvSource({"tensor, 8, 1", "auto, 3, 2", "layer, 3, 3", "npu-only, 3, 4", "llama.cpp, 3, 5"})
  void sharedIsTheSameAsAlone(String engine, int designs, int seed) {
    var random = new Random(seed);
    var shared = new OperatorCache();
    // Parts of its devices that say the same are the same objects.
    DeviceTemplate template = DeviceTemplate.of("snapdragon-8-gen-3");
    KnownTimes times = shared.companion(KnownTimes.class, KnownTimes::new);
    for (int i = 0; i < designs; i++) {
      var overrides = new ArrayList<String>();
      for (int c = 0; c < 2; c++) {
        List<String> change = CHANGES.get(random.nextInt(CHANGES.size()));
        overrides.addAll(change);
      }
      var source = new DeviceSource(template, overrides);
      var request =
          new InferenceRequest(
              ModelLibrary.byId("qwen2.5-0.5b"),
              random.nextBoolean() ? Quantization.W4A16 : Quantization.W8A8,
              random.nextBoolean() ? 300 : 64,
              4,
              1,
              engine,
              List.of());

      InferenceResult found = InferenceModel.withoutTimelines(source, shared).run(request);
      InferenceResult alone = alone(new DeviceSource(template.idOrPath(), overrides)).run(request);

      long timed = times.timed();
      List<String> dearer = new ArrayList<>(overrides);
      dearer.add("memory.energy.read=21 pJ/B");
      InferenceResult priced =
          InferenceModel.withoutTimelines(new DeviceSource(template, dearer), shared).run(request);
      assertThat(priced.ttftSeconds()).isEqualTo(found.ttftSeconds());
      assertThat(times.timed()).as("passes timed for other energies").isEqualTo(timed);
      InferenceResult dearerAlone =
          alone(new DeviceSource(template.idOrPath(), dearer))
              .run(request.under(found.engine().id()));
      assertSame(priced.prefill(), dearerAlone.prefill(), dearer);
      assertSame(priced.decode(), dearerAlone.decode(), dearer);
      InferenceResult again = InferenceModel.withoutTimelines(source, shared).run(request);
      assertSame(again.prefill(), alone.prefill(), overrides);
      assertSame(again.decode(), alone.decode(), overrides);

      assertThat(found.engine()).isEqualTo(alone.engine());
      assertThat(found.device()).isEqualTo(alone.device());
      assertThat(found.ttftSeconds()).isEqualTo(alone.ttftSeconds());
      assertThat(found.tpotSeconds()).isEqualTo(alone.tpotSeconds());
      assertThat(found.activationBytes()).isEqualTo(alone.activationBytes());
      assertThat(found.kvCacheCapacityTokens()).isEqualTo(alone.kvCacheCapacityTokens());
      assertSame(found.prefill(), alone.prefill(), overrides);
      assertSame(found.decode(), alone.decode(), overrides);

      InferenceResult later = new InferenceModel(source, Background.NONE, shared).run(request);
      assertThat(later.prefill()).as("%s", overrides).isEqualTo(alone.prefill());
      assertThat(later.decode()).as("%s", overrides).isEqualTo(alone.decode());
      assertThat(later.decode().timeline()).isPresent();
    }
  }

  private static InferenceModel alone(DeviceSource source) {
    return new InferenceModel(source, Background.NONE, new OperatorCache());
  }

  private static void assertSame(PhaseResult found, PhaseResult alone, List<String> overrides) {
    assertThat(found.operators()).as("%s", overrides).isEqualTo(alone.operators());
    assertThat(found.seconds()).isEqualTo(alone.seconds());
    assertThat(found.handOvers()).isEqualTo(alone.handOvers());
  }
}
