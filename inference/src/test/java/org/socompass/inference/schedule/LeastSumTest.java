package org.socompass.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LeastSumTest {
  /** Ten thousand operators, of nanoseconds to seconds: no order adds up to less than the bound. */
  @Test
  void noOrderAddsUpToLess() {
    var random = new Random(29);
    for (int run = 0; run < 20; run++) {
      List<Double> times = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        times.add(Math.pow(10, -9 * random.nextDouble()));
      }
      double least = LeastSum.of(sum(times));
      for (int order = 0; order < 10; order++) {
        Collections.shuffle(times, random);
        assertThat(sum(times)).isGreaterThan(least);
      }
      Collections.sort(times);
      assertThat(sum(times)).isGreaterThan(least);
    }
  }

  private static double sum(List<Double> times) {
    double sum = 0;
    for (double time : times) {
      sum += time;
    }
    return sum;
  }
}
