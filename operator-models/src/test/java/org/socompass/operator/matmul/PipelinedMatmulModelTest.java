package org.socompass.operator.matmul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.DataType;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.LocalBuffer;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Tile;
import org.socompass.hardware.VectorUnit;
import org.socompass.operator.Bound;
import org.socompass.operator.Matmul;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.mapping.PipelinedMapping;

/** Single mappings of pipelined products: against an independent prototype, and by hand. */
final class PipelinedMatmulModelTest {
  /** One core of 256 MAC a cycle at 1 GHz; a kernel without latencies, epilogue or overlap loss. */
  private static final Processor ONE_CORE =
      TestProcessors.processor(
          1e9,
          1,
          Optional.of(TestProcessors.matrix(8, 8, Map.of(DataType.FP16, 1.0))),
          new VectorUnit(Map.of(DataType.FP16, 8.0), 4, 4),
          1 << 20,
          new LocalBuffer(1 << 20, 1 << 20),
          new GlobalBuffer(1 << 30, 1e9, 0),
          kernels(),
          TestProcessors.streaming(),
          Optional.empty());

  private static final MainMemory MEMORY = TestProcessors.memory(1e9, 0);

  private static MatmulKernels.Pipelined kernels(MatmulKernels.Accumulators accumulators) {
    return new MatmulKernels.Pipelined(
        List.of(new Tile(64, 64)),
        List.of(new Tile(64, 64)),
        List.of(new Tile(1, 64)),
        List.of(32),
        List.of(1),
        List.of(),
        List.of(1),
        List.of(1),
        4,
        1,
        64,
        1,
        0,
        1,
        16,
        1,
        0,
        1e9,
        1e9,
        new Tile(64, 64),
        1,
        List.of(1),
        accumulators);
  }

  private static MatmulKernels.Pipelined kernels() {
    return kernels(MatmulKernels.Accumulators.REGISTERS);
  }

  private static PipelinedMapping mapping(Tile tile, int depth, int occupancy, int splits) {
    return new PipelinedMapping(tile, depth, occupancy, splits, 0, 1, 1, false);
  }

  private static PipelinedMatmulModel model(Matmul op) {
    return new PipelinedMatmulModel(op, ONE_CORE, MEMORY, kernels());
  }

  private static Matmul product(long m, long k, long n) {
    return new Matmul(1, m, k, n, DataType.FP16, DataType.FP16, DataType.FP16);
  }

  @ParameterizedTest(name = "{0}: {1} x [{2},{3}]x[{3},{4}] {5} {6} tile {8}")
  @CsvFileSource(resources = "/golden/pipelined-mappings.csv", numLinesToSkip = 2)
  void equalsThePrototype(
      String device,
      long batch,
      long m,
      long k,
      long n,
      String activation,
      String weight,
      String output,
      String tile,
      int depth,
      int occupancy,
      int splits,
      int chain,
      int swizzle,
      int coresPerTile,
      boolean vector,
      double seconds) {
    var op =
        new Matmul(
            batch, m, k, n, DataType.of(activation), DataType.of(weight), DataType.of(output));
    Processor processor = TestProcessors.golden(device);
    var kernels = (MatmulKernels.Pipelined) processor.kernels().matmul();
    var model =
        new PipelinedMatmulModel(op, processor, TestProcessors.goldenMemory(device), kernels);
    Tile t = Tile.of(tile);

    assertThat(model.isFeasible(t.rows(), t.columns(), depth, occupancy, splits, coresPerTile))
        .isTrue();
    assertThat(
            model.seconds(
                new PipelinedMapping(
                    t, depth, occupancy, splits, chain, swizzle, coresPerTile, vector)))
        .isCloseTo(seconds, withinPercentage(1e-4));
  }

  @Test
  void aProductThatTheArrayBoundsTakesItsPaddedMultiplyAccumulates() {
    // Tiles of 64 x 64, steps of 32: 65 rows pad to 128, 65 deep to 96, 64 columns stay.
    // 128 * 96 * 64 MAC / (256 MAC/cycle * 1 GHz) = 3.072 us on the array. Main memory at 1 TB/s
    // takes 65*65*2 + 65*64*2 + 65*64*2 B = 25.1 ns, hidden; the buffers take about 1 ps.
    OperatorCost cost =
        new PipelinedMatmulModel(
                product(65, 65, 64), ONE_CORE, TestProcessors.memory(1e12, 0), kernels())
            .cost(mapping(new Tile(64, 64), 32, 1, 1));

    assertThat(cost.latencySeconds()).isCloseTo(3.072e-6, withinPercentage(0.1));
    assertThat(cost.busySeconds().get(Bound.COMPUTE)).isCloseTo(3.072e-6, withinPercentage(1e-6));
    assertThat(cost.boundBy()).isEqualTo(Bound.COMPUTE);
  }

  @Test
  void aProductThatMemoryBoundsTakesItsCompulsoryBytesWhenEverythingFitsTheBuffer() {
    // A 64 x 64, B 64 x 128, C 64 x 128, fp16: (4096 + 8192 + 8192) * 2 B = 40,960 B at 1 GB/s.
    OperatorCost cost = model(product(64, 64, 128)).cost(mapping(new Tile(64, 64), 32, 1, 1));

    assertThat(cost.traffic(MemoryLevel.MAIN_MEMORY)).isCloseTo(40_960, within(1e-6));
    assertThat(cost.latencySeconds()).isCloseTo(40.96e-6, withinPercentage(0.1));
    assertThat(cost.boundBy()).isEqualTo(Bound.MEMORY);
    // Both tiles of columns read A again, from the global buffer: 2 * 8192 + 16,384 + 16,384 B.
    assertThat(cost.traffic(MemoryLevel.GLOBAL_BUFFER)).isCloseTo(49_152, within(1e-6));
  }

  @Test
  void aBandReadsTheWeightsAgainWhenTheBufferHoldsNothing() {
    // No byte of reuse: 4 bands of one row tile read B (64 x 64 fp16 = 8192 B) four times. A and C
    // (256 x 64 fp16 = 32,768 B each) pass once, since one column tile spans all of n.
    Processor noBuffer =
        TestProcessors.processor(
            1e9,
            1,
            ONE_CORE.matrix(),
            ONE_CORE.vector(),
            1 << 20,
            ONE_CORE.local(),
            new GlobalBuffer(0, 1e9, 0),
            kernels(),
            TestProcessors.streaming(),
            Optional.empty());

    OperatorCost cost =
        new PipelinedMatmulModel(product(256, 64, 64), noBuffer, MEMORY, kernels())
            .cost(mapping(new Tile(64, 64), 32, 1, 1));

    assertThat(cost.traffic(MemoryLevel.MAIN_MEMORY))
        .isCloseTo(4 * 8192 + 2 * 32_768, within(1e-6));
  }

  @Test
  void splittingTheContractionWritesAndReadsPartialSums() {
    // Two splits of a 64 x 64 result: 2 * 64 * 64 * 4 B written and read = 65,536 B more through
    // the global buffer than A (64 x 128), B (128 x 64) and C, 40,960 B.
    OperatorCost cost = model(product(64, 128, 64)).cost(mapping(new Tile(64, 64), 32, 1, 2));

    assertThat(cost.traffic(MemoryLevel.GLOBAL_BUFFER)).isCloseTo(40_960 + 65_536, within(1e-6));
  }

  @Test
  void blocksNeedTheirStagesAndAccumulators() {
    PipelinedMatmulModel model = model(product(64, 64, 64));

    // Two stages of (64 + 64) * 32 fp16 for each of 3 blocks; 64 * 64 fp32 accumulators.
    assertThat(model.localBytes(64, 64, 32, 3)).isEqualTo(2 * 3 * 128 * 32 * 2);
    assertThat(model.registerBytes(64, 64, 3)).isEqualTo(3 * 64 * 64 * 4);
  }

  @Test
  void sumsInTheLocalBufferTakeItsRoomAndItsBandwidth() {
    MatmulKernels.Pipelined kernels = kernels(MatmulKernels.Accumulators.LOCAL_BUFFER);
    var model = new PipelinedMatmulModel(product(64, 64, 64), ONE_CORE, MEMORY, kernels);

    // Stages as above, and 64 * 64 sums of 4 B for each of the 3 blocks; no registers.
    assertThat(model.localBytes(64, 64, 32, 3)).isEqualTo(3 * (2 * 128 * 32 * 2 + 64 * 64 * 4));
    assertThat(model.registerBytes(64, 64, 3)).isZero();
    // Two steps of 32 read and write 16 KiB of sums; without them tiles are written and read once.
    PipelinedMapping mapping = mapping(new Tile(64, 64), 32, 1, 1);
    double sums =
        model.cost(mapping).traffic(MemoryLevel.LOCAL_BUFFER)
            - model(product(64, 64, 64)).cost(mapping).traffic(MemoryLevel.LOCAL_BUFFER);
    assertThat(sums).isCloseTo(2 * 2 * 64 * 64 * 4, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({
    "64, 32, 1, 1, 1, true",
    "64, 2048, 1, 1, 1, true", // two stages of 128 * 2048 fp16: 1 MiB, all there is
    "64, 2049, 1, 1, 1, false",
    "64, 32, 65, 1, 1, false", // 65 * 16 KiB of registers in 1 MiB
    "64, 32, 64, 1, 1, true",
    "64, 32, 1, 2, 1, true",
    "64, 32, 1, 4, 1, false", // the third split has no step left
    "64, 32, 1, 1, 2, false", // two cores for a tile on a processor of one
  })
  void aMappingFitsOrNot(
      int tile, int depth, int occupancy, int splits, int coresPerTile, boolean fits) {
    assertThat(
            model(product(64, 64, 64))
                .isFeasible(tile, tile, depth, occupancy, splits, coresPerTile))
        .isEqualTo(fits);
  }

  @Test
  void theCostOfAMappingThatDoesNotFitIsAnError() {
    PipelinedMapping tooMany = mapping(new Tile(64, 64), 32, 65, 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> model(product(64, 64, 64)).cost(tooMany))
        .withMessage("the mapping does not fit: " + tooMany);
  }

  @Test
  void depthsAreStatedInSixteenBitElements() {
    var bytes = new Matmul(1, 1, 1, 1, DataType.INT8, DataType.INT8, DataType.FP16);
    var words = new Matmul(1, 1, 1, 1, DataType.FP32, DataType.FP32, DataType.FP32);

    assertThat(model(bytes).depthElements(32)).isEqualTo(64);
    assertThat(model(words).depthElements(32)).isEqualTo(16);
  }

  @Test
  void onlyWeightsNarrowerThanActivationsAreMixed() {
    assertThat(model(product(1, 1, 1)).isMixed()).isFalse();
    assertThat(model(new Matmul(1, 1, 1, 1, DataType.FP16, DataType.INT4, DataType.FP16)).isMixed())
        .isTrue();
  }

  @Test
  void aTypeWiderThanTheArrayHasNoMatrixPath() {
    assertThat(model(product(1, 1, 1)).hasMatrixPath()).isTrue();
    assertThat(
            model(new Matmul(1, 1, 1, 1, DataType.FP32, DataType.FP32, DataType.FP32))
                .hasMatrixPath())
        .isFalse();
  }

  private static double seconds(boolean persistent, long m, double promotion) {
    MatmulKernels.Pipelined plain = kernels();
    var kernels =
        new MatmulKernels.Pipelined(
            plain.tiles(),
            plain.mixedTiles(),
            plain.vectorTiles(),
            plain.depths(),
            plain.splits(),
            plain.chains(),
            plain.swizzles(),
            plain.occupancies(),
            plain.greatestStages(),
            plain.issueEfficiency(),
            plain.overlap(),
            plain.dramEfficiency(),
            32,
            plain.cacheShare(),
            plain.cacheWays(),
            plain.registerFactor(),
            plain.dequantizeOperations(),
            plain.portBytesPerCycle(),
            128,
            plain.fragment(),
            plain.fragmentFraction(),
            plain.coresPerTile(),
            plain.accumulators(),
            new MatmulKernels.Generation(
                persistent,
                1,
                0,
                1,
                Map.of(
                    DataType.FP16,
                    new MatmulKernels.TypeTraits(List.of(), (int) Math.round(promotion))),
                Optional.empty()));
    return new PipelinedMatmulModel(
            product(m, 128, 64), ONE_CORE, TestProcessors.memory(1e15, 0), kernels)
        .seconds(mapping(new Tile(64, 64), 32, 1, 1));
  }

  @Test
  void aPersistentKernelHidesAllEpiloguesButTheLast() {
    // A tile multiplies 64 * 64 * 128 / 256 = 2048 cycles; its epilogue takes 64 * 64 * 32 / 128 =
    // 1024 cycles at 1 GHz. Four tiles: 4 * (2.048 + 1.024) us, or 4 * 2.048 + 1.024 us.
    assertThat(seconds(false, 256, 0)).isCloseTo(12.288e-6, within(1e-9));
    assertThat(seconds(true, 256, 0)).isCloseTo(9.216e-6, within(1e-9));
  }

  @Test
  void sumsThatVectorUnitsAddAreHiddenByPersistentKernelsOnly() {
    // Every 64 elements of 128, 64 * 64 sums take three operations each of 128 a cycle: 192 cycles.
    assertThat(seconds(false, 64, 64) - seconds(false, 64, 0)).isCloseTo(192e-9, within(1e-12));
    assertThat(seconds(true, 64, 64)).isCloseTo(seconds(true, 64, 0), within(1e-12));
  }
}
