package org.socompass.operator.matmul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.hardware.Dataflow;

/** The closed forms against simulated cycles, and the laws any timing must obey. */
final class SystolicArrayTest {
  private record Problem(SystolicArray array, long m, long n, long k, Dataflow dataflow) {
    long cycles() {
      return array.cycles(m, n, k, dataflow);
    }
  }

  @ParameterizedTest(name = "{3}x{4} {5}: m {0}, n {1}, k {2} -> {6} cycles")
  @CsvFileSource(resources = "/golden/scale-sim-cycles.csv", numLinesToSkip = 2)
  void equalsScaleSim(long m, long n, long k, int rows, int columns, String name, long cycles) {
    Dataflow dataflow =
        switch (name) {
          case "os" -> Dataflow.OUTPUT_STATIONARY;
          case "ws" -> Dataflow.WEIGHT_STATIONARY;
          case "is" -> Dataflow.INPUT_STATIONARY;
          default -> throw new IllegalArgumentException(name);
        };

    assertThat(array(rows, columns).cycles(m, n, k, dataflow)).isEqualTo(cycles);
  }

  private static SystolicArray array(int rows, int columns) {
    return new SystolicArray(rows, columns, false, OptionalLong.empty());
  }

  @Test
  void loadsOfFourRowsACycleTakeAQuarter() {
    // 16 x 16: a fold streams 100 rows, 30 cycles of skew, 4 of loads where there were 16; k 32 and
    // n 32 are four folds.
    var fast = new SystolicArray(16, 16, false, OptionalLong.of(4));

    assertThat(array(16, 16).cycles(100, 32, 32, Dataflow.WEIGHT_STATIONARY))
        .isEqualTo(4 * (100 + 16 + 30) - 1);
    assertThat(fast.cycles(100, 32, 32, Dataflow.WEIGHT_STATIONARY))
        .isEqualTo(4 * (100 + 4 + 30) - 1);
    assertThat(fast.cycles(100, 32, 32, Dataflow.OUTPUT_STATIONARY))
        .isEqualTo(array(16, 16).cycles(100, 32, 32, Dataflow.OUTPUT_STATIONARY));
  }

  @Test
  void foldsThatOverlapWaitForStatedLoads() {
    // One row streams in a cycle, but the next fold takes 16 to load: 4 * 16 + the first 16 + 30.
    var waits = new SystolicArray(16, 16, true, OptionalLong.of(16));

    assertThat(waits.cycles(1, 32, 32, Dataflow.WEIGHT_STATIONARY)).isEqualTo(4 * 16 + 16 + 30 - 1);
    assertThat(waits.cycles(100, 32, 32, Dataflow.WEIGHT_STATIONARY))
        .isEqualTo(4 * 100 + 16 + 30 - 1);
  }

  @ParameterizedTest
  @MethodSource("randomProblems")
  void fasterLoadsNeverTakeMoreCycles(Problem p) {
    for (boolean overlap : new boolean[] {false, true}) {
      long before = Long.MAX_VALUE;
      for (long load = 2L * p.array().rows(); load >= 1; load /= 2) {
        var loading =
            new SystolicArray(
                p.array().rows(), p.array().columns(), overlap, OptionalLong.of(load));
        long cycles = loading.cycles(p.m(), p.n(), p.k(), p.dataflow());
        assertThat(cycles).isLessThanOrEqualTo(before);
        before = cycles;
      }
    }
  }

  @Test
  void oneFoldTakesTheStreamPlusTheSkews() {
    // 512 operands, 15 + 15 cycles of skew, and the first cycle is number 0.
    assertThat(array(16, 16).cycles(16, 16, 512, Dataflow.OUTPUT_STATIONARY))
        .isEqualTo(512 + 15 + 15 - 1);
  }

  @ParameterizedTest
  @MethodSource("randomProblems")
  void moreWorkNeverTakesFewerCycles(Problem p) {
    long cycles = p.cycles();

    assertThat(p.array().cycles(p.m() + 1, p.n(), p.k(), p.dataflow()))
        .isGreaterThanOrEqualTo(cycles);
    assertThat(p.array().cycles(p.m(), p.n() + 1, p.k(), p.dataflow()))
        .isGreaterThanOrEqualTo(cycles);
    assertThat(p.array().cycles(p.m(), p.n(), p.k() + 1, p.dataflow()))
        .isGreaterThanOrEqualTo(cycles);
  }

  @ParameterizedTest
  @MethodSource("randomProblems")
  void transposingTheProblemAndTheArrayChangesNothingWhenOutputsStay(Problem p) {
    var transposed = array(/* rows= */ p.array().columns(), /* columns= */ p.array().rows());

    assertThat(transposed.cycles(/* m= */ p.n(), /* n= */ p.m(), p.k(), Dataflow.OUTPUT_STATIONARY))
        .isEqualTo(p.array().cycles(p.m(), p.n(), p.k(), Dataflow.OUTPUT_STATIONARY));
  }

  @ParameterizedTest
  @MethodSource("randomProblems")
  void utilizationIsAFraction(Problem p) {
    assertThat(p.array().utilization(p.m(), p.n(), p.k(), p.dataflow()))
        .isPositive()
        .isLessThanOrEqualTo(1.0);
  }

  @ParameterizedTest
  @MethodSource("randomProblems")
  void aCachedResultEqualsAFreshOne(Problem p) {
    var cache = new CachedTileCycles();

    for (int i = 0; i < 2; i++) {
      assertThat(cache.cycles(p.array(), p.m(), p.n(), p.k(), p.dataflow())).isEqualTo(p.cycles());
    }
    assertThat(cache.statistics()).isEqualTo(new TileCycles.Statistics(1, 1));
  }

  @ParameterizedTest
  @CsvSource({"0,1,1", "1,0,1", "1,1,0", "-4,1,1"})
  void rejectsANonPositiveShapeAndNamesIt(long m, long n, long k) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> array(8, 8).cycles(m, n, k, Dataflow.OUTPUT_STATIONARY))
        .withMessage("m, n and k must be positive, but are " + m + ", " + n + " and " + k);
  }

  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void overflowIsReportedNotWrapped(Dataflow dataflow) {
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> array(1, 1).cycles(1L << 32, 1L << 32, 1L << 32, dataflow));
  }

  static Stream<Problem> randomProblems() {
    var random = new SplittableRandom(42);
    return Stream.generate(
            () ->
                new Problem(
                    array(random.nextInt(1, 257), random.nextInt(1, 257)),
                    random.nextLong(1, 1 << 16),
                    random.nextLong(1, 1 << 16),
                    random.nextLong(1, 1 << 16),
                    List.of(Dataflow.values()).get(random.nextInt(3))))
        .limit(200);
  }

  @Test
  void noPartWithFewerRowsTakesFewerCyclesThanItsBound() {
    var random = new SplittableRandom(7);
    for (int round = 0; round < 2000; round++) {
      int columns = random.nextInt(1, 65);
      int most = random.nextInt(4, 129);
      int least = random.nextInt(1, most + 1);
      boolean overlap = random.nextBoolean();
      double perCycle = random.nextDouble(0.2, 8);
      boolean stated = random.nextBoolean();
      IntFunction<SystolicArray> part =
          rows ->
              new SystolicArray(
                  rows,
                  columns,
                  overlap,
                  stated
                      ? OptionalLong.of((long) Math.ceil(rows / perCycle))
                      : OptionalLong.empty());
      long m = random.nextLong(1, 2000);
      long n = random.nextLong(1, 2000);
      long k = random.nextLong(1, 5000);
      int rows = random.nextInt(least, most + 1);
      for (Dataflow dataflow : Dataflow.values()) {
        assertThat(part.apply(most).leastCycles(m, n, k, dataflow, part.apply(least)))
            .isLessThanOrEqualTo(part.apply(rows).cycles(m, n, k, dataflow));
      }
    }
  }
}
