package org.socompass.inference.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RecentlyAskedTest {
  private static final int MOST = 10;

  private final RecentlyAsked<Integer, String> map = new RecentlyAsked<>(MOST);
  private final AtomicInteger made = new AtomicInteger();

  private String get(int key) {
    return map.get(
        key,
        () -> {
          made.incrementAndGet();
          return "value " + key;
        });
  }

  @Test
  void whatIsKeptIsMadeOnce() {
    String first = get(1);

    assertThat(get(1)).isSameAs(first);
    assertThat(made).hasValue(1);
  }

  @Test
  void whatIsAskedForAgainIsKeptHoweverManyOthersCome() {
    String first = get(0);
    for (int key = 1; key < 1000; key++) {
      get(key);
      assertThat(get(0)).isSameAs(first);
    }

    assertThat(made).hasValue(1000);
  }

  @Test
  void forgetsAfterTwoGenerationsOfFiveOthers() {
    // 0 to 4 fill the first generation, 5 to 9 the second, which forgets the first.
    IntStream.range(0, 10).forEach(this::get);

    get(9);
    assertThat(made).hasValue(10);
    get(0);
    assertThat(made).hasValue(11);
  }

  @Test
  void valuesAreThoseOfTheirKeysAndNeverMoreThanTheMost() {
    var random = new SplittableRandom(7);
    for (int i = 0; i < 10_000; i++) {
      int key = random.nextInt(40);
      assertThat(get(key)).isEqualTo("value " + key);
      assertThat(map.size()).isLessThanOrEqualTo(MOST);
    }
  }

  @Test
  void threadsThatAskAtOnceGetTheSameValue() {
    List<String> values =
        IntStream.range(0, 64)
            .parallel()
            .mapToObj(i -> map.get(1, () -> new String("value " + i)))
            .toList();

    assertThat(values).allSatisfy(value -> assertThat(value).isSameAs(values.get(0)));
  }
}
