package org.socompass.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.socompass.hardware.Device;
import org.socompass.hardware.tier.FarMemory;
import org.socompass.inference.decoding.Decoder;
import org.socompass.inference.decoding.Memory;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.result.PlacedFar;
import org.socompass.inference.tier.FarPlan;
import org.socompass.inference.tier.TierUse.Mode;
import org.socompass.input.InputException;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.KvType;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.OperatorNode;
import org.socompass.llm.Phase;
import org.socompass.llm.StoredWeights;

/** An inference of which a part is in far memory: what is where, and how long it takes. */
final class FarInference {
  private static final double GIGA = 1e9;

  private FarInference() {}

  /**
   * Returns what is where; empty if all is in main memory, or would be if it fitted.
   *
   * @param weights weights by how often a token reads them
   * @param memory what weights take
   * @param cacheBytes keys, values and states at the end of the output, on all devices [B]
   * @param leftBytes main memory of all devices that the system and activations leave [B]
   * @throws InputException if far memory is asked for and there is none, or no room
   */
  static Optional<FarPlan> plan(
      InferenceRequest request,
      Supplier<StoredWeights> weights,
      ModelStorage storage,
      Memory memory,
      double cacheBytes,
      double leftBytes,
      Device device) {
    boolean isAsked = request.tiers().mode() == Mode.FAR;
    Optional<FarMemory> far = device.tiers().farMemory();
    if (isAsked && far.isEmpty()) {
      throw new InputException(
          "placement far needs far memory, but %s states none; name one, as in --set"
                  .formatted(device.id())
              + " far_memory.extends=cxl-ddr5-x16");
    }
    if (isAsked && !request.plan().isPlain()) {
      throw new InputException(
          "placement far is not modelled together with drafts, stages or prompts of different"
              + " lengths");
    }
    if (far.isEmpty() || !isPossible(request)) {
      return Optional.empty();
    }
    double states = storage.stateBytes(request.batch());
    var contents =
        new FarPlan.Contents(
            weights.get(),
            memory.weightsBytes(),
            cacheBytes - states,
            request.tiers().expertSkew());
    double room = leftBytes - states;
    if (contents.bytes() <= room) {
      return Optional.empty();
    }
    if (room < 0) {
      return refused(
          isAsked,
          String.format(
              Locale.ROOT,
              "placement far: the main memory of %s lacks %.3g GB for activations and states, which"
                  + " must stay there",
              device.id(),
              -room / GIGA));
    }
    FarPlan plan = FarPlan.of(far.get(), device.deviceCount(), contents, room);
    return plan.fits()
        ? Optional.of(plan)
        : refused(
            isAsked,
            String.format(
                Locale.ROOT,
                "placement far: %.3g GB of weights, keys and values do not fit beside %s, whose far"
                    + " memory has %.3g GB; state more, as in --set far_memory.capacity=%.0fGB",
                plan.farBytes() / GIGA,
                device.id(),
                plan.capacityBytes() / GIGA,
                Math.ceil(plan.farBytes() / device.deviceCount() / GIGA)));
  }

  private static boolean isPossible(InferenceRequest request) {
    Mode mode = request.tiers().mode();
    return (mode == Mode.FAR || mode == Mode.AUTO) && request.plan().isPlain();
  }

  /** Returns what far memory of all devices may hold of a request [B]; 0 if it may not be used. */
  static double capacityBytes(InferenceRequest request, Device device) {
    return isPossible(request)
        ? device
            .tiers()
            .farMemory()
            .map(far -> (double) far.capacityBytes() * device.deviceCount())
            .orElse(0.0)
        : 0;
  }

  private static Optional<FarPlan> refused(boolean isAsked, String reason) {
    if (isAsked) {
      throw new InputException(reason);
    }
    return Optional.empty();
  }

  /**
   * Returns an inference with what waits for far memory.
   *
   * @param chunkTokens tokens of a prompt that pass through the model at a time
   * @param pass the engine
   * @param inMemory the inference with all in main memory
   */
  static TieredPasses.Timing of(
      InferenceRequest request,
      FarPlan plan,
      ModelStorage storage,
      long chunkTokens,
      EnginePass pass,
      Decoder decoder,
      TieredPasses.Timing inMemory) {
    Function<ForwardPass, List<OperatorNode>> nodes =
        forward -> pass.passModel().nodes(request.model(), pass.storage(), forward);
    Device device = pass.mapper().device();
    long batch = request.batch();
    ForwardPass whole = CachedPrefixes.pass(request);
    long before = whole.contextLength() - whole.queryLength();
    long chunk = Math.min(chunkTokens, whole.queryLength());
    // A chunk in the middle: keys and values that chunks read grow along a line.
    long context = before + (whole.queryLength() + chunk) / 2;
    var part = new ForwardPass(Phase.PREFILL, batch, chunk, context, 1);
    FarPasses.Timed prefill =
        FarPasses.of(
            inMemory.prefill(),
            nodes.apply(part),
            plan,
            device,
            batch * chunk,
            written(request, storage, plan, before, whole.contextLength()));
    long further = Math.max(1, request.outputTokens() - 1);
    long middle = (further + 1) / 2;
    List<Long> steps = new ArrayList<>(new TreeSet<>(List.of(1L, middle, further)));
    double exposed = 0;
    FarPasses.Timed decode = step(request, plan, storage, device, nodes, inMemory.decode());
    for (long at : steps) {
      PhaseResult step = at == middle ? inMemory.decode() : decoder.step(at);
      FarPasses.Timed timed =
          at == middle ? decode : step(request, plan, storage, device, nodes, step);
      double weight = steps.size() == 3 ? (at == middle ? 0.5 : 0.25) : 1.0 / steps.size();
      exposed += weight * (timed.phase().seconds() - step.seconds());
    }
    return new TieredPasses.Timing(
        prefill.phase(),
        decode.phase(),
        inMemory.tpotSeconds() + exposed,
        Optional.empty(),
        Optional.of(
            new PlacedFar(
                plan,
                prefill.moved(),
                decode.moved(),
                inMemory.prefill().seconds(),
                inMemory.decode().seconds(),
                request.model().layers())));
  }

  private static FarPasses.Timed step(
      InferenceRequest request,
      FarPlan plan,
      ModelStorage storage,
      Device device,
      Function<ForwardPass, List<OperatorNode>> nodes,
      PhaseResult inMemory) {
    long context = inMemory.contextTokens();
    return FarPasses.of(
        inMemory,
        nodes.apply(ForwardPass.decode(request.batch(), context)),
        plan,
        device,
        request.batch(),
        written(request, storage, plan, context - 1, context));
  }

  /** Returns what one device writes of keys and values, and looks up of tables [B]. */
  private static double written(
      InferenceRequest request, ModelStorage storage, FarPlan plan, long from, long to) {
    var type = request.kvType().map(KvType::type).orElse(request.quantization().kvCache());
    int devices = plan.devices();
    double cache =
        storage.kvCacheBytes(request.batch(), to, type, devices)
            - storage.kvCacheBytes(request.batch(), from, type, devices);
    return plan.cache().farShare() * Math.max(0, cache) / devices
        + plan.rowBytes(request.batch() * (to - from));
  }
}
