package org.socompass.cost.area;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.cost.TestDevices;
import org.socompass.cost.constants.Missing;
import org.socompass.hardware.Device;
import org.socompass.input.InputException;

/** Blocks, the anchor and what overrides change. */
final class AreaModelTest {
  private static final AreaModel MODEL = new AreaModel();

  private static AreaReport phone(String... overrides) {
    return MODEL.report(TestDevices.load("phone", overrides), TestDevices.load("phone"));
  }

  private static double part(AreaReport report, String part) {
    return report.blocks().stream()
        .filter(b -> b.part().equals(part))
        .mapToDouble(Block::mm2)
        .sum();
  }

  @Test
  void npuIsItsPesAndItsBuffers() {
    // 2 x 32 x 32 PEs of 58.685 um2, x 1.8 = 0.2163 mm2. 2 x 0.5 + 3 MiB = 33,554,432 bit x 0.021
    // um2 x 2.0 = 1.4093 mm2.
    assertThat(part(phone(), "npu")).isCloseTo(0.2163 + 1.4093, within(2e-4));
  }

  @Test
  void blocksAddUpToTheMeasuredDie() {
    AreaReport report = phone();

    assertThat(report.dieMm2()).hasValueCloseTo(100.0, within(1e-9));
    assertThat(report.blocks().stream().mapToDouble(Block::mm2).sum()).isCloseTo(100, within(1e-9));
    assertThat(report.missing()).isEmpty();
    assertThat(report.aiAreaMm2().orElseThrow())
        .isCloseTo(
            part(report, "gpu") + part(report, "npu") + part(report, "memory"), within(1e-9));
    assertThat(report.aiAreaMm2(List.of("npu")).orElseThrow())
        .isCloseTo(part(report, "npu") + 2.88, within(1e-9));
  }

  @Test
  void overrideMovesTheDieByTheBlock() {
    AreaReport before = phone();
    AreaReport after = phone("processors.npu.matrix.rows=64");

    // 2 x 32 x 32 more PEs of 58.685 um2, x 1.8.
    assertThat(after.dieMm2().orElseThrow() - 100).isCloseTo(0.2163, within(1e-4));
    assertThat(part(after, "remainder")).isCloseTo(part(before, "remainder"), within(1e-9));
  }

  @Test
  void largerHardwareIsNeverSmaller() {
    var random = new SplittableRandom(17);
    for (int i = 0; i < 60; i++) {
      int rows = random.nextInt(8, 64);
      int columns = random.nextInt(8, 64);
      int cores = random.nextInt(1, 32);
      int kib = random.nextInt(512, 32768);
      double area = die(rows, columns, cores, kib);
      assertThat(area).isGreaterThan(0);
      assertThat(die(rows + 1, columns, cores, kib)).isGreaterThan(area);
      assertThat(die(rows, columns + 1, cores, kib)).isGreaterThan(area);
      assertThat(die(rows, columns, cores + 1, kib)).isGreaterThan(area);
      assertThat(die(rows, columns, cores, kib * 2)).isGreaterThan(area);
    }
  }

  private static double die(int rows, int columns, int cores, int kib) {
    return phone(
            "processors.npu.matrix.rows=" + rows,
            "processors.npu.matrix.columns=" + columns,
            "processors.gpu.cores=" + cores,
            "processors.gpu.global_buffer.capacity=" + kib + " KiB")
        .dieMm2()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "processors.npu.clock=2 GHz",
        "processors.gpu.global_buffer.bandwidth=4096 B/cycle",
        "memory.capacity=16 GB",
        "processors.gpu.launch.matmul=9 us"
      })
  void clockBandwidthAndSoftwareTakeNoArea(String override) {
    assertThat(phone(override)).isEqualTo(phone());
  }

  @Test
  void statingAMeasuredBlockChangesNoDie() {
    Device stated = TestDevices.load("stated-npu");
    AreaReport report = MODEL.report(stated);

    assertThat(part(report, "npu")).isCloseTo(6, within(1e-9));
    assertThat(report.dieMm2()).hasValueCloseTo(100.0, within(1e-9));
  }

  @Test
  void statedBlockGrowsByTheModel() {
    Device anchor = TestDevices.load("stated-npu");
    Device larger = TestDevices.load("stated-npu", "processors.npu.matrix.rows=64");

    assertThat(part(MODEL.report(larger, anchor), "npu")).isCloseTo(6.2163, within(1e-4));
  }

  @Test
  void anotherNodeMovesTheRemainderToo() {
    AreaReport n5 = phone();
    AreaReport n3 = phone("process_node=N3E");

    // 0.6 x 138.2 / 197 + 0.3 x 1 + 0.1.
    assertThat(part(n3, "remainder") / part(n5, "remainder")).isCloseTo(0.8209, within(1e-4));
    assertThat(n3.dieMm2().orElseThrow()).isLessThan(100);
    assertThat(part(n3, "memory")).isEqualTo(part(n5, "memory"));
  }

  @Test
  void unknownCoreAreaIsNamedAndLeavesTheDie() {
    AreaReport report = MODEL.report(TestDevices.load("no-core"));

    assertThat(report.dieMm2()).hasValueCloseTo(100.0, within(1e-9));
    assertThat(report.aiAreaMm2()).isEmpty();
    assertThat(report.aiAreaMm2(List.of("gpu"))).isEmpty();
    assertThat(report.aiAreaMm2(List.of("npu"))).isPresent();
    assertThat(report.missing())
        .extracting(Missing::toString)
        .containsExactly(
            "area.processors.gpu.core: names no measured core to scale from, and there is no"
                + " area.processors.gpu.measured; the area of 'gpu' stays unknown");
  }

  @Test
  void changingABlockOfUnknownAreaMakesTheDieUnknown() {
    Device anchor = TestDevices.load("no-core");
    AreaReport report = MODEL.report(TestDevices.load("no-core", "processors.gpu.cores=8"), anchor);

    assertThat(report.dieMm2()).isEmpty();
    assertThat(report.missing())
        .extracting(Missing::toString)
        .contains(
            "area.processors.gpu.core: 'gpu' was changed but its area is unknown, so the die is"
                + " too");
    assertThat(
            MODEL
                .report(TestDevices.load("no-core", "processors.npu.matrix.rows=64"), anchor)
                .dieMm2())
        .isPresent();
  }

  @Test
  void unknownMemoryInterfaceIsNamed() {
    AreaReport report = MODEL.report(TestDevices.load("phone", "memory.type=GDDR6"));

    assertThat(report.aiAreaMm2()).isEmpty();
    assertThat(report.missing())
        .extracting(Missing::toString)
        .containsExactly(
            "memory.type: no area is known for the interface of GDDR6 (known: LPDDR4, LPDDR4X,"
                + " LPDDR5, LPDDR5X, LPDDR5T, LPDDR6, LPDDR5X-PIM, HBM2, HBM2e, HBM3, HBM3E, LPW, LLW, DDR4, DDR5)");
  }

  @Test
  void aDieSmallerThanItsBlocksIsRefused() {
    Device small = TestDevices.load("phone", "area.die=10 mm2");

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> MODEL.report(small))
        .withMessageMatching(
            "device 'phone': area\\.die: 10\\.0 mm2 are less than the \\d+\\.\\d mm2 of its blocks, of"
                + " which 'GPU: .*' alone takes \\d+\\.\\d mm2");
  }

  @Test
  void spareCoresCount() {
    AreaReport report = MODEL.report(TestDevices.load("ga100"));

    // 128 x 3.75 mm2, in registers and local buffers, matrix engines, and the rest.
    assertThat(report.blocks().stream().limit(3).mapToDouble(Block::mm2).sum())
        .isCloseTo(480, within(1e-9));
  }

  @Test
  void statedCoresAndBuffersAreTheDieItself() {
    Device anchor = TestDevices.load("ga100");
    double shipped = MODEL.report(anchor).dieMm2().orElseThrow();

    // All 128 cores are on the die already, of which the product uses 108; so is the buffer.
    for (String within : List.of("cores=128", "cores=64", "global_buffer.capacity=48 MiB")) {
      Device device = TestDevices.load("ga100", "processors.gpu." + within);
      assertThat(MODEL.report(device, anchor).dieMm2().orElseThrow())
          .as(within)
          .isCloseTo(shipped, within(1e-9));
    }
    AreaReport all = MODEL.report(TestDevices.load("ga100", "processors.gpu.cores=128"), anchor);
    assertThat(all.dieKinds().get(0).spares()).isEmpty();

    // Two more than the die has are 2 x 3.75 mm2 more, before what they share.
    assertThat(
            MODEL
                    .report(TestDevices.load("ga100", "processors.gpu.cores=130"), anchor)
                    .dieMm2()
                    .orElseThrow()
                - shipped)
        .isGreaterThan(7.5)
        .isLessThan(10);
    assertThat(
            MODEL
                .report(TestDevices.load("ga100", "area.processors.gpu.cores_on_die=130"), anchor)
                .dieMm2()
                .orElseThrow())
        .isGreaterThan(shipped + 7.5);
  }

  @Test
  void whatIsOnTheDieNeedsNoAreaOfItsCores() {
    // Nothing says how large a core is; up to the 128 on the die the stated die stands.
    String node = "area.processors.gpu.core=none";
    Device anchor = TestDevices.load("ga100", node);
    double shipped = MODEL.report(anchor).dieMm2().orElseThrow();

    for (String within : List.of("cores=128", "cores=64", "global_buffer.capacity=48 MiB")) {
      Device device = TestDevices.load("ga100", node, "processors.gpu." + within);
      assertThat(MODEL.report(device, anchor).dieMm2()).as(within).hasValue(shipped);
    }
    Device larger = TestDevices.load("ga100", node, "processors.gpu.cores=129");
    AreaReport grown = MODEL.report(larger, anchor);
    assertThat(grown.dieMm2()).isEmpty();
    assertThat(grown.missing())
        .extracting(Missing::reason)
        .contains("'gpu' was changed but its area is unknown, so the die is too");
  }

  @Test
  void statedMemoryUnitsAreTheDieItself() {
    String units = "area.memory.units_on_die=8";
    Device anchor = TestDevices.load("phone", units);
    double shipped = part(MODEL.report(anchor), "memory");

    // 4 of 8 channels are used; with 8 the die is the same, with 16 its interface is twice as
    // large.
    assertThat(part(MODEL.report(TestDevices.load("phone", units, "memory.channels=8")), "memory"))
        .isEqualTo(shipped);
    assertThat(part(MODEL.report(TestDevices.load("phone", units, "memory.channels=16")), "memory"))
        .isCloseTo(2 * shipped, within(1e-9));
  }

  @Test
  void fewerChannelsOfAnUnknownInterfaceLeaveTheDieIfItsUnitsAreStated() {
    String type = "memory.type=GDDR6";
    String units = "area.memory.units_on_die=8";
    Device anchor = TestDevices.load("phone", type, units);
    double shipped = MODEL.report(anchor).dieMm2().orElseThrow();

    assertThat(die(anchor, type, units, "memory.channels=2")).hasValue(shipped);
    // How wide a unit is, nobody knows: more channels may need more of them.
    assertThat(die(anchor, type, units, "memory.channels=5")).isEmpty();
    assertThat(die(anchor, type, "area.memory.units_on_die=16")).isEmpty();
    assertThat(die(anchor, type)).isEmpty();
    assertThat(die(anchor, "memory.type=GDDR7", units)).isEmpty();
    // Without units the channels are the die.
    Device bare = TestDevices.load("phone", type);
    assertThat(die(bare, type)).hasValue(shipped);
    assertThat(die(bare, type, "memory.channels=2")).isEmpty();
    assertThat(MODEL.report(TestDevices.load("phone", type, "memory.channels=2"), bare).missing())
        .extracting(Missing::reason)
        .contains("'memory' was changed but its area is unknown, so the die is too");
  }

  @Test
  void statingTheInterfaceOfAMeasuredDieChangesNoDie() {
    String type = "memory.type=GDDR6";
    String kind = "area.memory.interface=ddr";
    Device anchor = TestDevices.load("phone", type);
    double shipped = MODEL.report(anchor).dieMm2().orElseThrow();

    Device stated = TestDevices.load("phone", type, kind);
    assertThat(part(MODEL.report(stated, anchor), "memory")).isPositive();
    assertThat(die(anchor, type, kind)).hasValue(shipped);
    assertThat(die(anchor, type, kind, "memory.channels=2").orElseThrow()).isLessThan(shipped);
    assertThat(die(anchor, "memory.type=GDDR7", kind)).isEmpty();
    assertThat(die(anchor, type, kind)).hasValue(shipped);
  }

  private static OptionalDouble die(Device anchor, String... overrides) {
    return MODEL.report(TestDevices.load("phone", overrides), anchor).dieMm2();
  }

  @Test
  void unknownNodeNamesTheNearest() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> phone("process_node=N4PP"))
        .withMessage(
            "device 'phone': process_node: unknown process node 'N4PP'; did you mean 'N4P'?");
  }

  @Test
  void unknownCoreNamesTheNearest() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> phone("area.processors.gpu.core=orin-cm"))
        .withMessage(
            "device 'phone': area.processors.gpu.core: unknown measured core 'orin-cm'; did you"
                + " mean 'orin-sm'?");
  }

  @Test
  void unknownMemoryClassNamesTheNearest() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> phone("area.processors.gpu.global_buffer_class=sliced-l3"))
        .withMessage(
            "device 'phone': area.processors.gpu.global_buffer_class: unknown kind of memory"
                + " 'sliced-l3'; did you mean 'sliced-l2'?");
  }

  @Test
  void unknownProcessorNamesTheNearest() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> MODEL.report(TestDevices.load("wrong-processor")))
        .withMessage(
            "device 'wrong-processor': area.processors: there is no processor 'gpus'; did you mean"
                + " 'gpu'?");
  }
}
