package org.socompass.hardware.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.socompass.hardware.Processor;
import org.socompass.input.Section;

/**
 * Parts of devices of one template that were read before, by the overrides that concern them. What
 * a part says is decided by its section, by that of the memory's latency, and by nothing else. A
 * part that says what the template's own says is that object. Thread-safe.
 *
 * <p>The parts of a path form a tree: each override leads one step down, to the part with it and
 * those above carried out.
 */
final class KnownParts {
  /** Parts of a path, texts or processors that are kept; a field may have any number of values. */
  private static final int MOST = 2048;

  static final String PROCESSORS = "processors";

  /** Sections that are a part even where the others are read. */
  private static final Set<String> SECTIONS = Set.of(PROCESSORS, "area", "product", "thermal");

  private final Map<String, Part> parts = new ConcurrentHashMap<>();
  private final Map<String, Change> changes = new ConcurrentHashMap<>();
  private final Map<Derived, Processor> derived = new ConcurrentHashMap<>();

  /**
   * An override.
   *
   * @param text as the user wrote it
   * @param assignment what it states
   * @param path the part that it concerns
   * @param isOfLatency whether it moves the memory's latency, which processors wait for
   * @param keepsParts whether it leaves it to the template which parts there are
   */
  record Change(
      String text, Assignment assignment, String path, boolean isOfLatency, boolean keepsParts) {
    private static Change of(String text) {
      Assignment assignment = Assignment.parse(text);
      List<String> keys = assignment.keys();
      String first = keys.get(0);
      boolean isOfProcessor = first.equals(PROCESSORS);
      return new Change(
          text,
          assignment,
          isOfProcessor && keys.size() > 1
              ? PROCESSORS + "." + keys.get(1)
              : DeviceParts.TIERS.contains(first) ? DeviceParts.TIER : first,
          keys.equals(List.of("memory", "latency")),
          (!SECTIONS.contains(first) || keys.size() >= (isOfProcessor ? 3 : 2))
              && !KernelLibrary.isChosenBy(assignment)
              && !PartLibrary.isChosenBy(assignment));
    }
  }

  /** A part of devices with the overrides of the steps that lead to it. */
  private static final class Node {
    private final Map<String, Node> further = new ConcurrentHashMap<>(2);
    private volatile @Nullable Object value;

    /** Keeps a value if there is none, so that all who asked meanwhile have the same object. */
    synchronized Object keep(Object first) {
      Object kept = value;
      if (kept == null) {
        kept = first;
        value = kept;
      }
      return kept;
    }
  }

  /** The parts of a path. */
  private static final class Part {
    private final AtomicInteger nodes = new AtomicInteger();
    private volatile Node first = new Node();

    private Node next(Node node, String text) {
      Node found = node.further.get(text);
      if (found != null) {
        return found;
      }
      if (nodes.incrementAndGet() > MOST) {
        var anew = new Node();
        anew.value = first.value;
        first = anew;
        nodes.set(0);
      }
      return node.further.computeIfAbsent(text, t -> new Node());
    }
  }

  /** What follows from a processor, which is told by its identity. */
  private record Derived(Processor from, Object how) {
    @Override
    @SuppressWarnings("ReferenceEquality") // that object
    public boolean equals(Object other) {
      return other instanceof Derived d && d.from == from && d.how.equals(how);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(from) + how.hashCode();
    }
  }

  /**
   * Returns a processor that follows from another: the same object for the same one.
   *
   * @param how what is done with it, a value
   * @param work does it
   */
  Processor derived(Processor from, Object how, UnaryOperator<Processor> work) {
    return kept(derived, new Derived(from, how), key -> work.apply(key.from));
  }

  /**
   * Returns overrides.
   *
   * @throws org.socompass.input.InputException if one is none
   */
  List<Change> changes(List<String> overrides) {
    List<Change> result = new ArrayList<>(overrides.size());
    for (String text : overrides) {
      result.add(kept(changes, text, Change::of));
    }
    return result;
  }

  private static <K, V> V kept(Map<K, V> known, K key, Function<K, V> first) {
    V found = known.get(key);
    if (found == null) {
      found = first.apply(key);
      if (known.size() >= MOST) {
        known.clear();
      }
      V before = known.putIfAbsent(key, found);
      found = before == null ? found : before;
    }
    return found;
  }

  /** Returns the parts of a device. */
  OfDevice of(List<Change> overrides) {
    return new OfDevice(this, overrides);
  }

  /** Parts of a device. */
  static final class OfDevice {
    /** A device of which nothing is known: all is read. */
    static final OfDevice NONE = new OfDevice(new KnownParts(), List.of(), false);

    private final KnownParts parts;
    private final List<Change> overrides;
    private final Set<String> changed = new HashSet<>();
    private final boolean isLatencyChanged;
    private final boolean isKept;

    private OfDevice(KnownParts parts, List<Change> overrides) {
      this(parts, overrides, true);
    }

    private OfDevice(KnownParts parts, List<Change> overrides, boolean isKept) {
      this.parts = parts;
      this.overrides = overrides;
      this.isKept = isKept;
      boolean latency = false;
      for (Change override : overrides) {
        changed.add(override.path());
        latency |= override.isOfLatency();
      }
      this.isLatencyChanged = latency;
    }

    /** Returns the paths of the parts that overrides concern. */
    Set<String> changed() {
      return changed;
    }

    /** Returns whether an override concerns a part that is known, so that it need not be made. */
    boolean covers(Change override) {
      return isKept
          && override.path().startsWith(PROCESSORS + ".")
          && node(override.path()).value != null;
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

    private <T> T get(Section parent, String sectionKey, Supplier<T> read) {
      if (!isKept) {
        return read.get();
      }
      // What is not read is no unknown key.
      parent.has(sectionKey);
      return get(parent.pathOf(sectionKey), overridesOfPath -> read.get());
    }

    /**
     * Returns a part.
     *
     * @param read reads it with these overrides carried out, if it is not known
     */
    @SuppressWarnings("unchecked") // a path is always read as one type
    <T> T get(String path, Function<List<Change>, T> read) {
      Node node = node(path);
      Object found = node.value;
      if (found != null) {
        return (T) found;
      }
      T part = read.apply(overridesOf(path));
      Object first = parts.part(path).first.value;
      if (first != null && first.equals(part)) {
        part = (T) first;
      }
      return (T) node.keep(part);
    }

    private List<Change> overridesOf(String path) {
      return overrides.stream().filter(c -> c.path().equals(path)).toList();
    }

    private Node node(String path) {
      Part part = parts.part(path);
      boolean waits = isLatencyChanged && path.startsWith(PROCESSORS + ".");
      Node node = part.first;
      if (waits || changed.contains(path)) {
        for (Change override : overrides) {
          if (override.path().equals(path) || (waits && override.isOfLatency())) {
            node = part.next(node, override.text());
          }
        }
      }
      return node;
    }

    /** Returns a processor that follows from one of these: the same object for the same one. */
    Processor derived(Processor from, Object how, UnaryOperator<Processor> work) {
      return parts.derived(from, how, work);
    }
  }

  private Part part(String path) {
    Part found = parts.get(path);
    return found == null ? parts.computeIfAbsent(path, p -> new Part()) : found;
  }
}
