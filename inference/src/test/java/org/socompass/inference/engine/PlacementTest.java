package org.socompass.inference.engine;

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
import org.socompass.llm.OperatorNode;
import org.socompass.operator.Bound;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Operator;

/** Placements by hand, and against every assignment of operators to processors. */
final class PlacementTest {
  private static final List<String> PROCESSORS = List.of("cpu", "gpu", "npu");

  /** Operators before, in and after a layer, with the time of each on each processor. */
  private record Problem(
      long layers, List<Long> counts, List<List<Double>> seconds, double handOverSeconds) {
    List<OperatorNode> nodes() {
      List<OperatorNode> nodes = new ArrayList<>();
      for (int i = 0; i < counts.size(); i++) {
        var operator =
            new ElementwiseOperator(ElementwiseOperator.Kind.GELU, 1, DataType.FP16, DataType.FP16);
        nodes.add(new OperatorNode("n" + i, operator, counts.get(i)));
      }
      return nodes;
    }

    List<List<Choice>> choices() {
      List<List<Choice>> choices = new ArrayList<>();
      for (int i = 0; i < counts.size(); i++) {
        List<Choice> times = new ArrayList<>();
        Operator operator = nodes().get(i).operator();
        for (int p = 0; p < seconds.get(i).size(); p++) {
          double t = seconds.get(i).get(p);
          var piece =
              new Piece(PROCESSORS.get(p), operator, t, 0, 0, Bound.VECTOR, 0, EnergyUse.unknown());
          times.add(new Choice(Kind.WHOLE, List.of(piece), t));
        }
        choices.add(times);
      }
      return choices;
    }

    Placement best() {
      return new PlacementPaths(
              choices(), Placement.Ring.of(nodes(), layers), handOverSeconds, null)
          .best();
    }

    /** Walks all layers operator by operator and counts the changes of processor. */
    long handOvers(int[] assignment) {
      List<Integer> walk = new ArrayList<>();
      int first = 0;
      while (first < counts.size() && counts.get(first) < layers) {
        walk.add(assignment[first++]);
      }
      int last = counts.size() - 1;
      while (last > first && counts.get(last) < layers) {
        last--;
      }
      for (long layer = 0; layer < layers && first < counts.size(); layer++) {
        for (int i = first; i <= last; i++) {
          walk.add(assignment[i]);
        }
      }
      for (int i = Math.max(first, last + 1); i < counts.size(); i++) {
        walk.add(assignment[i]);
      }
      long changes = 0;
      for (int i = 1; i < walk.size(); i++) {
        changes += walk.get(i).equals(walk.get(i - 1)) ? 0 : 1;
      }
      return changes;
    }

    double cost(int[] assignment) {
      double sum = handOvers(assignment) * handOverSeconds;
      for (int i = 0; i < counts.size(); i++) {
        sum += counts.get(i) * seconds.get(i).get(assignment[i]);
      }
      return sum;
    }

    double leastByBruteForce() {
      int processors = seconds.get(0).size();
      double least = Double.MAX_VALUE;
      int[] assignment = new int[counts.size()];
      long all = Math.round(Math.pow(processors, counts.size()));
      for (long code = 0; code < all; code++) {
        long rest = code;
        for (int i = 0; i < assignment.length; i++) {
          assignment[i] = (int) (rest % processors);
          rest /= processors;
        }
        least = Math.min(least, cost(assignment));
      }
      return least;
    }
  }

  static Stream<Problem> randomProblems() {
    var random = new SplittableRandom(42);
    return Stream.generate(() -> problem(random)).limit(300);
  }

  private static Problem problem(SplittableRandom random) {
    int before = random.nextInt(3);
    int inside = random.nextInt(1, 5);
    int after = random.nextInt(3);
    long layers = random.nextLong(2, 6);
    int processors = random.nextInt(1, 4);
    List<Long> counts = new ArrayList<>();
    List<List<Double>> seconds = new ArrayList<>();
    for (int i = 0; i < before + inside + after; i++) {
      counts.add(i >= before && i < before + inside ? layers : 1);
      seconds.add(Stream.generate(() -> (double) random.nextInt(1, 20)).limit(processors).toList());
    }
    return new Problem(layers, counts, seconds, random.nextInt(8));
  }

  @ParameterizedTest
  @MethodSource("randomProblems")
  void noAssignmentIsBetter(Problem problem) {
    Placement best = problem.best();

    double seconds = best.handOvers() * problem.handOverSeconds();
    for (int i = 0; i < best.choices().size(); i++) {
      seconds += problem.counts().get(i) * best.choices().get(i).seconds();
    }
    assertThat(seconds).isCloseTo(problem.leastByBruteForce(), within(1e-9));
  }

  @ParameterizedTest
  @MethodSource("randomProblems")
  void handOversAreThoseOfTheWalkThroughAllLayers(Problem problem) {
    Placement best = problem.best();

    int[] assignment =
        best.choices().stream().mapToInt(c -> PROCESSORS.indexOf(c.processors().get(0))).toArray();
    assertThat(best.handOvers()).isEqualTo(problem.handOvers(assignment));
    assertThat(best.choices()).hasSameSizeAs(problem.nodes());
  }

  @Test
  void aRingHandsOverTwiceALayer() {
    // A, B in each of 4 layers; A is 10 s faster on the second, B on the first processor. Changing
    // within each of 4 layers and between them: 4 + 3 hand-overs of 1 s.
    var problem =
        new Problem(
            4,
            List.of(4L, 4L),
            List.of(List.of(11.0, 1.0), List.of(1.0, 11.0)),
            /* handOverSeconds= */ 1);

    assertThat(problem.best().handOvers()).isEqualTo(7);
    assertThat(problem.best().choices())
        .flatExtracting(Choice::processors)
        .containsExactly("gpu", "cpu");
  }

  @Test
  void expensiveHandOversKeepALayerOnOneProcessor() {
    var problem =
        new Problem(
            4,
            List.of(4L, 4L),
            List.of(List.of(11.0, 1.0), List.of(1.0, 12.0)),
            /* handOverSeconds= */ 100);

    assertThat(problem.best().handOvers()).isZero();
    assertThat(problem.best().choices())
        .flatExtracting(Choice::processors)
        .containsExactly("cpu", "cpu");
  }

  @Test
  void operatorsOutsideTheLayersHandOverOnce() {
    // Embedding and head on the first processor, 3 layers on the second.
    var problem =
        new Problem(
            3,
            List.of(1L, 3L, 1L),
            List.of(List.of(1.0, 50.0), List.of(50.0, 1.0), List.of(1.0, 50.0)),
            /* handOverSeconds= */ 1);

    assertThat(problem.best().handOvers()).isEqualTo(2);
  }

  @Test
  void aSingleProcessorHandsNothingOver() {
    var problem =
        new Problem(
            3, List.of(1L, 3L), List.of(List.of(1.0), List.of(2.0)), /* handOverSeconds= */ 9);

    assertThat(problem.best().handOvers()).isZero();
    assertThat(problem.best().choices()).extracting(Choice::seconds).containsExactly(1., 2.);
  }
}
