package org.socompass.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A misspelt name must lead to the one that was meant. */
final class NearestNameTest {
  private static final List<String> KEYS =
      List.of("clock", "cores", "lanes", "matrix", "vector", "local_buffer", "global_buffer");

  @ParameterizedTest
  @CsvSource({
    "clok, clock",
    "core, cores",
    "matirx, matrix",
    "Vector, vector",
    "LANES, lanes",
    "localbuffer, local_buffer",
    "global-buffer, global_buffer",
  })
  void findsTheNameThatWasMeant(String misspelt, String meant) {
    assertThat(NearestName.of(misspelt, KEYS)).contains(meant);
    assertThat(NearestName.hint(misspelt, KEYS)).isEqualTo("did you mean '" + meant + "'?");
  }

  @Test
  void listsAllNamesWhenNoneIsNear() {
    assertThat(NearestName.of("interconnect", List.of("npu", "gpu"))).isEmpty();
    assertThat(NearestName.hint("interconnect", List.of("npu", "gpu")))
        .isEqualTo("valid: gpu, npu");
  }

  @Test
  void saysSoWhenThereAreNoNames() {
    assertThat(NearestName.hint("x", List.of())).isEqualTo("no name is valid here");
  }

  @Test
  void breaksTiesByTheAlphabetWhateverTheOrder() {
    // Distance 1 from each of them.
    assertThat(NearestName.of("xpu", List.of("npu", "gpu", "cpu"))).contains("cpu");
    assertThat(NearestName.of("xpu", List.of("cpu", "npu", "gpu"))).contains("cpu");
  }

  /** "rnu" has the letters of "run"; "rank" takes one more and another for the last. */
  @Test
  void lettersInTheWrongOrderAreOneMistake() {
    assertThat(NearestName.distance("rnu", "run")).isEqualTo(1);
    assertThat(NearestName.distance("rnu", "rank")).isEqualTo(2);
    assertThat(NearestName.of("rnu", List.of("rank", "run"))).contains("run");
  }

  @Test
  void takesAnExactNameBeforeAnyOther() {
    assertThat(NearestName.of("gpu", List.of("cpu", "gpu"))).contains("gpu");
  }

  @Test
  void doesNotCompareNamesThatNobodyWrites() {
    String endless = "k".repeat(100_000);
    assertThat(NearestName.of(endless, List.of(endless + "k", "k"))).isEmpty();
    assertThat(NearestName.hint(endless, List.of("k"))).isEqualTo("valid: k");
    assertThat(NearestName.hint("a", List.of(endless)))
        .isEqualTo("valid: " + "k".repeat(64) + "...");
  }

  @Test
  void aNameThatIsOnlyBegunMeansTheShortestThatGoesOn() {
    List<String> names = List.of("llama-3.2-1b", "llama-2-7b", "llama-2-7b-chat", "opt-6.7b");

    assertThat(NearestName.of("llama-2", names)).contains("llama-2-7b");
    assertThat(NearestName.of("LLAMA-3", names)).contains("llama-3.2-1b");
    // Two letters begin too much: the nearest is one that differs by half, and none does.
    assertThat(NearestName.of("ll", names)).isEmpty();
  }

  @Test
  void listsTheFirstOfVeryManyNames() {
    var names = IntStream.range(1000, 1100).mapToObj(i -> "name" + i).toList();

    assertThat(NearestName.hint("zzzzzzzzzzzz", names))
        .startsWith("valid: name1000, name1001, ")
        .endsWith("name1063 and 36 more");
  }

  @ParameterizedTest
  @MethodSource("namesWithOneTypo")
  void repairsAnySingleTypo(String misspelt, String meant) {
    assertThat(NearestName.of(misspelt, KEYS)).contains(meant);
  }

  static Stream<Arguments> namesWithOneTypo() {
    var random = new SplittableRandom(42);
    return KEYS.stream()
        .flatMap(
            key ->
                Stream.generate(() -> typo(key, random)).limit(20).map(t -> Arguments.of(t, key)));
  }

  /** Drops, doubles or replaces one letter, or swaps it with the one before. */
  private static String typo(String key, SplittableRandom random) {
    int at = random.nextInt(key.length());
    String before = key.substring(0, at);
    String after = key.substring(at + 1);
    return switch (random.nextInt(4)) {
      case 0 -> before + after;
      case 1 -> before + key.charAt(at) + key.charAt(at) + after;
      case 2 ->
          at == 0 ? key : key.substring(0, at - 1) + key.charAt(at) + key.charAt(at - 1) + after;
      default -> before + (char) ('a' + random.nextInt(26)) + after;
    };
  }
}
