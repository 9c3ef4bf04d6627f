package org.socompass.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.hardware.Device;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.Engines;
import org.socompass.llm.Phase;

/** What selectors learn, and how they are judged. */
final class SelectorTest {
  private static final Settings SETTINGS = new Settings(20, 1, 7);

  /** The GPU projects from n = 64 on, the NPU below; the NPU always does the core. */
  private static List<ProfileRow> rows() {
    List<ProfileRow> rows = new ArrayList<>();
    for (long n = 8; n <= 128; n += 8) {
      for (long d : new long[] {512, 1024, 2048, 4096}) {
        double gpu = n >= 64 ? 10 : 30;
        rows.add(
            new ProfileRow(
                new AttentionPoint(n, d, Precision.INT8, Phase.PREFILL), gpu, 20, 20, 10, 1));
      }
    }
    return rows;
  }

  @Test
  void learnsARuleThatFeaturesSeparate() {
    Selector selector = Selector.train(rows(), SETTINGS);

    for (ProfileRow row : rows()) {
      assertThat(selector.select(row.point())).as("%s", row.point()).isEqualTo(row.oracle());
    }
    assertThat(selector.select(new AttentionPoint(20, 1536, Precision.INT8, Phase.PREFILL)))
        .isEqualTo(Pair.alone(Backend.NPU));
    assertThat(selector.select(new AttentionPoint(100, 1536, Precision.INT8, Phase.PREFILL)))
        .isEqualTo(new Pair(Backend.GPU, Backend.NPU));
  }

  @Test
  void theSameSeedGivesTheSameEvaluation() {
    var profile = new Profile("made", rows());

    assertThat(Evaluation.crossValidated(profile, SETTINGS, 4))
        .isEqualTo(Evaluation.crossValidated(profile, SETTINGS, 4));
  }

  @Test
  void everyRowIsJudgedOnceInItsPlace() {
    Evaluation evaluation = Evaluation.crossValidated(new Profile("made", rows()), SETTINGS, 5);

    assertThat(evaluation.choices().stream().map(Evaluation.Choice::row)).isEqualTo(rows());
    Confusion qkv = evaluation.confusion(Stage.QKV_PROJECTION);
    // n = 64, 72, ..., 128: 9 of 16 lengths, 4 hidden sizes each.
    assertThat(qkv.gpuAsGpu() + qkv.gpuAsNpu()).isEqualTo(36);
    assertThat(qkv.npuAsGpu() + qkv.npuAsNpu()).isEqualTo(28);
    assertThat(evaluation.confusion(Stage.ATTENTION_CORE)).isEqualTo(new Confusion(0, 0, 0, 64));
    assertThat(evaluation.agreement()).isEqualTo(qkv.accuracy()).isGreaterThan(0.9);
    assertThat(evaluation.meanSpeedup(Backend.GPU))
        .isLessThanOrEqualTo(evaluation.meanOracleSpeedup(Backend.GPU));
  }

  @Test
  void whatDecidesNothingHasNoImportance() {
    Evaluation evaluation = Evaluation.crossValidated(new Profile("made", rows()), SETTINGS, 5);

    List<Double> qkv = evaluation.importance().getOrDefault(Stage.QKV_PROJECTION, List.of());
    // Features that follow n replace each other, so that none loses all.
    assertThat(Collections.max(qkv)).isPositive();
    assertThat(qkv.get(Features.NAMES.indexOf("precision"))).isZero();
    assertThat(evaluation.importance().getOrDefault(Stage.ATTENTION_CORE, List.of()))
        .containsOnly(0.0);
  }

  @Test
  void foldsMustSplitTheRows() {
    var profile = new Profile("made", rows().subList(0, 3));
    assertThatThrownBy(() -> Evaluation.crossValidated(profile, SETTINGS, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("folds must be in [2, 3], the rows of the profile, but is 4");
    assertThatThrownBy(() -> new Settings(0, 1, 1))
        .hasMessage("trees must be in [1, 1000], but is 0");
  }

  @Test
  void onTheGridOfTheRk3588TheSelectorAgreesWithTheOracle() {
    Profile profile =
        new Profiler(rk3588(), 128, Profiler.HandOver.SLOW).profile(Grid.DEFAULT.points());

    Evaluation evaluation = Evaluation.crossValidated(profile, Settings.DEFAULT, 5);

    assertThat(evaluation.agreement()).isGreaterThanOrEqualTo(0.95);
    assertThat(evaluation.meanRegret()).isLessThan(0.02);
  }

  private static Device rk3588() {
    return new DeviceSource("rk3588", List.of()).load(Engines.profile("rknn"));
  }

  /** The study's rule for prefill: GPU from 64 tokens on, NPU at 40, where the GPU jumps. */
  @ParameterizedTest
  @ValueSource(longs = {1024, 2048, 4096})
  void prefillGoesToTheGpuFrom64TokensOn(long d) {
    var profiler = new Profiler(rk3588(), 128, Profiler.HandOver.SLOW);
    for (Precision precision : Precision.values()) {
      for (long n : new long[] {64, 96, 128, 512, 4096}) {
        var point = new AttentionPoint(n, d, precision, Phase.PREFILL);
        assertThat(profiler.row(point).oracle()).as("%s", point).isEqualTo(Pair.alone(Backend.GPU));
      }
    }
    ProfileRow at40 = profiler.row(new AttentionPoint(40, d, Precision.INT8, Phase.PREFILL));
    assertThat(at40.oracle().qkv()).isEqualTo(Backend.NPU);
  }

  @Test
  void aHandOverMayBeATime() {
    var point = new AttentionPoint(64, 1024, Precision.INT8, Phase.DECODE);
    double none = new Profiler(rk3588(), 128, 0).row(point).transferMicros();
    double late = new Profiler(rk3588(), 128, 2e-3).row(point).transferMicros();

    assertThat(late - none).isCloseTo(2000, within(1e-3));
  }
}
