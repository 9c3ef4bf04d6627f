package org.socompass.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Two lanes end when the simulation of any number says, to the last bit. */
class TwoLanesTest {
  @Test
  void endsAreThoseOfTheSimulation() {
    var random = new SplittableRandom(11);
    for (int round = 0; round < 2000; round++) {
      double memory = random.nextDouble(1e9, 1e11);
      double background = random.nextInt(3) == 0 ? random.nextDouble(0, 2 * memory) : 0;
      List<Lane> lanes = List.of(lane("a", memory, random), lane("b", memory, random));
      var together = new TwoLanes(lanes.get(0), lanes.get(1), memory, background);
      // The same object serves one question after another.
      for (int again = 0; again < 3; again++) {
        together.clear();
        List<Task> tasks = new ArrayList<>();
        int count = random.nextInt(1, 9);
        for (int i = 0; i < count; i++) {
          var task = task(random);
          tasks.add(task);
          together.add(task.lane(), task.seconds(), task.bytes(), task.submitSeconds());
        }
        together.run();
        assertThat(new double[] {together.endSeconds(0), together.endSeconds(1)})
            .as("%s on %s, memory %s, background %s", tasks, lanes, memory, background)
            .containsExactly(FluidSimulation.ends(lanes, tasks, memory, background));
      }
    }
  }

  @Test
  void twoTasksShareTheMemoryUntilOneEnds() {
    // Each asks for 8 B in 1 s; of 8 B/s both get 4. The first, of 8 B, ends at 2 s; the other, of
    // 16 B at 8 B/s alone, has 8 B left and ends at 3 s.
    var a = new Lane("a", 100, 1, false);
    var b = new Lane("b", 100, 1, false);
    var together = new TwoLanes(a, b, 8, 0);
    together.add(0, 1, 8, 0);
    together.add(1, 2, 16, 0);
    together.run();
    assertThat(together.endSeconds(0)).isEqualTo(2);
    assertThat(together.endSeconds(1)).isEqualTo(3);
  }

  private static Lane lane(String id, double memory, SplittableRandom random) {
    double share = random.nextBoolean() ? 1 : random.nextDouble(0.1, 1);
    return new Lane(id, memory * random.nextDouble(0.2, 2), share, random.nextBoolean());
  }

  private static Task task(SplittableRandom random) {
    double seconds = random.nextInt(8) == 0 ? 0 : random.nextDouble(1e-6, 1e-2);
    double bytes = random.nextInt(6) == 0 ? 0 : random.nextDouble(1, 1e8);
    double submit = random.nextBoolean() ? 0 : random.nextDouble(0, 1e-3);
    return new Task("t", random.nextInt(2), seconds, bytes, submit, List.of());
  }
}
