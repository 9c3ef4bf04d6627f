package org.socompass.inference.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Requests that share the steps of a server. */
final class ServingSimulationTest {
  private static final double ROUNDING = 1e-9;

  /** A step takes 10 ms and 1 ms a sequence, a piece of a prompt 2 ms and 0.1 ms a token. */
  private static final StepTimes TIMES =
      new StepTimes() {
        @Override
        public double decodeSeconds(long sequences, double context) {
          return 0.010 + 0.001 * sequences;
        }

        @Override
        public double prefillSeconds(long tokens, double context) {
          return 0.002 + 0.0001 * tokens;
        }
      };

  @Test
  void oneRequestTakesItsChunksAndItsTokens() {
    // 250 tokens in chunks of 100: 12 + 12 + 7 ms; then 3 steps of 11 ms.
    List<Served> served =
        ServingSimulation.of(List.of(new Arrival(1, 250, 4)), new Server(8, 1000, 100), TIMES);
    assertThat(served).hasSize(1);
    assertThat(served.get(0).ttftSeconds()).isCloseTo(0.031, within(ROUNDING));
    assertThat(served.get(0).tpotSeconds()).isCloseTo(0.011, within(ROUNDING));
  }

  @Test
  void aSecondRequestsPromptSlowsTheFirst() {
    // Prompt of the first 12 ms; then a step of 11 ms with the second's chunk of 12 ms: 35 ms. Then
    // two
    // of each: 12 ms a step; the first ends at 47 ms, the second a step of 11 ms later... it has 3.
    List<Arrival> arrivals = List.of(new Arrival(0, 100, 3), new Arrival(0, 100, 3));
    List<Served> served = ServingSimulation.of(arrivals, new Server(8, 1000, 100), TIMES);
    assertThat(served.get(0).firstSeconds()).isCloseTo(0.012, within(ROUNDING));
    assertThat(served.get(0).lastSeconds()).isCloseTo(0.047, within(ROUNDING));
    assertThat(served.get(1).firstSeconds()).isCloseTo(0.035, within(ROUNDING));
    assertThat(served.get(1).lastSeconds()).isCloseTo(0.058, within(ROUNDING));
    // With room for one of them the second waits: 12 + 2 x 11 ms = 34, and again.
    List<Served> tight = ServingSimulation.of(arrivals, new Server(8, 150, 100), TIMES);
    assertThat(tight.get(1).firstSeconds()).isCloseTo(0.046, within(ROUNDING));
    assertThat(tight.get(1).lastSeconds()).isCloseTo(0.068, within(ROUNDING));
  }

  @Test
  void theBoundIsThatOfFullSteps() {
    // B = 4: 12 ms + 9 x 14 / 4 = 43.5 ms a request.
    ServingBound bound = ServingBound.of(100, 10, new Server(4, 1000, 100), TIMES);
    assertThat(bound.sequences()).isEqualTo(4);
    assertThat(bound.requestsPerSecond()).isCloseTo(1 / 0.0435, within(ROUNDING));
    // Room for 250 tokens holds two of 110: 12 + 9 x 12 / 2 = 66 ms.
    assertThat(ServingBound.of(100, 10, new Server(4, 250, 100), TIMES).requestsPerSecond())
        .isCloseTo(1 / 0.066, within(ROUNDING));
    assertThatThrownBy(() -> ServingBound.of(100, 10, new Server(4, 100, 100), TIMES))
        .hasMessage("a request of 110 tokens is more than the 100 for which there is room");
  }

  @Test
  void noScheduleBeatsTheBoundAndABusyServerComesNear() {
    var random = new Random(11);
    for (int i = 0; i < 60; i++) {
      long prompt = 1L + random.nextInt(400);
      long output = 1L + random.nextInt(60);
      var server = new Server(1 + random.nextInt(32), 500 + random.nextInt(8000), 128);
      double bound = ServingBound.of(prompt, output, server, TIMES).requestsPerSecond();
      List<Arrival> arrivals =
          Arrival.poisson(300, 20 * bound, prompt, output, false, random.nextLong());
      List<Served> served = ServingSimulation.of(arrivals, server, TIMES);
      double end = served.get(served.size() - 1).lastSeconds();
      assertThat(300 / (end - arrivals.get(0).seconds()))
          .isBetween(0.6 * bound, bound * (1 + 1e-9));
      double idle = served.stream().mapToDouble(Served::ttftSeconds).min().orElseThrow();
      assertThat(idle).isPositive();
    }
  }

  @Test
  void moreRoomNeverServesFewerAndSeedsRepeat() {
    List<Arrival> arrivals = Arrival.poisson(200, 30, 200, 40, true, 5);
    assertThat(Arrival.poisson(200, 30, 200, 40, true, 5)).isEqualTo(arrivals);
    double mean = arrivals.stream().mapToDouble(Arrival::promptTokens).average().orElseThrow();
    assertThat(mean).isBetween(160.0, 240.0);
    double before = Double.POSITIVE_INFINITY;
    for (long room : new long[] {3000, 6000, 12000, 100_000}) {
      List<Served> served = ServingSimulation.of(arrivals, new Server(64, room, 256), TIMES);
      double end = served.stream().mapToDouble(Served::lastSeconds).max().orElseThrow();
      assertThat(end).isLessThanOrEqualTo(before * 1.001);
      before = end;
    }
  }
}
