package org.socompass.operator.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.fixtures.TestProcessors;
import org.socompass.hardware.DataType;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorEnergy;
import org.socompass.hardware.power.MemoryEnergy;
import org.socompass.operator.AllReduce;
import org.socompass.operator.Attention;
import org.socompass.operator.Matmul;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.Operator;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.RowOperator;

/** Energy by hand, and the laws that any energy must obey. */
final class EnergyModelTest {
  private static final double EXACT = 1e-12;
  private static final Matmul PRODUCT = matmul(DataType.FP16, DataType.FP16);
  private static final RowOperator NORM =
      new RowOperator(RowOperator.Kind.RMSNORM, 100, 1000, DataType.FP16);

  private record Case(Operator operator, OperatorCost cost) {
    Energy energy() {
      return EnergyModel.of(cost, operator, processor(), memory()).orElseThrow();
    }
  }

  private static Matmul matmul(DataType activation, DataType weight) {
    return new Matmul(1, 1000, 1000, 1000, activation, weight, DataType.FP16);
  }

  /** 2 W idle, 10 pJ a core cycle, 1 pJ an operation, 50 pJ a vector one, 20 and 40 pJ a byte. */
  private static Processor processor() {
    return with(
        new ProcessorEnergy(
            2,
            10e-12,
            Map.of(DataType.FP16, 1e-12, DataType.INT8, 0.5e-12),
            50e-12,
            20e-12,
            40e-12));
  }

  /** 8 cores at 1 GHz. */
  private static Processor with(ProcessorEnergy energy) {
    Processor p = TestProcessors.plain();
    return new Processor(
        p.id(),
        p.kind(),
        p.name(),
        p.clockHz(),
        p.cores(),
        p.lanesPerCore(),
        p.matrix(),
        p.vector(),
        p.registerBytes(),
        p.local(),
        p.global(),
        p.dram(),
        p.launch(),
        p.kernels(),
        Optional.of(energy),
        List.of());
  }

  /** 0.1 W idle, 1 W more in use, 30 and 10 pJ a byte. */
  private static MainMemory memory() {
    return new MainMemory(
        "test",
        1e11,
        1,
        0,
        1L << 34,
        0,
        0,
        Optional.of(new MemoryEnergy(0.1, 1, 30e-12, 10e-12)),
        Optional.empty());
  }

  private static OperatorCost cost(Operator operator, double seconds, double launch, double bytes) {
    return new OperatorCost(
        seconds,
        launch,
        Map.of(),
        Map.of(MemoryLevel.MAIN_MEMORY, bytes),
        operator.operations(),
        seconds);
  }

  @Test
  void aProductInMemoryPaysWhatCrossesAndWhatIsReadInside() {
    MainMemory plain = memory();
    MainMemory.Pim units =
        new MainMemory.Pim(
            4e11,
            1,
            Map.of(DataType.FP16, 4e11),
            Set.of(DataType.FP16),
            1,
            8,
            0,
            4,
            OptionalDouble.of(5e-12),
            1);
    MainMemory memory =
        new MainMemory("test", 1e11, 1, 0, 1L << 34, 0, 0, plain.energy(), Optional.of(units));

    Energy energy = EnergyModel.inMemory(processor(), memory, 20e-6, 8000, 4000, 4e6).orElseThrow();

    // The processor waits, which idle power covers: 8 kB written at 40 pJ, 4 kB read at 20 pJ
    assertThat(energy.processorJoules()).isCloseTo(0.4e-6, within(EXACT));
    // 1 W * 20 us; 8 kB at 10 pJ, 4 kB at 30 pJ; 4 MB inside at 5 pJ
    assertThat(energy.memoryBackgroundJoules()).isCloseTo(20e-6, within(EXACT));
    assertThat(energy.memoryTransferJoules()).isCloseTo(20.2e-6, within(EXACT));
    // Nobody knows what units draw that do not state it, nor memories without any.
    assertThat(EnergyModel.inMemory(processor(), plain, 20e-6, 8000, 4000, 4e6)).isEmpty();
  }

  @Test
  void aProductPaysItsTimeCyclesOperationsAndBytes() {
    // 10 ms of which 2 ms launch; 10 MB of which the result's 2 MB are written
    Energy energy = new Case(PRODUCT, cost(PRODUCT, 10e-3, 2e-3, 10e6)).energy();

    // idle 2 W * 10 ms = 20 mJ; 10 pJ * 8 cores * 1 GHz * 8 ms = 0.64 mJ; 2e9 op * 1 pJ = 2 mJ;
    // 8 MB * 20 pJ = 0.16 mJ; 2 MB * 40 pJ = 0.08 mJ
    assertThat(energy.processorJoules()).isCloseTo(22.88e-3, within(EXACT));
    // 0.1 W * 10 ms = 1 mJ; 1 W * 8 ms = 8 mJ; 8 MB * 30 pJ = 0.24 mJ; 2 MB * 10 pJ = 0.02 mJ
    assertThat(energy.memoryJoules()).isCloseTo(9.26e-3, within(EXACT));
    assertThat(energy.joules()).isCloseTo(32.14e-3, within(EXACT));
  }

  @Test
  void anOperatorThatStreamsPaysNoCoreCycles() {
    Energy energy = new Case(NORM, cost(NORM, 1e-3, 0, 400e3)).energy();

    // idle 2 mJ; (100,000 * 4 + 100) op * 50 pJ = 20.005 uJ; 200 kB * (20 + 40) pJ = 12 uJ
    assertThat(energy.processorJoules()).isCloseTo(2.032005e-3, within(EXACT));
  }

  @Test
  void attentionPaysItsProductsAndItsScores() {
    var attention = new Attention(1, 10, 10, 1, 1, 64, false, DataType.FP16);
    Energy energy = new Case(attention, cost(attention, 1e-3, 1e-3, 0)).energy();

    // idle 2 mJ; 100 scores * 256 op * 1 pJ = 25.6 nJ; 100 scores * 4 op * 50 pJ = 20 nJ
    assertThat(energy.processorJoules()).isCloseTo(2e-3 + 45.6e-9, within(EXACT));
  }

  @Test
  void integersCostAsTheNextWiderTypeThatIsListed() {
    Matmul int4 = matmul(DataType.INT4, DataType.INT4);
    Matmul bf16 = matmul(DataType.BF16, DataType.BF16);
    Matmul mixed = matmul(DataType.FP16, DataType.INT4);

    assertThat(EnergyModel.missing(int4, processor(), memory())).isEmpty();
    assertThat(EnergyModel.missing(mixed, processor(), memory())).isEmpty();
    assertThat(EnergyModel.missing(bf16, processor(), memory()))
        .containsExactly("processors.gpu.energy.operation.bf16");
    // 2e9 op * 0.5 pJ, no time, no bytes
    assertThat(
            EnergyModel.of(cost(int4, 1, 1, 0), int4, processor(), memory(), 0)
                .orElseThrow()
                .processorJoules())
        .isCloseTo(1e-3, within(EXACT));
  }

  @Test
  void waitingCostsWhatIsIdle() {
    OperatorCost cost = cost(PRODUCT, 10e-3, 2e-3, 10e6);
    Energy alone = EnergyModel.of(cost, PRODUCT, processor(), memory()).orElseThrow();
    Energy waiting = EnergyModel.of(cost, PRODUCT, processor(), memory(), 110e-3).orElseThrow();

    assertThat(waiting.processorJoules() - alone.processorJoules())
        .isCloseTo(0.1 * EnergyModel.idleWatts(processor()).orElseThrow(), within(EXACT));
    assertThat(waiting.memoryJoules() - alone.memoryJoules()).isCloseTo(0.01, within(EXACT));
  }

  @Test
  void namesWhatTheTemplateLacks() {
    Processor bare = TestProcessors.plain();
    MainMemory bareMemory = TestProcessors.memory(1e11, 0);

    assertThat(EnergyModel.missing(PRODUCT, bare, bareMemory))
        .containsExactly("processors.gpu.energy", "memory.energy");
    assertThat(EnergyModel.of(cost(PRODUCT, 1, 0, 0), PRODUCT, bare, bareMemory)).isEmpty();
    assertThat(EnergyModel.idleWatts(bare)).isEqualTo(OptionalDouble.empty());
    assertThat(EnergyModel.missing(new AllReduce(100, DataType.FP16, 4), processor(), memory()))
        .containsExactly("interconnect.energy");
  }

  @ParameterizedTest
  @MethodSource("randomCases")
  void powerIsAtLeastIdle(Case c) {
    double seconds = c.cost.latencySeconds();

    assertThat(c.energy().processorJoules()).isGreaterThanOrEqualTo(2 * seconds * (1 - EXACT));
    assertThat(c.energy().memoryJoules()).isGreaterThanOrEqualTo(0.1 * seconds * (1 - EXACT));
  }

  @ParameterizedTest
  @MethodSource("randomCases")
  void moreTrafficOrTimeNeverTakesLessEnergy(Case c) {
    double seconds = c.cost.latencySeconds();
    double launch = c.cost.launchSeconds();
    double bytes = c.cost.traffic(MemoryLevel.MAIN_MEMORY);
    Energy energy = c.energy();

    for (Energy more :
        new Energy[] {
          new Case(c.operator, cost(c.operator, seconds, launch, bytes * 1.1 + 1)).energy(),
          new Case(c.operator, cost(c.operator, seconds * 1.1, launch, bytes)).energy()
        }) {
      assertThat(more.processorJoules()).isGreaterThan(energy.processorJoules());
      assertThat(more.memoryJoules()).isGreaterThan(energy.memoryJoules());
    }
  }

  @ParameterizedTest
  @MethodSource("randomCases")
  void moreOperationsNeverTakeLessEnergy(Case c) {
    if (c.operator instanceof Matmul m) {
      var deeper =
          new Matmul(m.batch(), m.m(), m.k() + 1, m.n(), m.activation(), m.weight(), m.output());

      assertThat(new Case(deeper, c.cost).energy().processorJoules())
          .isGreaterThan(c.energy().processorJoules());
    }
  }

  @Test
  void partsSumToTheWhole() {
    // The product above: 2 W and 10 pJ a cycle of 8 cores at 1 GHz, and so on; all terms by hand.
    Energy energy = new Case(PRODUCT, cost(PRODUCT, 10e-3, 2e-3, 10e6)).energy();
    assertThat(energy.idleJoules()).isCloseTo(20e-3, within(EXACT));
    assertThat(energy.clockJoules()).isCloseTo(0.64e-3, within(EXACT));
    assertThat(energy.operationJoules()).isCloseTo(2e-3, within(EXACT));
    assertThat(energy.transferJoules()).isCloseTo(0.24e-3, within(EXACT));
    assertThat(energy.joules())
        .isCloseTo(energy.processorJoules() + energy.memoryJoules(), within(EXACT));
  }

  @Test
  void whatASystemCacheServesCostsTheProcessorButNotMainMemory() {
    OperatorCost cost = cost(PRODUCT, 10e-3, 2e-3, 10e6);
    Energy all = EnergyModel.aboveIdle(cost, PRODUCT, processor(), memory(), 10e6).orElseThrow();
    Energy half = EnergyModel.aboveIdle(cost, PRODUCT, processor(), memory(), 5e6).orElseThrow();
    assertThat(half.processorJoules()).isEqualTo(all.processorJoules());
    double read = memory().energy().orElseThrow().joulesPerByteRead();
    assertThat(all.memoryJoules() - half.memoryJoules()).isCloseTo(5e6 * read, within(EXACT));
    assertThat(all.idleJoules()).isZero();
  }

  @Test
  void energiesAdd() {
    var one = new Energy(1, 2, 3, 4, 5, 6);
    assertThat(Energy.NONE.plus(one).plus(one)).isEqualTo(one.times(2));
    assertThat(one.joules()).isEqualTo(21);
    assertThat(Energy.idle(2, 3, 4)).isEqualTo(new Energy(8, 0, 0, 0, 12, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0, 'idleJoules must be finite and not negative, but is -1.0'",
    "0, NaN, 'memoryTransferJoules must be finite and not negative, but is NaN'",
    "0, Infinity, 'memoryTransferJoules must be finite and not negative, but is Infinity'"
  })
  void rejectsWhatIsNoEnergy(double idle, double transfer, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Energy(idle, 0, 0, 0, 0, transfer))
        .withMessage(message);
  }

  static Stream<Case> randomCases() {
    var random = new SplittableRandom(7);
    return Stream.generate(
            () -> {
              Operator operator =
                  random.nextBoolean()
                      ? new Matmul(
                          1,
                          random.nextLong(1, 4096),
                          random.nextLong(1, 4096),
                          random.nextLong(1, 4096),
                          DataType.FP16,
                          DataType.FP16,
                          DataType.FP16)
                      : new RowOperator(
                          RowOperator.Kind.SOFTMAX,
                          random.nextLong(1, 4096),
                          random.nextLong(1, 4096),
                          DataType.FP16);
              double seconds = random.nextDouble(1e-6, 1e-2);
              return new Case(
                  operator,
                  cost(
                      operator, seconds, seconds * random.nextDouble(), random.nextDouble(0, 1e8)));
            })
        .limit(100);
  }
}
