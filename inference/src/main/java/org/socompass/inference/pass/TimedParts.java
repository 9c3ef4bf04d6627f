package org.socompass.inference.pass;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Parts of devices without what times do not depend on, one object for all that say the same. A
 * part is compared with others when it is first asked for, and found by its identity after that.
 * Thread-safe.
 */
final class TimedParts {
  private static final int MOST = 2048;

  private final Map<SameObjects, Object> byPart = new ConcurrentHashMap<>();
  private final Map<Object, Object> byContent = new ConcurrentHashMap<>();

  /**
   * Returns what times depend on.
   *
   * @param part a part of a device
   * @param timed takes away from it what they do not depend on
   */
  <T> Object same(T part, UnaryOperator<T> timed) {
    var key = new SameObjects(List.of(), List.of(part));
    Object found = byPart.get(key);
    if (found == null) {
      Object content = timed.apply(part);
      if (byContent.size() >= MOST) {
        byContent.clear();
      }
      Object before = byContent.putIfAbsent(content, content);
      found = before == null ? content : before;
      if (byPart.size() >= MOST) {
        byPart.clear();
      }
      byPart.put(key, found);
    }
    return found;
  }
}
