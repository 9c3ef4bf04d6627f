package org.socompass.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.socompass.input.InputException;
import org.socompass.mapper.OperatorCache;
import org.socompass.mapper.store.DiskStore;
import org.socompass.study.MapStudy;
import org.socompass.study.RunStudy;
import org.socompass.study.whatif.WhatIfStudy;

/**
 * Answers questions, and keeps the mappings that they need: ask one instance many questions.
 *
 * <pre>{@code
 * try (var compass = new SoCompass()) {
 *   Device phone = Device.of("snapdragon-8-gen-3").with("memory.channels=8");
 *   Prediction answer =
 *       compass.run(Inference.of(phone, Model.of("llama-3.2-3b")).quantization("w4a16"));
 *   double milliseconds = answer.number("tpot_ms");
 * }
 * }</pre>
 *
 * <p>The same question has the same answer, whatever was asked before, on any machine and by any
 * number of threads. Thread-safe. A mistake in a question, and a question that has no answer, is an
 * {@link InputException}, whose message alone says what to mend; nothing is printed.
 */
public final class SoCompass implements AutoCloseable {
  private final @Nullable DiskStore store;
  private final OperatorCache cache;

  /** Keeps mappings in memory, up to 64 MB of them. */
  public SoCompass() {
    this(null);
  }

  private SoCompass(@Nullable DiskStore store) {
    this.store = store;
    this.cache = new OperatorCache(OperatorCache.DEFAULT_BYTES, store);
  }

  /**
   * Keeps mappings in files as well, and takes those of earlier processes from there.
   *
   * @param folder several processes may share it; it is made if it is not there
   * @throws InputException if it can't be made, read or written
   */
  public static SoCompass keepingIn(Path folder) {
    return new SoCompass(DiskStore.open(folder));
  }

  /**
   * Returns the prediction of an inference.
   *
   * @throws InputException if the device can't run it
   */
  public Prediction run(Inference inference) {
    return new Prediction(ask(mappings -> RunStudy.withoutRanges(inference.request(), mappings)));
  }

  /**
   * Returns inferences beside one: what each changes, and how surely.
   *
   * @param base what the others are compared with; all have its draws of uncertain constants
   * @param others the others; one that can't run says so in the answer
   * @throws InputException if the base can't run
   */
  public Comparison compare(Inference base, List<Inference> others) {
    var request =
        new WhatIfStudy.Request(
            List.of("inference"),
            variant(base),
            others.stream().map(SoCompass::variant).toList(),
            base.request().background(),
            base.request().costing(),
            List.of());
    return Comparison.of(ask(mappings -> WhatIfStudy.of(request, mappings, done -> {})));
  }

  private static WhatIfStudy.Variant variant(Inference inference) {
    return new WhatIfStudy.Variant(
        List.of(inference.toString()),
        inference.request().source(),
        inference.request().inference());
  }

  /**
   * Returns the best mapping of an operator on the GPU of a device, or on its first processor if it
   * has none.
   *
   * @throws InputException if the operator has no mapping there
   */
  public BestMapping map(Device device, Operator operator) {
    return map(device, Optional.empty(), operator);
  }

  /**
   * Returns the best mapping of an operator.
   *
   * @param processor id of the processor that runs it
   * @throws InputException if there is no such processor, or no mapping there
   */
  public BestMapping map(Device device, String processor, Operator operator) {
    return map(device, Optional.of(processor), operator);
  }

  private BestMapping map(Device device, Optional<String> processor, Operator operator) {
    MapStudy.Request request = operator.request(device, processor);
    return BestMapping.of(ask(mappings -> MapStudy.of(request, mappings)));
  }

  /**
   * Returns the results of all points of a sweep.
   *
   * @throws InputException if the space is too large, or the device without any parameter not valid
   */
  public SweepResult sweep(Sweep sweep) {
    List<SweepPoint> points = new ArrayList<>();
    return sweep(sweep, points::add).with(points);
  }

  /**
   * Hands out the points of a sweep as they are evaluated, in their order, and keeps only those
   * that no other is better than.
   *
   * @param reader called by this thread
   * @throws InputException if the space is too large, or the device without any parameter not valid
   */
  public SweepResult sweep(Sweep sweep, Consumer<SweepPoint> reader) {
    return sweep.run(reader);
  }

  /**
   * Asks any study, with the mappings of all that was asked before. What studies take and answer is
   * not part of what stays as it is.
   *
   * @param study takes the mappings, as in {@code mappings -> RunStudy.of(request, mappings)}
   */
  public <R> R ask(Function<OperatorCache, R> study) {
    return study.apply(cache);
  }

  /** Returns why mappings could not be kept in files; empty if they were, or none is to be. */
  public Optional<String> failure() {
    return store == null ? Optional.empty() : store.failure();
  }

  /** Writes what is not yet in files. */
  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}
