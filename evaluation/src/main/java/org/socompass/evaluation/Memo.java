package org.socompass.evaluation;

import java.util.Optional;
import java.util.function.Supplier;

/** What is computed at most once, when first asked for. Safe for use by many threads. */
final class Memo<T> {
  private final Supplier<Optional<T>> supplier;
  private Optional<Optional<T>> known = Optional.empty();

  Memo(Supplier<Optional<T>> supplier) {
    this.supplier = supplier;
  }

  synchronized Optional<T> get() {
    if (known.isEmpty()) {
      known = Optional.of(supplier.get());
    }
    return known.get();
  }
}
