package org.socompass.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.input.InputException;
import org.socompass.llm.Phase;

/** Rows, the oracle, features, and what the models say of the stages. */
final class SelectorProfileTest {
  private static final String HEADER = String.join(",", ProfileRow.COLUMNS) + "\n";

  private static final AttentionPoint DECODE =
      new AttentionPoint(100, 64, Precision.INT8, Phase.DECODE);

  @Test
  void theOracleTriesAllPairsAndPaysTheTransfer() {
    // gpu 10 + 50 = 60, npu 40 + 8 = 48, gpu->npu 10 + 8 + 20 = 38, npu->gpu 40 + 50 + 20 = 110.
    var row = new ProfileRow(DECODE, 10, 40, 50, 8, 20);

    assertThat(row.oracle()).isEqualTo(new Pair(Backend.GPU, Backend.NPU));
    assertThat(row.micros(row.oracle())).isEqualTo(38);
    assertThat(row.speedup(row.oracle(), Backend.GPU)).isCloseTo(60.0 / 38, within(1e-12));
    assertThat(row.regret(Pair.alone(Backend.NPU))).isCloseTo(10.0 / 38, within(1e-12));
  }

  @Test
  void aDearTransferKeepsBothStagesTogether() {
    assertThat(new ProfileRow(DECODE, 10, 40, 50, 8, 31).oracle())
        .isEqualTo(Pair.alone(Backend.NPU));
  }

  @Test
  void ofEquallyFastPairsTheGpuAloneIsChosen() {
    assertThat(new ProfileRow(DECODE, 1, 1, 1, 1, 0).oracle()).isEqualTo(Pair.alone(Backend.GPU));
  }

  @Test
  void featuresOfDecodeAreThoseOfOneRow() {
    // qkv: 2 * 64 * 192 = 24576 FLOPs, 64 + 3 * 64 * 64 + 192 = 12544 B.
    // n: 100 B to 128 B; d: 64 B as it is.
    assertThat(Features.of(DECODE, Stage.QKV_PROJECTION))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(100, 64, 1, 24576, 12544, 24576.0 / 12544, 100.0 / 64, 10000, 0.28, 0);
    // core: 4 * 100 * 64 = 25600 FLOPs, 2 * 64 + 2 * 100 * 64 = 12928 B.
    assertThat(Features.of(DECODE, Stage.ATTENTION_CORE)[3]).isEqualTo(25600);
    assertThat(Features.of(DECODE, Stage.ATTENTION_CORE)[4]).isEqualTo(12928);
  }

  @Test
  void featuresOfPrefillCountAllRowsAndTheirBytes() {
    var point = new AttentionPoint(2, 64, Precision.FP16, Phase.PREFILL);

    // 2 * 2 * 64 * 192 = 49152 FLOPs; (128 + 12288 + 384) * 2 = 25600 B; n: 4 B to 64 B.
    double[] features = Features.of(point, Stage.QKV_PROJECTION);
    assertThat(features[3]).isEqualTo(49152);
    assertThat(features[4]).isEqualTo(25600);
    assertThat(features[8]).isEqualTo(15);
    assertThat(features).hasSize(Features.NAMES.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          0,64,int8,decode,1,1,1,1,0 | p.csv:2:1: n: must be in [1, 1048576], but is 0
          1.5,64,int8,decode,1,1,1,1,0 | p.csv:2:1: n: '1.5' is not a whole number
          8,64,int7,decode,1,1,1,1,0 | p.csv:2:3: precision: 'int7' is not a precision; did you mean 'int8'?
          8,64,int8,decod,1,1,1,1,0 | p.csv:2:4: phase: 'decod' is not a phase; did you mean 'decode'?
          8,64,int8,decode,x,1,1,1,0 | p.csv:2:5: qkv_gpu_us: 'x' is not a number
          8,64,int8,decode,1,0,1,1,0 | p.csv:2:6: qkv_npu_us: must be positive, but is 0.0
          8,64,int8,decode,1,1,,1,0 | p.csv:2:7: core_gpu_us: is empty
          8,64,int8,decode,1,1,1,1,-1 | p.csv:2:9: transfer_us: must not be negative, but is -1
          8,64,int8,decode,1,1,1,1e999,0 | p.csv:2:8: core_npu_us: '1e999' is too large: at most 1e18
          8,64,int8,decode,1,1,1,1e-300,0 | p.csv:2:8: core_npu_us: '1e-300' is too small: at least 1e-18, or 0
          """)
  void badFieldIsNamedWithItsPlace(String row, String message) {
    assertThatThrownBy(() -> Profile.of("p.csv", HEADER + row + "\n"))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void badFileIsNamedWithItsPlace() {
    String row = "8,64,int8,decode,1,1,1,1,0\n";
    assertThatThrownBy(() -> Profile.of("p.csv", HEADER + row + row))
        .hasMessage("p.csv:3:1: n=8 d=64 int8 decode is in line 2 already");
    for (String wrong : List.of("8,64", "8", row.strip() + ",1", row.strip() + ",1,2")) {
      assertThatThrownBy(() -> Profile.of("p.csv", HEADER + wrong + "\n"))
          .isInstanceOf(InputException.class)
          .hasMessageMatching("p\\.csv:2:1: not valid CSV: .*has \\d+ fields?, but .* ha[sd] 9.*");
      assertThatThrownBy(() -> Profile.of("p.csv", HEADER + row + wrong + "\n"))
          .isInstanceOf(InputException.class)
          .hasMessageMatching("p\\.csv:3:1: not valid CSV: .*has \\d+ fields?, but .* ha[sd] 9.*");
    }
    assertThatThrownBy(() -> Profile.of("p.csv", HEADER))
        .hasMessage("p.csv:1:1: has no row below its header");
    assertThatThrownBy(() -> Profile.of("p.csv", HEADER.replace("phase", "phases") + row))
        .hasMessage("p.csv:1:1: lacks the column 'phase'; is 'phases' misspelt?");
  }

  @Test
  void columnsMayStandInAnyOrderBesideOthers() {
    Profile profile =
        Profile.of(
            "p.csv",
            """
            note,transfer_us,core_npu_us,core_gpu_us,qkv_npu_us,qkv_gpu_us,phase,precision,d,n
            hot,5,4,3,2,1,prefill,fp16,64,8
            """);

    assertThat(profile.rows())
        .containsExactly(
            new ProfileRow(
                new AttentionPoint(8, 64, Precision.FP16, Phase.PREFILL), 1, 2, 3, 4, 5));
  }

  @Test
  void theTransferIsBytesOverBandwidthAndAHandOver() {
    var device = DeviceLibrary.load("rk3588", List.of());
    var point = new AttentionPoint(64, 1024, Precision.INT8, Phase.PREFILL);

    // 3 * 64 * 1024 B / 27.28 GB/s = 7.207 us; slow 400 + 75 us, fast 5 us.
    double slow = new Profiler(device, 128, Profiler.HandOver.SLOW).row(point).transferMicros();
    double fast = new Profiler(device, 128, Profiler.HandOver.FAST).row(point).transferMicros();
    assertThat(slow).isCloseTo(482.207, within(1e-3));
    assertThat(fast).isCloseTo(12.207, within(1e-3));
  }

  @Test
  void theModelsMakeTheGpuJumpAtFortyRows() {
    var profiler =
        new Profiler(DeviceLibrary.load("rk3588", List.of()), 128, Profiler.HandOver.SLOW);
    ProfileRow before = profiler.row(prefill(32));
    ProfileRow after = profiler.row(prefill(40));

    // A second tile of 32 rows on the GPU; 8 rows more on the NPU.
    assertThat(after.qkvGpuMicros() / before.qkvGpuMicros()).isGreaterThan(1.9);
    assertThat(after.qkvNpuMicros() / before.qkvNpuMicros()).isLessThan(1.25);
    assertThat(before.oracle()).isEqualTo(Pair.alone(Backend.GPU));
    assertThat(after.oracle()).isEqualTo(Pair.alone(Backend.NPU));
  }

  private static AttentionPoint prefill(long n) {
    return new AttentionPoint(n, 4096, Precision.INT8, Phase.PREFILL);
  }

  @Test
  void aDeviceWithoutAnNpuIsRefused() {
    var device = DeviceLibrary.load("jetson-agx-orin", List.of());
    assertThatThrownBy(() -> new Profiler(device, 128, Profiler.HandOver.SLOW))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "backend selection needs a processor of kind npu, but 'jetson-agx-orin' has gpu");
  }
}
