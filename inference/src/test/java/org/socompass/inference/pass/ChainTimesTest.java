package org.socompass.inference.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.hardware.DataType;
import org.socompass.inference.cut.Choice;
import org.socompass.inference.cut.EnergyUse;
import org.socompass.inference.cut.Kind;
import org.socompass.inference.cut.Piece;
import org.socompass.inference.engine.Placement;
import org.socompass.inference.schedule.Lane;
import org.socompass.operator.Bound;
import org.socompass.operator.Matmul;

/** The fast times against the simulation of the whole chain. */
final class ChainTimesTest {
  private static final double GB = 1e9;

  private record Chain(
      Placement placement, ChainSchedule.SharedMemory memory, double handOverSeconds) {}

  @ParameterizedTest
  @MethodSource("randomChains")
  void equalTheSimulationOfTheWholeChain(Chain chain) {
    int nodes = chain.placement().choices().size();
    List<String> names = java.util.Collections.nCopies(nodes, "operator");

    var steps = new ChainTimes.Steps(chain.memory());
    ChainTimes.of(chain.placement(), steps, 0);
    ChainTimes fast = ChainTimes.of(chain.placement(), steps, chain.handOverSeconds());
    ChainSchedule whole =
        ChainSchedule.of(names, chain.placement(), chain.memory(), chain.handOverSeconds());

    double end = whole.timeline().seconds();
    assertThat(fast.endSeconds()).isCloseTo(end, within(1e-9 * end));
    assertThat(ChainTimes.leastSeconds(chain.placement(), steps, chain.handOverSeconds()))
        .isLessThanOrEqualTo(fast.endSeconds());
    for (int i = 0; i < nodes; i++) {
      assertThat(fast.seconds(i)).isCloseTo(whole.seconds().get(i), within(1e-9 * end));
    }
  }

  @Test
  void theHostDelaysWhatItHasNotSubmitted() {
    // Three layers of one operator: 1 s of work, 3 s to submit. The host is always behind.
    var choice = new Choice(Kind.WHOLE, List.of(piece("gpu", 1, 0, 3)), 4);
    Placement placement = Placement.of(List.of(choice), new Placement.Ring(0, 0, 3));

    ChainTimes times = ChainTimes.of(placement, new ChainTimes.Steps(memory(true, 0)), 0);

    assertThat(times.endSeconds()).isEqualTo(3 * 3 + 1);
  }

  private static final Matmul PRODUCT =
      new Matmul(1, 1, 1, 1, DataType.FP16, DataType.FP16, DataType.FP16);

  private static Piece piece(String lane, double seconds, double bytes, double submitSeconds) {
    return new Piece(
        lane, PRODUCT, seconds, bytes, submitSeconds, Bound.COMPUTE, seconds, EnergyUse.unknown());
  }

  private static ChainSchedule.SharedMemory memory(boolean isAhead, double background) {
    return new ChainSchedule.SharedMemory(
        List.of(
            new Lane("gpu", 40 * GB, 1, isAhead),
            new Lane("npu", 30 * GB, 1, false),
            new Lane("cpu", 20 * GB, 0.5, isAhead)),
        50 * GB,
        background);
  }

  private static Choice choice(SplittableRandom random) {
    List<String> lanes = List.of("gpu", "npu", "cpu");
    int first = random.nextInt(3);
    List<Piece> pieces = new ArrayList<>();
    for (int lane = first; lane < (random.nextInt(3) == 0 ? 3 : first + 1); lane++) {
      for (int i = random.nextInt(2); i < 2; i++) {
        double seconds = random.nextInt(8) == 0 ? 0 : random.nextDouble(1e-3);
        double bytes = random.nextInt(4) == 0 ? 0 : random.nextDouble(40 * GB) * seconds;
        pieces.add(piece(lanes.get(lane), seconds, bytes, random.nextDouble(3e-4)));
      }
    }
    return new Choice(Kind.WHOLE, pieces, 1);
  }

  static Stream<Chain> randomChains() {
    var random = new SplittableRandom(11);
    return Stream.generate(
            () -> {
              int before = random.nextInt(3);
              int inRing = random.nextInt(1, 6);
              List<Choice> choices = new ArrayList<>();
              for (int i = 0; i < before + inRing + random.nextInt(3); i++) {
                choices.add(choice(random));
              }
              var ring = new Placement.Ring(before, before + inRing - 1, random.nextInt(1, 6));
              return new Chain(
                  Placement.of(choices, ring),
                  memory(random.nextBoolean(), random.nextBoolean() ? 0 : 20 * GB),
                  random.nextDouble(1e-4));
            })
        .limit(200);
  }
}
