package org.socompass.inference.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.socompass.llm.ForwardPass;

/** What is kept of a model's graphs: what was asked for lately, and never too much. */
final class KnownGraphsTest {
  private static final int PASSES = 20_000;

  private final KnownGraphs.OfModel known = new KnownGraphs.OfModel();
  private final AtomicInteger built = new AtomicInteger();

  private double bytes(int context) {
    return known.activationBytes(
        ForwardPass.decode(1, context),
        forward -> {
          built.incrementAndGet();
          return 2.0 * (double) forward.contextLength();
        });
  }

  @Test
  void whatIsForgottenIsFoundAgain() {
    for (int context = 1; context <= PASSES; context++) {
      assertThat(bytes(context)).isEqualTo(bytes(context));
    }
    assertThat(built).hasValue(PASSES);
    // The last is still there; the first is not, and is the same as before.
    double first = bytes(1);
    assertThat(built).hasValue(PASSES + 1);
    bytes(PASSES);
    assertThat(built).hasValue(PASSES + 1);
    assertThat(first)
        .isEqualTo(
            new KnownGraphs.OfModel()
                .activationBytes(ForwardPass.decode(1, 1), f -> 2.0 * (double) f.contextLength()));
  }

  @Test
  void theSamePassHasTheSameGraph() {
    ForwardPass pass = ForwardPass.decode(1, 9);
    assertThat(known.kinds(pass, forward -> List.of(List.of())))
        .isSameAs(known.kinds(ForwardPass.decode(1, 9), forward -> List.of()));
  }
}
