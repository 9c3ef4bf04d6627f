package org.socompass.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.socompass.hardware.Device;
import org.socompass.hardware.power.MemoryEnergy;
import org.socompass.hardware.tier.FarMemory;
import org.socompass.hardware.tier.Tiers;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.tier.CachedPrefix;
import org.socompass.input.InputException;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.KvType;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.Phase;
import org.socompass.operator.Bound;
import org.socompass.operator.energy.Energy;

/** Prompts of which the first tokens' keys and values are there from before. */
public final class CachedPrefixes {
  /** Name of what waits for keys and values. */
  static final String READS = "prefix_reads";

  private CachedPrefixes() {}

  /**
   * What moves keys and values from a tier.
   *
   * @param type its technology
   * @param seconds time of the transfer [s]
   * @param joulesPerByte energy of a byte [J/B]; empty if not known
   */
  private record Transfer(String type, double seconds, OptionalDouble joulesPerByte) {}

  /** Returns the pass over what is not cached; the whole prompt if nothing is. */
  static ForwardPass pass(InferenceRequest request) {
    long prompt = request.promptTokens();
    long cached = request.tiers().prefix().map(CachedPrefix::tokens).orElse(0L);
    return new ForwardPass(Phase.PREFILL, request.batch(), prompt - cached, prompt, 1);
  }

  /** Returns the keys and values of the cached tokens of all sequences on all devices [B]. */
  public static double bytes(InferenceRequest request, ModelStorage storage, int devices) {
    long cached = request.tiers().prefix().map(CachedPrefix::tokens).orElse(0L);
    return storage.kvCacheBytes(
        request.batch(),
        cached,
        request.kvType().map(KvType::type).orElse(request.quantization().kvCache()),
        devices);
  }

  /**
   * Returns the prefill of a request with a cached prefix.
   *
   * @param passes passes with all that they need in memory
   * @throws InputException if the prefix is not shorter than the prompt, or the device lacks its
   *     tier
   */
  static PhaseResult prefill(
      InferenceRequest request,
      Function<ForwardPass, PhaseResult> passes,
      ModelStorage storage,
      Device device) {
    CachedPrefix prefix = request.tiers().prefix().orElseThrow();
    check(request, prefix);
    double bytes = bytes(request, storage, device.deviceCount());
    int layers = request.model().layers();
    Optional<Transfer> transfer = transfer(prefix.tier(), bytes, layers, device);
    PhaseResult rest = passes.apply(pass(request));
    return transfer.map(t -> with(rest, prefix, bytes, layers, t, device)).orElse(rest);
  }

  private static void check(InferenceRequest request, CachedPrefix prefix) {
    if (prefix.tokens() >= request.promptTokens()) {
      throw new InputException(
          "a cached prefix must be shorter than the prompt of %d tokens, but has %d"
              .formatted(request.promptTokens(), prefix.tokens()));
    }
    if (!request.plan().isPlain()) {
      throw new InputException(
          "a cached prefix is not modelled together with drafts, stages or prompts of different"
              + " lengths");
    }
    if (request.model().stateBytes() > 0) {
      throw new InputException(
          "a cached prefix of %s would need the states of its recurrent layers at its end, which is"
                  .formatted(request.model().id())
              + " not modelled");
    }
  }

  /** Returns how keys and values come; empty if they are where they are needed. */
  private static Optional<Transfer> transfer(
      CachedPrefix.Tier tier, double bytes, int layers, Device device) {
    Tiers tiers = device.tiers();
    double ofOne = bytes / device.deviceCount();
    return switch (tier) {
      case DRAM -> Optional.empty();
      case FAR -> {
        FarMemory far = tiers.farMemory().orElseThrow(() -> lacks(device, "far_memory"));
        yield Optional.of(
            new Transfer(
                far.type(),
                far.latencySeconds() + ofOne / far.bytesPerSecond(),
                far.joulesPerByteRead()));
      }
      case STORAGE ->
          tiers
              .storage()
              .map(
                  s ->
                      new Transfer(
                          s.type(),
                          s.latencySeconds() + s.queuedSeconds(bytes, bytes / layers),
                          s.joulesPerByteRead()))
              .or(
                  () -> {
                    throw lacks(device, "storage");
                  });
      case NETWORK -> {
        Tiers.Network network = tiers.network().orElseThrow(() -> lacks(device, "network"));
        yield Optional.of(
            new Transfer(
                network.type(),
                network.latencySeconds() + ofOne / network.bytesPerSecond(),
                OptionalDouble.empty()));
      }
    };
  }

  private static InputException lacks(Device device, String section) {
    return new InputException(
        "%s states no %s, which the cached prefix is to come from; state it in the template or with"
                .formatted(device.id(), section)
            + " --set");
  }

  private static PhaseResult with(
      PhaseResult rest,
      CachedPrefix prefix,
      double bytes,
      int layers,
      Transfer transfer,
      Device device) {
    double seconds = CachedPrefix.ttftSeconds(rest.seconds(), transfer.seconds(), layers);
    String waiting = rest.operators().get(0).processor().split("\\+", -1)[0];
    List<OperatorTime> operators = new ArrayList<>(rest.operators());
    operators.add(
        new OperatorTime(
            READS,
            OperatorTime.BESIDE,
            String.format(
                Locale.ROOT,
                "%.4g MB of %d tokens from %s",
                bytes / 1e6,
                prefix.tokens(),
                transfer.type()),
            waiting,
            1,
            seconds - rest.seconds(),
            prefix.tier() == CachedPrefix.Tier.STORAGE ? Bound.STORAGE : Bound.INTERCONNECT,
            0,
            0,
            bytes,
            energy(bytes, transfer, device).map(e -> Map.of(waiting, e))));
    return rest.with(operators, seconds);
  }

  private static Optional<Energy> energy(double bytes, Transfer transfer, Device device) {
    Optional<MemoryEnergy> memory = device.memory().energy();
    return transfer.joulesPerByte().isEmpty() || memory.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Energy(
                0,
                0,
                0,
                bytes * transfer.joulesPerByte().getAsDouble(),
                0,
                bytes * memory.get().joulesPerByteWritten()));
  }
}
