package org.socompass.dse.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.input.InputException;

/** Which points a sweep has. */
final class PointSpaceTest {
  private static Parameter parameter(String name, int levels) {
    return new Parameter(
        name,
        "",
        IntStream.range(0, levels)
            .mapToObj(i -> new Level("" + i, OptionalDouble.of(i), List.of(), Optional.empty()))
            .toList());
  }

  private static PointSpace space(Search.Method method, long seed, long samples, int... levels) {
    List<Parameter> parameters = new ArrayList<>();
    for (int count : levels) {
      parameters.add(parameter("p" + parameters.size(), count));
    }
    return new PointSpace(parameters, new Search(method, seed, samples, 0));
  }

  private static List<Design> points(PointSpace space) {
    return LongStream.range(0, space.size()).mapToObj(space::point).toList();
  }

  @Test
  void aGridCountsWithTheLastParameterFastest() {
    assertThat(points(space(Search.Method.GRID, 0, 0, 2, 3)))
        .extracting(Design::levels)
        .containsExactly(
            List.of(0, 0),
            List.of(0, 1),
            List.of(0, 2),
            List.of(1, 0),
            List.of(1, 1),
            List.of(1, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 7, 8, 9, 64, 65})
  void allRandomSamplesAreAllOfTheGridInAnotherOrder(int levels) {
    PointSpace space = space(Search.Method.RANDOM, 3, 3L * levels, 3, levels);

    List<Design> points = points(space);

    assertThat(new HashSet<>(points)).hasSize(3 * levels);
    assertThat(points).isEqualTo(points(space(Search.Method.RANDOM, 3, 3L * levels, 3, levels)));
  }

  @Test
  void anotherSeedDrawsOtherPoints() {
    assertThat(points(space(Search.Method.RANDOM, 1, 50, 20, 20)))
        .isNotEqualTo(points(space(Search.Method.RANDOM, 2, 50, 20, 20)));
    assertThat(points(space(Search.Method.SOBOL, 1, 50, 20, 20)))
        .isNotEqualTo(points(space(Search.Method.SOBOL, 2, 50, 20, 20)));
  }

  @Test
  void sobolPointsFillEachParameterEvenly() {
    // 256 points are a net: each eighth of every axis holds 32, shifted by at most one.
    List<Design> points = points(space(Search.Method.SOBOL, 5, 256, 8, 8, 8));

    for (int p = 0; p < 3; p++) {
      int[] counts = new int[8];
      for (Design design : points) {
        counts[design.levels().get(p)]++;
      }
      for (int count : counts) {
        assertThat((double) count).isCloseTo(32, within(1.0));
      }
    }
    Set<List<Integer>> pairs = new HashSet<>();
    points.forEach(d -> pairs.add(d.levels().subList(0, 2)));
    assertThat(pairs).hasSizeGreaterThan(60);
  }

  @Test
  void moreSamplesThanCombinationsAreRefused() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> space(Search.Method.RANDOM, 0, 7, 2, 3))
        .withMessage("7 samples of 6 combinations; random draws without replacement");
  }

  @Test
  void aGridOfManyParametersIsCountedNotWrapped() {
    int[] levels = new int[30];
    java.util.Arrays.fill(levels, 100);

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> space(Search.Method.GRID, 0, 0, levels))
        .withMessageContaining("combinations; at most 2^62");
  }
}
