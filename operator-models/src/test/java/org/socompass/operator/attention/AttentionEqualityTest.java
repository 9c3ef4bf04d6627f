package org.socompass.operator.attention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.DataType;
import org.socompass.operator.Attention;

/** Attention is equal if and only if all of its components are. */
final class AttentionEqualityTest {
  private static final int OPERATORS = 700;

  @Test
  void equalMeansEqualComponents() {
    var random = new SplittableRandom(97);
    List<Attention> all = new ArrayList<>();
    for (int i = 0; i < OPERATORS; i++) {
      all.add(attention(random));
    }
    int equal = 0;
    for (Attention a : all) {
      for (Attention b : all) {
        assertThat(a.equals(b)).isEqualTo(a.toString().equals(b.toString()));
        if (a.equals(b)) {
          equal++;
          assertThat(a.hashCode()).isEqualTo(b.hashCode());
        }
      }
    }
    assertThat(equal).isGreaterThan(OPERATORS + 20);
  }

  private static Attention attention(SplittableRandom random) {
    boolean latent = random.nextBoolean();
    long head = 32L << random.nextInt(2);
    return new Attention(
        random.nextInt(1, 3),
        random.nextInt(1, 3),
        random.nextInt(4, 6),
        4,
        2L << random.nextInt(2),
        head,
        latent ? 32 : 32L << random.nextInt(2),
        latent,
        random.nextBoolean(),
        DataType.FP16,
        random.nextInt(2) * 8L,
        random.nextBoolean() ? DataType.FP16 : DataType.INT8,
        random.nextInt(4) > 0);
  }
}
