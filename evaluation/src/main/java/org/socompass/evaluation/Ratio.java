package org.socompass.evaluation;

import java.util.Optional;
import java.util.function.Supplier;
import org.socompass.cost.draws.Uncertain;

/**
 * A ratio with draws that several metrics read: computed at most once, when first asked for. Safe
 * for use by many threads.
 */
public final class Ratio {
  private final Memo<Uncertain> known;

  Ratio(Supplier<Optional<Uncertain>> compute) {
    this.known = new Memo<>(compute);
  }

  /** Returns the ratio; empty if it lacks an input. */
  public Optional<Uncertain> get() {
    return known.get();
  }
}
