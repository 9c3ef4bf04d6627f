package org.socompass.hardware.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.socompass.input.Section;

/**
 * Parts of devices of one template that were read before, by the overrides that concern them. What
 * a part says is decided by its section, by that of the memory's latency, and by nothing else.
 * Thread-safe.
 */
final class KnownParts {
  /** Sweeps may move a field through any number of values. */
  private static final int MOST = 4096;

  private static final String PROCESSORS = "processors";
  private static final String LATENCY = "memory.latency";

  private final Map<Key, Object> known = new ConcurrentHashMap<>();

  /** A section and the overrides of its fields, in their order. */
  private record Key(String path, List<Assignment> overrides) {}

  /** Sections that are parts; of processors each is one. */
  private static final Set<String> SECTIONS = Set.of(PROCESSORS, "area", "product", "thermal");

  /** Returns whether overrides leave it to the template which parts there are. */
  static boolean keepSections(List<Assignment> overrides) {
    return overrides.stream()
        .map(Assignment::keys)
        .noneMatch(
            keys ->
                SECTIONS.contains(keys.get(0))
                    && keys.size() < (keys.get(0).equals(PROCESSORS) ? 3 : 2));
  }

  /** Returns the parts of a device. */
  OfDevice of(List<Assignment> overrides) {
    return new OfDevice(this, overrides);
  }

  /** Parts of a device. */
  static final class OfDevice {
    /** A device of which nothing is known: all is read. */
    static final OfDevice NONE = new OfDevice(new KnownParts(), List.of(), false);

    private final KnownParts parts;
    private final List<Assignment> overrides;
    private final boolean isKept;

    private OfDevice(KnownParts parts, List<Assignment> overrides) {
      this(parts, overrides, true);
    }

    private OfDevice(KnownParts parts, List<Assignment> overrides, boolean isKept) {
      this.parts = parts;
      this.overrides = overrides;
      this.isKept = isKept;
    }

    /** Returns whether an override concerns a part that is known, so that it need not be made. */
    boolean covers(Assignment assignment) {
      List<String> keys = assignment.keys();
      return isKept
          && keys.size() > 2
          && keys.get(0).equals(PROCESSORS)
          && parts.known.containsKey(key(PROCESSORS + "." + keys.get(1)));
    }

    /**
     * Returns what a required section says.
     *
     * @param parent section that it is in
     */
    <T> T section(Section parent, String key, Function<Section, T> reader) {
      return get(parent, key, () -> parent.section(key, reader));
    }

    /**
     * Returns what an optional section says.
     *
     * @param parent section that it is in
     */
    <T> Optional<T> optionalSection(Section parent, String key, Function<Section, T> reader) {
      return get(parent, key, () -> parent.optionalSection(key, reader));
    }

    @SuppressWarnings("unchecked") // a path is always read as one type
    private <T> T get(Section parent, String sectionKey, Supplier<T> read) {
      if (!isKept) {
        return read.get();
      }
      // What is not read is no unknown key.
      parent.has(sectionKey);
      Key key = key(parent.pathOf(sectionKey));
      Object found = parts.known.get(key);
      if (found == null) {
        found = read.get();
        if (parts.known.size() < MOST) {
          parts.known.put(key, found);
        }
      }
      return (T) found;
    }

    private Key key(String path) {
      return new Key(path, overrides.stream().filter(a -> concerns(a, path)).toList());
    }

    private static boolean concerns(Assignment assignment, String path) {
      String of = String.join(".", assignment.keys());
      return of.startsWith(path + ".") || (path.startsWith(PROCESSORS) && of.equals(LATENCY));
    }
  }
}
