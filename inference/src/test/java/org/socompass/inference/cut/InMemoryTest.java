package org.socompass.inference.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.MainMemory;
import org.socompass.operator.Bound;
import org.socompass.operator.Matmul;
import org.socompass.operator.RowGroups;

/** Products by units in main memory, by hand. */
final class InMemoryTest {
  private static final double EXACT = 1e-15;

  /** 50 GB/s outside; inside 400 GB/s, half of it reached, 400 GFLOPS, four copies of A. */
  private static Device device(long rowsPerRead, long maxRows, double modeSwitchSeconds) {
    var pim =
        new MainMemory.Pim(
            400e9,
            0.5,
            Map.of(DataType.FP16, 400e9),
            Set.of(DataType.FP16, DataType.INT4),
            rowsPerRead,
            maxRows,
            modeSwitchSeconds,
            4,
            OptionalDouble.of(5e-12),
            0.5);
    return TestProcessors.device(
        new MainMemory("test", 50e9, 1, 0, 1L << 34, 0, 0, Optional.empty(), Optional.of(pim)),
        TestProcessors.plain());
  }

  private static Matmul product(long rows, DataType weight) {
    return new Matmul(1, rows, 1000, 2000, DataType.FP16, weight, DataType.FP16);
  }

  private static Optional<Piece> piece(Matmul product, Device device) {
    var onProcessor = new Piece("gpu", product, 1, 1, 7e-6, Bound.MEMORY, 1, EnergyUse.unknown());
    return InMemory.piece(product, onProcessor, device);
  }

  @Test
  void weightsAreReadInsideAndActivationsCross() {
    Piece piece = piece(product(1, DataType.FP16), device(1, 8, 1e-6)).orElseThrow();

    // 4 MB at 200 GB/s: 20 us (4 MFLOP at 400 GFLOPS: 10 us); (4 x 2000 B + 4000 B) at 50 GB/s:
    // 0.24 us; the switch 1 us
    assertThat(piece.seconds()).isCloseTo(21.24e-6, within(EXACT));
    assertThat(piece.bytes()).isEqualTo(12_000);
    assertThat(piece.inMemoryBytes()).isEqualTo(4e6);
    assertThat(piece.boundBy()).isEqualTo(Bound.MEMORY);
    // 4 MB at 400 GB/s
    assertThat(piece.rooflineSeconds()).isCloseTo(10e-6, within(EXACT));
    // As a product of the processor is submitted.
    assertThat(piece.submitSeconds()).isEqualTo(7e-6);
  }

  @Test
  void narrowWeightsAreHeldBackByTheMultipliers() {
    Piece piece = piece(product(1, DataType.INT4), device(1, 8, 0)).orElseThrow();

    // 1 MB and 2000 scales of 2 B at 200 GB/s: 5.02 us; 4 MFLOP still 10 us
    assertThat(piece.seconds()).isCloseTo(10.24e-6, within(EXACT));
    assertThat(piece.boundBy()).isEqualTo(Bound.COMPUTE);
  }

  @Test
  void aReadServesAsManyRowsAsTheUnitsHold() {
    // 3 rows at 2 a read: 8 MB, 40 us (12 MFLOP: 30 us); 3 x 12 kB: 0.72 us
    assertThat(piece(product(3, DataType.FP16), device(2, 8, 0)).orElseThrow().seconds())
        .isCloseTo(40.72e-6, within(EXACT));
    // at 1 a read: 12 MB, 60 us
    assertThat(piece(product(3, DataType.FP16), device(1, 8, 0)).orElseThrow().seconds())
        .isCloseTo(60.72e-6, within(EXACT));
  }

  @Test
  void expertsAreReadByTheirOwnRows() {
    var experts = new Matmul(3, 2, 1000, 2000, DataType.FP16, DataType.FP16, DataType.FP16);
    Matmul grouped = experts.grouped(new RowGroups(List.of(1L, 1L, 4L), 3, 8, false));

    // at 2 a read 1 + 1 + 2 reads of 4 MB: 16 MB, where 2 rows each would be 12 MB
    assertThat(piece(grouped, device(2, 8, 0)).orElseThrow().inMemoryBytes())
        .isCloseTo(16e6, within(1e-6));
    assertThat(piece(experts, device(2, 8, 0)).orElseThrow().inMemoryBytes())
        .isCloseTo(12e6, within(1e-6));
    assertThat(piece(grouped, device(2, 3, 0))).isEmpty();
  }

  @Test
  void aSwitchThatTakesLongestIsTheBound() {
    assertThat(piece(product(1, DataType.FP16), device(1, 8, 1e-3)).orElseThrow().boundBy())
        .isEqualTo(Bound.LAUNCH);
  }

  @Test
  void theShareOfTheWeightsIsWhatTheBanksHold() {
    Device device = device(1, 8, 0);
    // half of 16 GiB has units
    assertThat(InMemory.share(device, () -> 1L << 34)).isEqualTo(0.5);
    assertThat(InMemory.share(device, () -> 1L << 32)).isEqualTo(1);
    Device plain = TestProcessors.device(TestProcessors.memory(50e9, 0), TestProcessors.plain());
    assertThat(InMemory.share(plain, () -> 1L << 32)).isZero();
  }

  @Test
  void whatTheUnitsDoNotTakeStaysOutside() {
    Device device = device(1, 8, 0);
    assertThat(piece(product(9, DataType.FP16), device)).isEmpty();
    assertThat(piece(product(1, DataType.INT8), device)).isEmpty();
    assertThat(piece(product(1, DataType.Q4_0), device)).isPresent();
    assertThat(
            piece(
                new Matmul(1, 1, 1000, 2000, DataType.BF16, DataType.FP16, DataType.BF16), device))
        .isEmpty();
    assertThat(
            piece(
                product(1, DataType.FP16),
                TestProcessors.device(TestProcessors.memory(50e9, 0), TestProcessors.plain())))
        .isEmpty();
  }
}
