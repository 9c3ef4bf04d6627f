package org.socompass.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small cases by hand, and what no schedule may break. */
final class FluidSimulationTest {
  private static final double EXACT = 1e-9;

  private static Lane lane(String id, double cap) {
    return new Lane(id, cap, 1, false);
  }

  private static Task task(int lane, double seconds, double bytes, Task.Wait... waits) {
    return new Task("t", lane, seconds, bytes, 0, List.of(waits));
  }

  private static Timeline run(List<Lane> lanes, double memory, Task... tasks) {
    return FluidSimulation.run(lanes, List.of(tasks), memory, 0);
  }

  @Test
  void aTaskAloneTakesItsTime() {
    assertThat(run(List.of(lane("a", 10)), 10, task(0, 3, 12)).seconds()).isEqualTo(3);
  }

  @Test
  void twoStreamsShareTheMemoryFairly() {
    // Both ask for 10 B/s of 10: 5 each. The first has 20 B: 4 s. The second has 40 B: 20 are left
    // then, at 10 B/s: 2 s more.
    Timeline t = run(List.of(lane("a", 10), lane("b", 10)), 10, task(0, 2, 20), task(1, 4, 40));

    assertThat(t.spans().get(0).endSeconds()).isCloseTo(4, within(EXACT));
    assertThat(t.seconds()).isCloseTo(6, within(EXACT));
  }

  @Test
  void whoAsksForLittleGetsIt() {
    // 2 B/s and 10 B/s of 10: the small one gets its 2 and takes its 5 s; the other gets 8 for 5 s
    // (40 B) and 10 for the last 60 B.
    Timeline t = run(List.of(lane("a", 10), lane("b", 10)), 10, task(0, 5, 10), task(1, 10, 100));

    assertThat(t.spans().get(0).endSeconds()).isCloseTo(5, within(EXACT));
    assertThat(t.seconds()).isCloseTo(11, within(EXACT));
  }

  @Test
  void aCapHoldsWhateverTheMemoryOffers() {
    // 20 B in 1 s would be 20 B/s; the lane draws 5.
    assertThat(run(List.of(lane("a", 5)), 100, task(0, 1, 20)).seconds()).isEqualTo(4);
  }

  @Test
  void handOversDelayTheNextAndCountAsSynchronisation() {
    Timeline t =
        run(
            List.of(lane("a", 1), lane("b", 1)),
            1,
            task(0, 2, 0),
            task(1, 3, 0, new Task.Wait(0, 0.5)),
            task(0, 1, 0, new Task.Wait(1, 0.5)));

    assertThat(t.seconds()).isEqualTo(2 + 0.5 + 3 + 0.5 + 1);
    Timeline.Shares a = t.shares().get(0);
    assertThat(a.busy() * 7).isCloseTo(3, within(EXACT));
    assertThat(a.synchronizing() * 7).isCloseTo(0.5, within(EXACT));
    assertThat(a.waiting() * 7).isCloseTo(3.5, within(EXACT));
  }

  @Test
  void submissionAheadHidesBehindTheTaskBefore() {
    List<Task> tasks =
        List.of(new Task("a", 0, 5, 0, 1, List.of()), new Task("b", 0, 1, 0, 2, List.of()));
    var ahead = new Lane("a", 1, 1, true);

    // Submitted at 1 and 3: 1 + 5 + 1. Not ahead: 1 + 5 + 2 + 1.
    assertThat(FluidSimulation.run(List.of(ahead), tasks, 1, 0).seconds()).isEqualTo(7);
    assertThat(FluidSimulation.run(List.of(lane("a", 1)), tasks, 1, 0).seconds()).isEqualTo(9);
  }

  @Test
  void aBackgroundTakesItsFairShare() {
    // 10 B/s wanted, 6 wanted by the background, 10 there: 5 each.
    Timeline t = FluidSimulation.run(List.of(lane("a", 10)), List.of(task(0, 2, 20)), 10, 6);

    assertThat(t.seconds()).isCloseTo(4, within(EXACT));
  }

  @Test
  void aLaneThatSharesItsTimeIsSlower() {
    var half = new Lane("gpu", 10, 0.5, false);

    assertThat(run(List.of(half), 10, task(0, 2, 0)).seconds()).isEqualTo(4);
    assertThat(run(List.of(half), 10, task(0, 2, 20)).seconds()).isCloseTo(4, within(EXACT));
  }

  /** 12 B in 3 s, then 6 B in 1 s: 4 B/s and 6 B/s; quarters of the 4 s. */
  @Test
  void bandwidthOverTimeIsTheMeanOfEachInterval() {
    Timeline t = run(List.of(lane("a", 10)), 10, task(0, 3, 12), task(0, 1, 6));

    List<Timeline.Step> four = t.bandwidthIn(4);
    assertThat(four).hasSize(4);
    assertThat(four.get(2).total()).isCloseTo(4, within(EXACT));
    assertThat(four.get(3).total()).isCloseTo(6, within(EXACT));
    List<Timeline.Step> one = t.bandwidthIn(1);
    assertThat(one.get(0).total()).isCloseTo(18 / 4.0, within(EXACT));
    assertThatIllegalArgumentException().isThrownBy(() -> t.bandwidthIn(0));
    assertThat(run(List.of(lane("a", 10)), 10).bandwidthIn(3)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("randomProblems")
  void intervalsMoveAllBytes(Problem p) {
    Timeline t = p.run();

    double moved =
        t.bandwidthIn(7).stream()
            .mapToDouble(s -> s.total() * (s.toSeconds() - s.fromSeconds()))
            .sum();
    double drawn =
        t.bandwidth().stream()
            .mapToDouble(s -> s.total() * (s.toSeconds() - s.fromSeconds()))
            .sum();
    assertThat(moved).isCloseTo(drawn, within(1e-9 * Math.max(1, drawn)));
  }

  @Test
  void tasksThatWaitForEachOtherAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                run(
                    List.of(lane("a", 1), lane("b", 1)),
                    1,
                    task(0, 1, 0, new Task.Wait(1, 0)),
                    task(1, 1, 0, new Task.Wait(0, 0))))
        .withMessage("tasks wait for each other: 0 of 2 ended");
  }

  @Test
  void aTaskOnNoLaneIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(List.of(lane("a", 1)), 1, task(1, 1, 0)))
        .withMessage("t is on no lane: 1");
  }

  /** Lanes, tasks that wait for earlier ones only, and a memory. */
  private record Problem(List<Lane> lanes, List<Task> tasks, double memory, double background) {
    Timeline run() {
      return FluidSimulation.run(lanes, tasks, memory, background);
    }
  }

  static Stream<Problem> randomProblems() {
    var random = new SplittableRandom(7);
    return Stream.generate(() -> problem(random)).limit(200);
  }

  private static Problem problem(SplittableRandom random) {
    List<Lane> lanes = new ArrayList<>();
    for (int l = 0; l < random.nextInt(1, 4); l++) {
      double share = random.nextBoolean() ? 1 : 0.5;
      lanes.add(new Lane("l" + l, random.nextInt(1, 50), share, random.nextBoolean()));
    }
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < random.nextInt(1, 40); i++) {
      List<Task.Wait> waits = new ArrayList<>();
      for (int w = 0; i > 0 && w < random.nextInt(3); w++) {
        waits.add(new Task.Wait(random.nextInt(i), random.nextInt(3)));
      }
      tasks.add(
          new Task(
              "t" + i,
              random.nextInt(lanes.size()),
              random.nextInt(10),
              random.nextInt(100),
              random.nextInt(2),
              waits));
    }
    return new Problem(lanes, tasks, random.nextInt(5, 60), random.nextInt(20));
  }

  @ParameterizedTest
  @MethodSource("randomProblems")
  void bandwidthNeverExceedsTheMemoryOrACap(Problem p) {
    for (Timeline.Step step : p.run().bandwidth()) {
      assertThat(step.total()).isLessThanOrEqualTo(p.memory() * (1 + EXACT));
      for (int l = 0; l < p.lanes().size(); l++) {
        assertThat(step.bytesPerSecond().get(l))
            .isLessThanOrEqualTo(p.lanes().get(l).bytesPerSecond() * (1 + EXACT));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("randomProblems")
  void dependenciesAndLanesAreRespectedAndNothingIsFasterThanAlone(Problem p) {
    List<Timeline.Span> spans = p.run().spans();
    for (int i = 0; i < spans.size(); i++) {
      Timeline.Span span = spans.get(i);
      Task task = p.tasks().get(i);
      for (Task.Wait wait : task.waits()) {
        assertThat(span.startSeconds())
            .isGreaterThanOrEqualTo(
                spans.get(wait.task()).endSeconds() + wait.handOverSeconds() - EXACT);
      }
      assertThat(span.endSeconds() - span.startSeconds())
          .isGreaterThanOrEqualTo(task.seconds() - EXACT);
      for (int j = 0; j < i; j++) {
        Timeline.Span other = spans.get(j);
        assertThat(
                other.lane() != span.lane()
                    || other.endSeconds() <= span.startSeconds() + EXACT
                    || span.endSeconds() <= other.startSeconds() + EXACT)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("randomProblems")
  void allBytesAreMovedAndSharesAddUp(Problem p) {
    Timeline t = p.run();
    for (int l = 0; l < p.lanes().size(); l++) {
      double moved = 0;
      for (Timeline.Step step : t.bandwidth()) {
        moved += step.bytesPerSecond().get(l) * (step.toSeconds() - step.fromSeconds());
      }
      int lane = l;
      double asked =
          p.tasks().stream().filter(x -> x.lane() == lane).mapToDouble(Task::bytes).sum();
      assertThat(moved).isCloseTo(asked, within(1e-6));
    }
    for (Timeline.Shares s : t.shares()) {
      double sum = s.busy() + s.submitting() + s.synchronizing() + s.waiting();
      assertThat(sum).isCloseTo(1, within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("randomProblems")
  void theSameListsGiveTheSameTimeline(Problem p) {
    assertThat(p.run()).isEqualTo(p.run());
  }

  /**
   * Chains that do not wait for each other, each on its lane. With dependencies across lanes more
   * bandwidth can move work into a worse overlap, and the law does not hold.
   */
  @Test
  void moreBandwidthNeverSlowsIndependentChains() {
    var random = new SplittableRandom(11);
    for (int i = 0; i < 300; i++) {
      List<Lane> lanes = List.of(lane("a", random.nextInt(1, 40)), lane("b", 30), lane("c", 9));
      List<Task> tasks = new ArrayList<>();
      for (int t = 0; t < 20; t++) {
        tasks.add(task(random.nextInt(3), random.nextInt(10), random.nextInt(100)));
      }
      double before = Double.MAX_VALUE;
      for (double memory : new double[] {5, 10, 20, 40, 80}) {
        double seconds = FluidSimulation.run(lanes, tasks, memory, 0).seconds();
        assertThat(seconds).isLessThanOrEqualTo(before * (1 + EXACT));
        before = seconds;
      }
    }
  }
}
