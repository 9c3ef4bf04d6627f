package org.socompass.mapper.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.BufferUse;
import org.socompass.operator.Matmul;
import org.socompass.operator.RowOperator;

/** What an explanation says, by hand and against the mapper. */
final class ExplainerTest {
  private static final DataType H = DataType.FP16;

  private static MappedOperator map(Device device, Matmul op, String processor) {
    return (MappedOperator) new OperatorMapper(device).map(op, processor);
  }

  private static Explanation.Gain gain(Explanation explanation, Explanation.Resource resource) {
    return explanation.gains().stream()
        .filter(g -> g.resource() == resource)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void oneMoreUnitBuysWhatTheChangedTemplateSays() {
    Device device = DeviceLibrary.load("jetson-agx-orin");
    int cores = device.processor("gpu").cores();
    Device larger =
        DeviceLibrary.load("jetson-agx-orin", List.of("processors.gpu.cores=" + (cores + 1)));
    var op = new Matmul(1, 4096, 4096, 4096, H, H, H);
    MappedOperator mapped = map(device, op, "gpu");

    Explanation explanation = new Explainer(device).explain(mapped);

    Explanation.Gain gain = gain(explanation, Explanation.Resource.CORES);
    double expected = map(larger, op, "gpu").cost().latencySeconds();
    assertThat(gain.latencySeconds()).isEqualTo(expected);
    assertThat(gain.change())
        .isNegative()
        .isCloseTo(expected / mapped.cost().latencySeconds() - 1, within(1e-15));
    // Orin's GPU has no port of its own that is narrower than the memory.
    assertThat(explanation.gains())
        .extracting(Explanation.Gain::resource)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.of(Explanation.Resource.MEMORY_PORT)));
  }

  @Test
  void moreOfAnythingNeverMakesAProductSlower() {
    Device device = DeviceLibrary.load("jetson-agx-orin");
    for (long m : new long[] {1, 100, 2000}) {
      Explanation explanation =
          new Explainer(device).explain(map(device, new Matmul(1, m, 4096, 4096, H, H, H), "gpu"));

      assertThat(explanation.gains()).allSatisfy(g -> assertThat(g.change()).isNotPositive());
    }
  }

  @Test
  void bandwidthBuysTimeWhereMemoryBounds() {
    Device device = DeviceLibrary.load("jetson-agx-orin");
    var explanation =
        new Explainer(device).explain(map(device, new Matmul(1, 1, 4096, 4096, H, H, H), "gpu"));

    // 1 GB/s of 204.8 is 0.49 %.
    assertThat(gain(explanation, Explanation.Resource.MAIN_MEMORY_BANDWIDTH).change())
        .isBetween(-0.0049, -0.003);
  }

  @Test
  void aPipelinedMappingIsALoopNestThatFillsItsBuffers() {
    Device device = TestProcessors.device("orin");
    MappedOperator mapped = map(device, new Matmul(2, 1024, 4096, 4096, H, H, H), "gpu");

    Explanation explanation = new Explainer(device).explain(mapped);

    assertThat(explanation.loopNest().get(0)).isEqualTo("for batch in 2");
    assertThat(explanation.loopNest())
        .anyMatch(l -> l.strip().startsWith("parallel over 16 cores"));
    assertThat(explanation.loopNest().get(explanation.loopNest().size() - 1))
        .endsWith("on the matrix engine");
    assertThat(explanation.buffers())
        .extracting(BufferUse::buffer)
        .containsExactly("local_buffer", "registers", "global_buffer");
    assertThat(explanation.buffers().get(0).share()).isBetween(0.2, 1.0);
    assertThat(explanation.buffers().get(1).share()).isBetween(0.1, 1.0);
  }

  @Test
  void aScratchpadMappingSaysWhatStays() {
    Device device = DeviceLibrary.load("snapdragon-8-gen-3");
    MappedOperator mapped = map(device, new Matmul(1, 32, 4096, 4096, H, H, H), "npu");

    Explanation explanation = new Explainer(device).explain(mapped);

    assertThat(explanation.loopNest())
        .containsExactly(
            "for columns in 128: of B by 32",
            "  C[32,32] += A[32,4096] * B[4096,32] in the global buffer",
            "  on the array output stationary, two buffers: right out");
    assertThat(explanation.buffers()).allSatisfy(b -> assertThat(b.share()).isBetween(0.0, 1.0));
  }

  @Test
  void otherOperatorsListTheirChoices() {
    Device device = DeviceLibrary.load("jetson-agx-orin");
    var op = new RowOperator(RowOperator.Kind.SOFTMAX, 64, 64, H);
    var mapped = (MappedOperator) new OperatorMapper(device).map(op, "gpu");

    Explanation explanation = new Explainer(device).explain(mapped);

    assertThat(explanation.loopNest()).contains("kernel: streaming");
    assertThat(explanation.buffers()).isEmpty();
  }
}
