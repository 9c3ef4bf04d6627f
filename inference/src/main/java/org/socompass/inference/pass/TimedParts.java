package org.socompass.inference.pass;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Parts of devices without what times do not depend on, one object for all that say the same. A
 * part is compared with others when it is first asked for, and found by its identity after that.
 * Thread-safe.
 */
final class TimedParts {
  private static final int MOST = 2048;

  private final RecentlyAsked<SameObjects, Object> byPart = new RecentlyAsked<>(MOST);
  private final RecentlyAsked<Object, Object> byContent = new RecentlyAsked<>(MOST);

  /**
   * Returns what times depend on.
   *
   * @param part a part of a device
   * @param timed takes away from it what they do not depend on
   */
  <T> Object same(T part, UnaryOperator<T> timed) {
    return byPart.get(
        new SameObjects(List.of(), List.of(part)),
        () -> {
          Object content = timed.apply(part);
          return byContent.get(content, () -> content);
        });
  }
}
