package org.socompass.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.socompass.hardware.Device;
import org.socompass.hardware.power.MemoryEnergy;
import org.socompass.hardware.tier.Storage;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.result.PlacedFar;
import org.socompass.inference.result.PlacedWeights;
import org.socompass.inference.tier.TierPlan;
import org.socompass.inference.tier.TierUse;
import org.socompass.input.InputException;
import org.socompass.llm.StoredWeights;
import org.socompass.operator.Bound;
import org.socompass.operator.energy.Energy;

/** Passes of which some weights come from storage: the pass in memory, and what it waits for. */
final class TieredPasses {
  /** Name of what waits for storage. */
  static final String READS = "storage_reads";

  private static final List<String> NOT_ATTENTION =
      List.of("ffn", "router", "experts", "shared_expert", "lm_head", "embedding", "final_norm");

  private static final double GIGA = 1e9;

  private TieredPasses() {}

  /**
   * An inference.
   *
   * @param prefill the prompt
   * @param decode a token
   * @param tpotSeconds mean time of a token [s]
   * @param placement where weights are; empty if all are in memory
   * @param far what is in far memory; empty if nothing is
   */
  record Timing(
      PhaseResult prefill,
      PhaseResult decode,
      double tpotSeconds,
      Optional<PlacedWeights> placement,
      Optional<PlacedFar> far) {
    /** Returns the weights in memory, buffers of those in storage included [B]. */
    double residentBytes(double weightsBytes) {
      return placement.map(p -> p.plan().residentBytes()).orElse(weightsBytes);
    }
  }

  /**
   * Returns an inference with what waits for storage.
   *
   * @param weights weights by how often a token reads them
   * @param chunkTokens tokens of a prompt that pass through the model at a time
   * @param memoryBytes room for weights in main memory [B]
   * @param inMemory the inference with all weights in memory
   * @throws InputException if they are asked to be in storage and can't be
   */
  static Timing of(
      InferenceRequest request,
      Supplier<StoredWeights> weights,
      Device device,
      long chunkTokens,
      double memoryBytes,
      Timing inMemory) {
    if (!request.plan().isPlain()) {
      if (isAsked(request.tiers())) {
        throw new InputException(
            "placement %s is not modelled together with drafts, stages or prompts of different lengths"
                .formatted(request.tiers().mode().id()));
      }
      return inMemory;
    }
    int layers = request.model().layers();
    Optional<TierPlan> found = plan(request.tiers(), weights, layers, device, memoryBytes);
    if (found.isEmpty()) {
      return inMemory;
    }
    TierPlan plan = found.get();
    long prompt = CachedPrefixes.pass(request).queryLength();
    long chunk = Math.min(prompt, chunkTokens);
    TierPlan.Reads ofPrompt = plan.reads(request.batch() * prompt, (prompt + chunk - 1) / chunk);
    TierPlan.Reads ofToken = plan.reads(request.batch(), 1);
    return new Timing(
        with(inMemory.prefill(), plan, ofPrompt, device),
        with(inMemory.decode(), plan, ofToken, device),
        plan.seconds(ofToken, inMemory.tpotSeconds(), attentionSeconds(inMemory.decode())),
        Optional.of(
            new PlacedWeights(
                plan, ofPrompt, ofToken, inMemory.prefill().seconds(), inMemory.tpotSeconds())),
        Optional.empty());
  }

  private static boolean isAsked(TierUse use) {
    return use.mode() == TierUse.Mode.FLASH || use.mode() == TierUse.Mode.MMAP;
  }

  /** Returns the time between the input of a layer and its feed-forward network, of all [s]. */
  static double attentionSeconds(PhaseResult phase) {
    double seconds = 0;
    for (OperatorTime o : phase.operators()) {
      if (NOT_ATTENTION.stream().noneMatch(o.name()::startsWith)) {
        seconds += o.totalSeconds();
      }
    }
    return Math.min(seconds, phase.seconds());
  }

  /**
   * Returns where the weights are; empty if all are in memory, or would be if they fitted.
   *
   * @param weights weights by how often a token reads them
   * @param layers layers of the model
   * @param memoryBytes room for weights in main memory [B]
   * @throws InputException if they are asked to be in storage and the device has none
   */
  static Optional<TierPlan> plan(
      TierUse use, Supplier<StoredWeights> weights, int layers, Device device, double memoryBytes) {
    boolean isAsked = isAsked(use);
    if (device.deviceCount() > 1) {
      if (isAsked) {
        throw new InputException(
            "placement %s is modelled for one device, but %s is a system of %d"
                .formatted(use.mode().id(), device.id(), device.deviceCount()));
      }
      return Optional.empty();
    }
    if (isAsked && device.tiers().storage().isEmpty()) {
      throw new InputException(
          "placement %s needs storage, but %s states none; name one, as in --set"
                  .formatted(use.mode().id(), device.id())
              + " storage.extends=ufs-4.0");
    }
    Optional<TierPlan> plan =
        TierPlan.of(use, weights.get(), device.tiers().storage(), layers, memoryBytes);
    if (isAsked && plan.isEmpty()) {
      throw new InputException(
          "placement %s: %s leaves %.3g GB for weights beside the system, the cache and the"
                  .formatted(use.mode().id(), device.id(), memoryBytes / GIGA)
              + " activations, which is no room to stream them through");
    }
    return plan;
  }

  /**
   * Returns a pass with its reads from storage.
   *
   * @param phase the pass with all weights in memory
   */
  static PhaseResult with(PhaseResult phase, TierPlan plan, TierPlan.Reads reads, Device device) {
    double seconds = plan.seconds(reads, phase.seconds(), attentionSeconds(phase));
    String shape =
        String.format(Locale.ROOT, "%.4g MB from %s", reads.bytes() / 1e6, plan.storage().type());
    String waiting = phase.operators().get(0).processor().split("\\+", -1)[0];
    return with(
        phase,
        new OperatorTime(
            READS,
            OperatorTime.BESIDE,
            shape,
            waiting,
            1,
            seconds - phase.seconds(),
            Bound.STORAGE,
            0,
            0,
            reads.bytes(),
            energy(reads.bytes(), plan.storage(), device).map(e -> Map.of(waiting, e))),
        seconds);
  }

  private static PhaseResult with(PhaseResult phase, OperatorTime reads, double seconds) {
    List<OperatorTime> operators = new ArrayList<>(phase.operators());
    operators.add(reads);
    return phase.with(operators, seconds);
  }

  /**
   * Returns a pass in memory with the reads of one that was timed before, and the energies of a
   * device.
   */
  static PhaseResult priced(PhaseResult phase, PhaseResult timed, Device device) {
    Optional<OperatorTime> reads =
        timed.operators().stream().filter(o -> o.name().equals(READS)).findFirst();
    Optional<Storage> storage = device.tiers().storage();
    if (isFar(timed)) {
      return FarPasses.priced(phase, timed, device.tiers().farMemory().orElseThrow(), device);
    }
    if (reads.isEmpty() || storage.isEmpty()) {
      return phase;
    }
    OperatorTime o = reads.get();
    return with(
        phase,
        new OperatorTime(
            o.name(),
            o.operator(),
            o.shape(),
            o.processor(),
            o.count(),
            o.seconds(),
            o.boundBy(),
            0,
            0,
            o.mainMemoryBytes(),
            energy(o.mainMemoryBytes(), storage.get(), device).map(e -> Map.of(o.processor(), e))),
        timed.seconds());
  }

  private static boolean isFar(PhaseResult timed) {
    return timed.operators().stream().anyMatch(o -> o.name().equals(FarPasses.WRITES));
  }

  /** What storage and memory draw for bytes read from the one and written to the other. */
  private static Optional<Energy> energy(double bytes, Storage storage, Device device) {
    OptionalDouble perByte = storage.joulesPerByteRead();
    Optional<MemoryEnergy> memory = device.memory().energy();
    return perByte.isEmpty() || memory.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Energy(
                0,
                0,
                0,
                bytes * perByte.getAsDouble(),
                0,
                bytes * memory.get().joulesPerByteWritten()));
  }
}
