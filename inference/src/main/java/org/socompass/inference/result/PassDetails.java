package org.socompass.inference.result;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.socompass.inference.schedule.Timeline;

/**
 * What of a pass takes long to work out and is seldom read: it is worked out when somebody asks
 * first, and kept. Equal to another whose values are equal. Thread-safe.
 */
public final class PassDetails {
  /** Of a pass that was not scheduled. */
  public static final PassDetails NONE = of(() -> Values.NONE);

  private final Supplier<Values> work;
  private volatile @Nullable Values values;

  /**
   * The values.
   *
   * @param timeline what ran when; empty if the pass was not scheduled
   * @param cuts how products were spread, for strategies that choose
   */
  public record Values(Optional<Timeline> timeline, List<CutReport> cuts) {
    /** Of a pass that was not scheduled. */
    public static final Values NONE = new Values(Optional.empty(), List.of());

    /** Copies the list. */
    public Values {
      cuts = List.copyOf(cuts);
    }
  }

  private PassDetails(Supplier<Values> work) {
    this.work = work;
  }

  /**
   * Returns details that are worked out once.
   *
   * @param work works them out; the same each time
   */
  public static PassDetails of(Supplier<Values> work) {
    return new PassDetails(work);
  }

  /** Returns these with other values, worked out when they are asked for. */
  @SuppressWarnings("ReferenceEquality") // other details would be worked out to compare them
  public PassDetails with(UnaryOperator<Values> change) {
    return this == NONE ? NONE : of(() -> change.apply(values()));
  }

  /** Returns the values. */
  public Values values() {
    Values known = values;
    if (known == null) {
      synchronized (this) {
        known = values;
        if (known == null) {
          known = work.get();
          values = known;
        }
      }
    }
    return known;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof PassDetails details && details.values().equals(values()));
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  @Override
  public String toString() {
    return values().toString();
  }
}
