package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.socompass.hardware.Device;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.inference.cut.CacheReach;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.plan.Parallelism;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.KvType;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;

/**
 * Passes that were timed before, by all that their time depends on, so that designs which differ in
 * nothing that an engine uses share them. Thread-safe.
 *
 * <pre>{@code
 * time = f(engine, model, pass, processors that it uses, host, memory, synchronization)
 * }</pre>
 *
 * <p>Energies, area, product and the processors that an engine leaves alone are no part of it. The
 * system cache decides by its size whether it holds what is read again: a time serves all sizes at
 * which every answer is the same ({@link CacheReach}).
 */
public final class KnownTimes {
  /** Engines on hardware that are kept; each takes some tens of kB. */
  private static final int MOST = 1024;

  private final RecentlyAsked<SameObjects, OfKey> byContent = new RecentlyAsked<>(MOST);

  /** The same by the objects that asked. */
  private final RecentlyAsked<SameObjects, OfKey> bySame = new RecentlyAsked<>(MOST);

  private final TimedParts parts = new TimedParts();
  private final LongAdder asked = new LongAdder();
  private final LongAdder timed = new LongAdder();

  /**
   * What the time of a pass depends on beside the pass: of a device its memory without energies,
   * the processors that the engine uses and hosts without theirs, what is between them, and the
   * limit of its power.
   */
  record Key(
      EngineProfile engine,
      List<String> processorIds,
      Background background,
      Optional<KvType> kvType,
      Parallelism parallelism,
      LanguageModel model,
      Quantization quantization,
      Device device) {}

  /** Returns the objects that decide; parts that designs share are the same objects. */
  private SameObjects objects(Key key) {
    return objects(key, key.engine, key.model, key.quantization);
  }

  /** Returns the same of what says the same: what was made twice is found once. */
  private SameObjects content(Key key) {
    return objects(
        key,
        parts.same(key.engine, engine -> engine),
        parts.same(key.model, model -> model),
        parts.same(key.quantization, quantization -> quantization));
  }

  private SameObjects objects(Key key, Object engine, Object model, Object quantization) {
    Device device = key.device;
    List<Object> objects = new ArrayList<>();
    objects.add(engine);
    objects.add(model);
    objects.add(quantization);
    objects.add(parts.same(device.memory(), MainMemory::withoutEnergy));
    for (Map.Entry<String, Processor> e : device.processors().entrySet()) {
      if (isTimed(e.getValue(), e.getKey(), key.processorIds)) {
        objects.add(parts.same(e.getValue(), Processor::withoutEnergy));
      }
    }
    return new SameObjects(
        List.of(
            key.processorIds,
            key.background,
            key.kvType,
            key.parallelism,
            device.id(),
            device.synchronization(),
            device.interconnect(),
            device.powerLimitWatts()),
        objects);
  }

  /** A value, and the sizes of the system cache that it is of. */
  private record Ranged<T>(CacheReach.Range range, T value) {}

  /** The passes of a key. */
  final class OfKey {
    private final Map<ForwardPass, List<Ranged<TimedChain>>> chains = new ConcurrentHashMap<>();
    private final Map<ForwardPass, List<Ranged<Double>>> seconds = new ConcurrentHashMap<>();

    TimedChain chain(
        ForwardPass forward,
        double cacheBytes,
        Supplier<TimedChain> time,
        Supplier<CacheReach.Range> range) {
      return find(chains, forward, cacheBytes, time, range);
    }

    double seconds(
        ForwardPass forward,
        double cacheBytes,
        Supplier<Double> time,
        Supplier<CacheReach.Range> range) {
      return find(seconds, forward, cacheBytes, time, range);
    }

    private <T> T find(
        Map<ForwardPass, List<Ranged<T>>> known,
        ForwardPass forward,
        double cacheBytes,
        Supplier<T> time,
        Supplier<CacheReach.Range> range) {
      asked.increment();
      List<Ranged<T>> ranged = known.computeIfAbsent(forward, pass -> new CopyOnWriteArrayList<>());
      for (Ranged<T> each : ranged) {
        if (each.range().has(cacheBytes)) {
          return each.value();
        }
      }
      timed.increment();
      T value = time.get();
      ranged.add(new Ranged<>(range.get(), value));
      return value;
    }
  }

  /**
   * Returns the passes of a key.
   *
   * @param key with the whole device
   */
  OfKey of(Key key) {
    return bySame.get(objects(key), () -> byContent.get(content(key), OfKey::new));
  }

  /** Returns how many passes were asked for. */
  public long asked() {
    return asked.sum();
  }

  /** Returns how many passes were timed. */
  public long timed() {
    return timed.sum();
  }

  private static boolean isTimed(Processor processor, String id, List<String> processorIds) {
    return processor.kind() == ProcessorKind.CPU || processorIds.contains(id);
  }
}
