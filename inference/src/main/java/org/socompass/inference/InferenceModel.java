package org.socompass.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongToDoubleFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.socompass.hardware.Device;
import org.socompass.inference.decoding.Decoder;
import org.socompass.inference.decoding.Memory;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.pass.PassModel;
import org.socompass.inference.pass.RatedPass;
import org.socompass.inference.plan.Plan;
import org.socompass.inference.plan.Speculation;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.result.PlanReport;
import org.socompass.inference.tier.FarPlan;
import org.socompass.input.InputException;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.OperatorNode;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;
import org.socompass.mapper.OperatorCache;
import org.socompass.mapper.OperatorMapper;

/**
 * Predicts inferences on one device. Mappings are kept between requests and engines. Thread-safe.
 *
 * <pre>{@code
 * TTFT       = prefill of the prompt
 * TPOT       = mean over the further tokens i of decode at context prompt + i
 * end to end = TTFT + (output tokens - 1) * TPOT
 * }</pre>
 *
 * <p>With drafts a step of decode yields several tokens: {@link Decoder}.
 *
 * <p>Decode is evaluated at up to 17 contexts between the first and the last, and the mean is taken
 * by the trapezoid rule: attention grows linearly with the context between the steps of its tiles.
 */
public final class InferenceModel {
  private static final int MOST_CONTEXTS = 17;

  private final DeviceSource source;
  private final Background background;
  private final OperatorCache cache;
  private final boolean isDetailed;
  private final Map<String, OperatorMapper> mappers = new ConcurrentHashMap<>();
  private @Nullable Device plain;

  /** Creates the model of a device. */
  public InferenceModel(DeviceSource source) {
    this(source, Background.NONE);
  }

  /**
   * Creates the model of a device on which something else runs as well.
   *
   * @param background what it takes
   */
  public InferenceModel(DeviceSource source, Background background) {
    this(source, background, new OperatorCache());
  }

  /**
   * Creates the model of a device whose mappings are shared with other models, of this or other
   * devices.
   *
   * @param background what else runs on the device
   * @param cache where mappings are kept
   */
  public InferenceModel(DeviceSource source, Background background, OperatorCache cache) {
    this(source, background, cache, true);
  }

  private InferenceModel(
      DeviceSource source, Background background, OperatorCache cache, boolean isDetailed) {
    this.source = source;
    this.background = background;
    this.cache = cache;
    this.isDetailed = isDetailed;
  }

  /**
   * Returns the model of a device whose results have no timelines and no cuts. All else is the
   * same, found faster.
   *
   * @param cache where mappings are kept
   */
  public static InferenceModel withoutTimelines(DeviceSource source, OperatorCache cache) {
    return new InferenceModel(source, Background.NONE, cache, false);
  }

  /** Returns this model without timelines and cuts in its results. All else is the same. */
  public InferenceModel withoutTimelines() {
    return isDetailed ? new InferenceModel(source, background, cache, false) : this;
  }

  /**
   * Returns the device before an engine sets its own constants.
   *
   * @throws InputException if its template is not valid
   */
  public synchronized Device device() {
    if (plain == null) {
      plain = source.load();
    }
    return plain;
  }

  /**
   * Returns what else models keep that share their mappings with this one, one of each kind.
   *
   * @param type the kind
   * @param first makes it when it is first asked for
   */
  public <T> T companion(Class<T> type, Supplier<T> first) {
    return cache.companion(type, first);
  }

  /** Returns the mappers that were used, by engine. */
  public Map<String, OperatorMapper> mappers() {
    return new LinkedHashMap<>(mappers);
  }

  /**
   * Returns the prediction of an inference.
   *
   * @throws InputException if the engine is unknown, or the device lacks a processor for it
   */
  public InferenceResult run(InferenceRequest request) {
    if (!request.engine().equals(Engines.AUTO)) {
      return run(request, Engines.profile(request.engine(), request.processors()));
    }
    List<InferenceResult> candidates = candidates(request);
    InferenceResult best = candidates.get(0);
    for (InferenceResult candidate : candidates) {
      if (candidate.endToEndSeconds() < best.endToEndSeconds()) {
        best = candidate;
      }
    }
    return best;
  }

  /**
   * Returns the predictions that {@code auto} chooses from: one for each strategy that the device
   * has processors for and that may be the fastest.
   *
   * @return at least one, in the order of the strategies
   * @throws InputException if no strategy can run on the processors, or none has a mapping
   */
  public List<InferenceResult> candidates(InferenceRequest request) {
    List<InferenceResult> result = new ArrayList<>();
    List<InputException> failures = new ArrayList<>();
    for (EngineProfile engine : EngineFit.candidates(device(), request)) {
      try {
        result.add(run(request, engine));
      } catch (InputException infeasible) {
        failures.add(infeasible);
      }
    }
    if (!result.isEmpty()) {
      return result;
    }
    throw failures.isEmpty()
        ? new InputException(
            "no engine can run on the processors "
                + String.join("+", request.processors())
                + " of "
                + source.idOrPath())
        : failures.get(0);
  }

  private InferenceResult run(InferenceRequest request, EngineProfile engine) {
    EnginePass pass = pass(request, engine);
    Device device = pass.mapper().device();
    Decoder decoder = pass.decoder();
    long prompt = request.promptTokens();
    long output = request.outputTokens();
    long further = Math.max(1, output - 1);
    long middle = (further + 1) / 2;
    Memory memory = pass.memory();
    double capacity = (double) device.memory().capacityBytes() * device.deviceCount();
    double reserve = (double) device.memory().reserveBytes() * device.deviceCount();
    long drafts = request.plan().speculation().map(Speculation::length).orElse(0);
    LongToDoubleFunction activations = p -> decoder.activationBytes(p, further);
    double ofActivations = activations.applyAsDouble(prompt);
    double ofCache = memory.cacheBytes(request, output);
    var storage = new ModelStorage(request.model(), pass.storage());
    var inMemory =
        new TieredPasses.Timing(
            request.tiers().prefix().isEmpty()
                ? decoder.prefill()
                : CachedPrefixes.prefill(request, pass.target()::model, storage, device),
            decoder.step(middle),
            meanDecodeSeconds(decoder, further) / decoder.tokensPerStep(),
            Optional.empty(),
            Optional.empty());
    double left = capacity - reserve - ofActivations;
    Optional<FarPlan> far =
        FarInference.plan(request, pass::storedWeights, storage, memory, ofCache, left, device);
    long chunk = engine.prompts().chunkTokens();
    TieredPasses.Timing timing =
        far.isPresent()
            ? FarInference.of(request, far.get(), storage, chunk, pass, decoder, inMemory)
            : TieredPasses.of(
                request, pass::storedWeights, device, chunk, left - ofCache, inMemory);
    double ttft = timing.prefill().seconds();
    double inStorage = memory.weightsBytes() - timing.residentBytes(memory.weightsBytes());
    double beside = timing.placement().isEmpty() ? FarInference.capacityBytes(request, device) : 0;
    long longest =
        LongestPrompt.of(
            p -> {
              double active = activations.applyAsDouble(p);
              double all =
                  device.deviceCount()
                          * memory.busiestDeviceBytes(request.batch(), p + output, active)
                      - inStorage;
              // Activations stay in main memory.
              return Math.max(all - beside, active);
            },
            capacity - reserve,
            ForwardPass.MAXIMUM_LENGTH - output - drafts);
    return new InferenceResult(
        request,
        device,
        engine,
        timing.prefill(),
        timing.decode(),
        ttft,
        timing.tpotSeconds(),
        ttft + (output - 1) * timing.tpotSeconds(),
        memory.weightsBytes(),
        ofCache,
        ofActivations,
        capacity,
        reserve,
        longest == 0 ? 0 : longest + output,
        new PlanReport(
            decoder.report(
                middle, memory.draftWeightsBytes(), memory.draftCacheBytes(request, output)),
            pass.pipelineReport(memory, middle, ofActivations)),
        timing.placement(),
        timing.far());
  }

  /**
   * Returns the time of one pass.
   *
   * @throws InputException if the engine is unknown, or the device lacks a processor for it
   */
  public PhaseResult pass(InferenceRequest request, ForwardPass forward) {
    EngineProfile engine =
        request.engine().equals(Engines.AUTO)
            ? run(request).engine()
            : Engines.profile(request.engine(), request.processors());
    return pass(request, engine).target().model(forward);
  }

  /**
   * Returns what an operator takes that runs alone, on the first processor of an engine.
   *
   * @throws InputException if the engine is unknown, or the device lacks a processor for it
   */
  public OperatorTime alone(InferenceRequest request, OperatorNode node) {
    return pass(request, Engines.profile(request.engine(), request.processors()))
        .passModel()
        .alone(node);
  }

  /**
   * Returns the operators of a pass in the order of computation, before they are cut.
   *
   * @throws InputException if the engine is unknown, or the device lacks a processor for it
   */
  public List<OperatorNode> nodes(InferenceRequest request, ForwardPass forward) {
    EnginePass pass = pass(request, Engines.profile(request.engine(), request.processors()));
    return pass.passModel().nodes(request.model(), pass.storage(), forward);
  }

  /**
   * Returns a phase that was predicted before, with the energies of this device.
   *
   * @param request with the engine that ran
   * @param timed the phase on a device that differs in its energies at most
   */
  public PhaseResult priced(InferenceRequest request, PhaseResult timed) {
    EnginePass pass = pass(request, Engines.profile(request.engine()));
    long prompt = request.promptTokens();
    boolean isPrefill = timed.phase() == Phase.PREFILL;
    if (!request.plan().isPlain()) {
      Decoder decoder = pass.decoder();
      return isPrefill ? decoder.prefill() : decoder.step(timed.contextTokens() - prompt);
    }
    if (isPrefill && request.tiers().prefix().isPresent()) {
      // What the rest of the prompt takes was timed; only energies differ.
      return TieredPasses.priced(
          CachedPrefixes.prefill(
              request,
              pass.target()::model,
              new ModelStorage(request.model(), pass.storage()),
              pass.mapper().device()),
          timed,
          pass.mapper().device());
    }
    ForwardPass forward =
        isPrefill
            ? ForwardPass.prefill(request.batch(), prompt)
            : ForwardPass.decode(request.batch(), timed.contextTokens());
    return TieredPasses.priced(
        pass.passModel().priced(request.model(), pass.storage(), forward, timed),
        timed,
        pass.mapper().device());
  }

  /**
   * Returns a pass that can be timed with other constants of its engine; empty if the engine is
   * timed by mappings.
   *
   * @throws InputException if the engine is unknown, or the device lacks a processor for it
   */
  public Optional<RatedPass> ratedPass(InferenceRequest request, ForwardPass forward) {
    EngineProfile engine = Engines.profile(request.engine(), request.processors());
    if (engine.rates().isEmpty()) {
      return Optional.empty();
    }
    EnginePass pass = pass(request, engine);
    return Optional.of(
        RatedPass.of(
            engine,
            pass.mapper(),
            EngineFit.processors(engine, pass.mapper().device(), request).orElseThrow().get(0),
            request.model(),
            pass.storage(),
            forward));
  }

  private EnginePass pass(InferenceRequest request, EngineProfile profile) {
    EngineProfile engine =
        request.promptChunk().isPresent()
            ? profile.withPromptChunk(request.promptChunk().getAsLong())
            : profile;
    if (!EngineFit.suits(engine, request)) {
      throw new InputException(
          "engine '%s' needs integer activations, as of w8a8, but those of %s are %s"
              .formatted(
                  engine.id(),
                  request.quantization().id(),
                  request.quantization().activation().id()));
    }
    OperatorMapper mapper =
        mappers.computeIfAbsent(
            engine.id(), id -> new OperatorMapper(source.load(engine, device()), cache));
    List<String> ids =
        EngineFit.processors(engine, mapper.device(), request)
            .orElseThrow(() -> EngineFit.lacks(engine, mapper.device(), request));
    UnaryOperator<Quantization> stored = q -> engine.storage().getOrDefault(q, q);
    Plan plan = request.plan();
    return new EnginePass(
        new PassModel(
            engine, mapper, ids, background, isDetailed, request.kvType(), plan.parallelism()),
        mapper,
        request,
        stored.apply(request.quantization()),
        plan.speculation().map(s -> stored.apply(s.quantization())));
  }

  private static double meanDecodeSeconds(Decoder decoder, long last) {
    long first = 1;
    int points = (int) Math.min(MOST_CONTEXTS, last);
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < points; i++) {
      long further =
          points == 1 ? first : first + Math.round((last - first) * (i / (points - 1.0)));
      // With a point for every token the mean is plain; between fewer points it is a trapezoid.
      boolean isEnd = (i == 0 || i == points - 1) && points < last - first + 1;
      double weight = isEnd ? 0.5 : 1;
      sum += weight * decoder.stepSeconds(further);
      weights += weight;
    }
    return sum / weights;
  }
}
