package org.socompass.inference.engine;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.socompass.hardware.OperatorClass;
import org.socompass.inference.rates.EngineRates;
import org.socompass.inference.rates.EngineRelease;
import org.socompass.inference.rates.HostScale;
import org.socompass.llm.GraphOptions;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;

/**
 * An inference engine: software constants that belong to no device.
 *
 * @param id name
 * @param name name for people
 * @param strategy how it spreads operators
 * @param source where the constants are from
 * @param graph what it fuses
 * @param queued whether it keeps the queues of the processors filled, so that operators cost {@code
 *     launch.queued}; else each is launched alone
 * @param slowSynchronization whether hand-overs go through the driver
 * @param headOnAllTokens whether the LM head runs on every token of the prompt
 * @param storage how it stores a quantization, where that differs from the name
 * @param layerSeconds fixed time of a layer, by phase [s]
 * @param host how fixed times in seconds change with the CPU of the device
 * @param layerCycles fixed time of a layer in clocks of the processor that runs it, by phase
 *     [cycle]
 * @param hidden classes of operators whose time is inside the fixed time of a layer
 * @param attention how attention is timed
 * @param overlays template fields that it sets, by the kernel library of the processor
 * @param scheduling how it keeps several processors busy
 * @param prompts in what pieces it processes a prompt
 * @param release which release its constants are of; empty if that is not said
 * @param rates shares of the peaks by which products and attention are timed; empty if they are
 *     mapped
 */
public record EngineProfile(
    String id,
    String name,
    Strategy strategy,
    String source,
    GraphOptions graph,
    boolean queued,
    boolean slowSynchronization,
    boolean headOnAllTokens,
    Map<Quantization, Quantization> storage,
    Map<Phase, Double> layerSeconds,
    HostScale host,
    Map<Phase, Double> layerCycles,
    Set<OperatorClass> hidden,
    AttentionTiming attention,
    List<Overlay> overlays,
    Scheduling scheduling,
    Prompts prompts,
    Optional<EngineRelease> release,
    Optional<EngineRates> rates) {
  /** Copies the collections. */
  public EngineProfile {
    storage = Map.copyOf(storage);
    layerSeconds = Map.copyOf(layerSeconds);
    layerCycles = Map.copyOf(layerCycles);
    hidden = Set.copyOf(hidden);
    overlays = List.copyOf(overlays);
  }

  /** Returns the profile with another strategy: the same assumptions, used otherwise. */
  public EngineProfile withStrategy(Strategy other) {
    return new EngineProfile(
        id,
        name,
        other,
        source,
        graph,
        queued,
        slowSynchronization,
        headOnAllTokens,
        storage,
        layerSeconds,
        host,
        layerCycles,
        hidden,
        attention,
        overlays,
        scheduling,
        prompts,
        release,
        rates);
  }

  /** Returns the profile with prompts in chunks of so many tokens of each sequence. */
  public EngineProfile withPromptChunk(long tokens) {
    return new EngineProfile(
        id,
        name,
        strategy,
        source,
        graph,
        queued,
        slowSynchronization,
        headOnAllTokens,
        storage,
        layerSeconds,
        host,
        layerCycles,
        hidden,
        attention,
        overlays,
        scheduling.withChunksOf(tokens),
        new Prompts(tokens, prompts.scoreRows()),
        release,
        rates);
  }

  /** Returns the profile with other rates. */
  public EngineProfile withRates(EngineRates other) {
    return new EngineProfile(
        id,
        name,
        strategy,
        source,
        graph,
        queued,
        slowSynchronization,
        headOnAllTokens,
        storage,
        layerSeconds,
        host,
        layerCycles,
        hidden,
        attention,
        overlays,
        scheduling,
        prompts,
        release,
        Optional.of(other));
  }

  /**
   * In what pieces a prompt is processed.
   *
   * @param chunkTokens tokens of each sequence that pass through the model at a time; {@link
   *     Long#MAX_VALUE} for all
   * @param scoreRows rows of each score matrix that attention which is not fused holds at a time;
   *     {@link Long#MAX_VALUE} for all
   */
  public record Prompts(long chunkTokens, long scoreRows) {
    /**
     * Validates the pieces.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public Prompts {
      if (chunkTokens < 1 || scoreRows < 1) {
        throw new IllegalArgumentException(
            "pieces of a prompt must be positive, but are " + chunkTokens + " and " + scoreRows);
      }
    }
  }

  /**
   * How attention is timed.
   *
   * @param modelled whether by the operator models; else the cache streams past and the other
   *     values apply
   * @param secondsPerHeadAndToken time for each head of the cache and new token [s]
   * @param wideHeadDim elements above which a head no longer fits the fused kernel
   * @param wideCyclesPerWave time of a wave of such heads, one a core [cycle]
   */
  public record AttentionTiming(
      boolean modelled, double secondsPerHeadAndToken, long wideHeadDim, double wideCyclesPerWave) {
    /** Returns the timing by the operator models. */
    static AttentionTiming byModel() {
      return new AttentionTiming(true, 0, Long.MAX_VALUE, 0);
    }
  }

  /**
   * Template fields of a processor that an engine sets.
   *
   * @param kernelLibrary the library that the processor's kernels extend
   * @param fields value by path inside the processor
   */
  public record Overlay(String kernelLibrary, Map<String, String> fields) {
    /** Copies the fields, sorted. */
    public Overlay {
      fields = Collections.unmodifiableMap(new TreeMap<>(fields));
    }
  }
}
