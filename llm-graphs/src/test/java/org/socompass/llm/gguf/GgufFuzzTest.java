package org.socompass.llm.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.socompass.input.InputException;
import org.socompass.llm.library.ModelLibrary;

/**
 * Mutated headers: each gives a model or is refused with a user's error, fast. More than the usual
 * number by {@code -Dfuzz.headers=100000}, another stream by {@code -Dfuzz.seed=N}.
 */
final class GgufFuzzTest {
  private static final int HEADERS = Integer.getInteger("fuzz.headers", 20_000);
  private static final long SEED = Long.getLong("fuzz.seed", 17);

  /** Values that bounds are made of. */
  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    0x7F,
    0x80,
    0xFF,
    0xFFFF,
    1L << 31,
    (1L << 32) - 1,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  @Test
  void noHeaderBreaksTheReader() {
    List<byte[]> seeds = List.of(GgufModelTest.mixture().header(), GgufModelTest.dense().header());
    var random = new SplittableRandom(SEED);
    var outcome = new int[2];

    assertTimeoutPreemptively(
        Duration.ofSeconds(10 + HEADERS / 1000),
        () -> {
          for (int i = 0; i < HEADERS; i++) {
            byte[] header = mutated(seeds.get(i % seeds.size()), random);
            try {
              ModelLibrary.gguf("m.gguf", header);
              outcome[0]++;
            } catch (InputException e) {
              assertThat(e.getMessage()).startsWith("m.gguf: ");
              outcome[1]++;
            }
          }
        });

    // Both happen often: mutations neither always break a header nor never.
    assertThat(outcome[0]).isGreaterThan(HEADERS / 100);
    assertThat(outcome[1]).isGreaterThan(HEADERS / 4);
  }

  /** Changes bytes, numbers and lengths, cuts, doubles and joins. */
  private static byte[] mutated(byte[] seed, SplittableRandom random) {
    byte[] bytes = seed.clone();
    int changes = 1 + random.nextInt(4);
    for (int c = 0; c < changes && bytes.length > 8; c++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> put(bytes, at, EXTREMES[random.nextInt(EXTREMES.length)], 8);
        case 3 -> put(bytes, at, EXTREMES[random.nextInt(EXTREMES.length)], 4);
        case 4 -> bytes = Arrays.copyOf(bytes, at);
        default -> {
          int length = random.nextInt(Math.min(64, bytes.length - at));
          byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
          System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
          bytes = longer;
        }
      }
    }
    return bytes;
  }

  private static void put(byte[] bytes, int at, long value, int length) {
    for (int i = 0; i < length && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (value >> (8 * i));
    }
  }
}
