package org.socompass.operator.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Interconnect;
import org.socompass.hardware.Interconnect.Topology;
import org.socompass.operator.AllReduce;
import org.socompass.operator.Bound;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.OperatorCost;

/** All-reduces: against an independent prototype without packet headers, and by hand. */
final class AllReduceModelTest {
  private static double seconds(AllReduce op, Interconnect links) {
    return AllReduceModel.cost(op, TestProcessors.plain(), TestProcessors.memory(1e15, 0), links)
        .latencySeconds();
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/golden/all-reduce.csv", numLinesToSkip = 2)
  void equalsThePrototype(
      long elements,
      int devices,
      double bandwidth,
      double latency,
      double efficiency,
      double seconds) {
    var links =
        new Interconnect(
            devices, Topology.FULLY_CONNECTED, 4, bandwidth / 4, latency, 16, 0, 256, efficiency);

    assertThat(seconds(new AllReduce(elements, DataType.FP16, devices), links))
        .isCloseTo(seconds, withinPercentage(1e-4));
  }

  @Test
  void everyPacketCarriesAHeaderOfWholeFlits() {
    // 4 devices, 4096 fp16: 8192 B in 4 * ceil(2048 / 256) = 32 packets with a flit of 16 B for a
    // header of 5 B: 8704 B. 2 * 3/4 * 8704 B / (2 links * 1 GB/s) = 6.528 us, latency 0.
    var links = new Interconnect(4, Topology.RING, 2, 1e9, 0, 16, 5, 256, 1);

    assertThat(seconds(new AllReduce(4096, DataType.FP16, 4), links))
        .isCloseTo(6.528e-6, within(1e-15));
  }

  @Test
  void aRingWaitsForEveryHop() {
    // One element: 2 * 3 hops of 1 us in a ring, 2 * 3/4 when all are connected; 3 B at 1 PB/s.
    var ring = new Interconnect(4, Topology.RING, 1, 1e15, 1e-6, 1, 0, 256, 1);
    var full = new Interconnect(4, Topology.FULLY_CONNECTED, 1, 1e15, 1e-6, 1, 0, 256, 1);
    var op = new AllReduce(1, DataType.FP16, 4);

    assertThat(seconds(op, ring)).isCloseTo(6e-6, within(1e-12));
    assertThat(seconds(op, full)).isCloseTo(1.5e-6, within(1e-12));
  }

  @Test
  void aLibraryTakesTheFasterOfTwoProtocols() {
    // 4 devices: 2 us and 2 * 3 - 2 hops of 0.5 us are 4 us. Of 1e6 fp16, 2 * 3/4 * 2e6 B = 3 MB
    // move: at half of 1 TB/s in 6 us, or after 10 us in 3 us: 10 us. Of 1e7: 60 us or 10 + 30 us.
    var protocols = new Interconnect.Protocols(0.5e-6, 0.5, 10e-6, Double.POSITIVE_INFINITY, false);
    var links =
        new Interconnect(4, Topology.RING, 1, 1e12, 2e-6, 1, 0, 256, 1, Optional.of(protocols));

    assertThat(seconds(new AllReduce(1_000_000, DataType.FP16, 4), links))
        .isCloseTo(10e-6, within(1e-11));
    assertThat(seconds(new AllReduce(10_000_000, DataType.FP16, 4), links))
        .isCloseTo(44e-6, within(1e-11));
  }

  @Test
  void switchesThatAddNeedTheTensorSentOnce() {
    // 8 devices: 2 us and 2 * 7 - 2 hops of 0.5 us are 8 us. 1e7 fp16 are 2e7 B; through switches
    // 9/8 of them in 22.5 us after 10 us, around a ring 14/8 in 35 us. Two devices: a ring.
    var adding = new Interconnect.Protocols(0.5e-6, 0.1, 10e-6, Double.POSITIVE_INFINITY, true);
    var links =
        new Interconnect(8, Topology.RING, 1, 1e12, 2e-6, 1, 0, 256, 1, Optional.of(adding));

    assertThat(seconds(new AllReduce(10_000_000, DataType.FP16, 8), links))
        .isCloseTo(40.5e-6, within(1e-11));
    assertThat(seconds(new AllReduce(10_000_000, DataType.FP16, 2), links))
        .isCloseTo(32e-6, within(1e-11));
  }

  @Test
  void pairsShareTheMemoryOfAHost() {
    // 3 MB among 4 devices at 16 GB/s / 4^2 = 1 GB/s: 3 ms, and 4 us as above.
    var protocols = new Interconnect.Protocols(0.5e-6, 1, 0, 16e9, false);
    var links =
        new Interconnect(4, Topology.RING, 1, 1e12, 2e-6, 1, 0, 256, 1, Optional.of(protocols));

    assertThat(seconds(new AllReduce(1_000_000, DataType.FP16, 4), links))
        .isCloseTo(3.004e-3, within(1e-9));
  }

  @Test
  void linksBoundIt() {
    var links = new Interconnect(2, Topology.RING, 1, 1e9, 1e-6, 16, 16, 256, 1);
    OperatorCost cost =
        AllReduceModel.cost(
            new AllReduce(1 << 20, DataType.FP16, 2),
            TestProcessors.plain(),
            TestProcessors.memory(1e12, 0),
            links);

    assertThat(cost.boundBy()).isEqualTo(Bound.INTERCONNECT);
    assertThat(cost.traffic(MemoryLevel.MAIN_MEMORY)).isEqualTo(2.0 * (1 << 21));
  }

  @Test
  void oneDeviceHasNothingToReduce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AllReduce(1, DataType.FP16, 1))
        .withMessage("devices must be at least 2, but is 1");
  }
}
