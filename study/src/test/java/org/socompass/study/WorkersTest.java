package org.socompass.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.input.InputException;

final class WorkersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void resultsAreInTheOrderOfTheWork(int threads) {
    List<Supplier<Integer>> squares =
        IntStream.range(0, 100).mapToObj(i -> (Supplier<Integer>) () -> i * i).toList();

    try (var workers = new Workers(threads)) {
      assertThat(workers.all(squares))
          .isEqualTo(IntStream.range(0, 100).map(i -> i * i).boxed().toList());
    }
  }

  @Test
  void twoThreadsWorkAtOnce() {
    var both = new CountDownLatch(2);
    Supplier<Boolean> meeting =
        () -> {
          both.countDown();
          try {
            both.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return both.getCount() == 0;
        };

    try (var workers = new Workers(2)) {
      assertThat(workers.all(List.of(meeting, meeting))).containsExactly(true, true);
    }
  }

  @Test
  void noMoreThreadsThanAskedFor() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Runnable work = () -> threads.add(Thread.currentThread());

    try (var workers = new Workers(2)) {
      workers.run(Collections.nCopies(50, work));
    }

    assertThat(threads).hasSizeBetween(1, 2).doesNotContain(Thread.currentThread());
  }

  @Test
  void theFirstFailureInOrderIsThrownAsItIs() {
    var first = new InputException("first");
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());
    List<Runnable> work =
        List.of(
            () -> done.add(0),
            () -> {
              throw first;
            },
            () -> {
              throw new InputException("second");
            });

    try (var workers = new Workers(2)) {
      assertThatThrownBy(() -> workers.run(work)).isSameAs(first);
    }
    assertThat(done).containsExactly(0);
  }
}
