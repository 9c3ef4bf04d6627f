package org.socompass.inference.decoding;

import java.util.List;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import org.socompass.hardware.DataType;
import org.socompass.inference.plan.Parallelism;
import org.socompass.inference.plan.Speculation;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.llm.KvType;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.Quantization;

/**
 * What weights and caches of a model and its draft take on the devices of a system.
 *
 * <pre>{@code
 * device of stage s:  ( layers_s / L * (weights of layers + cache) + table in the first
 *                       + head and draft in the last + activations of a stage ) / devices of a stage
 * }</pre>
 *
 * <p>The draft stands on the devices of the last stage; a head uses the table and the head of the
 * model.
 *
 * @param model the model
 * @param draft the drafting model
 * @param drafts what is drafted; empty without drafts
 * @param cacheType type of keys and values
 * @param parallelism how devices share the model
 * @param devices devices of the system
 * @param sizes what the weights of the model take
 */
public record Memory(
    ModelStorage model,
    Optional<ModelStorage> draft,
    Optional<Speculation> drafts,
    DataType cacheType,
    Parallelism parallelism,
    int devices,
    KnownWeights.Sizes sizes) {

  /**
   * Returns the memory of a request.
   *
   * @param known weights that were counted before
   */
  public static Memory of(
      InferenceRequest request,
      Quantization storage,
      Optional<Quantization> draftStorage,
      int devices,
      KnownWeights known) {
    Parallelism parallelism = request.plan().parallelism();
    Optional<Speculation> drafts = request.plan().speculation();
    return new Memory(
        new ModelStorage(request.model(), storage),
        drafts.map(s -> new ModelStorage(s.draft(), draftStorage.orElseThrow())),
        drafts,
        request.kvType().map(KvType::type).orElse(request.quantization().kvCache()),
        parallelism,
        devices,
        known.of(
            new ModelStorage(request.model(), storage),
            parallelism.tensor(devices),
            parallelism.groups()));
  }

  private int tensorParallel() {
    return parallelism.tensor(devices);
  }

  /** Returns the weights on all devices, those of a draft included [B]. */
  public double weightsBytes() {
    return modelWeightsBytes() + draftWeightsBytes();
  }

  private double modelWeightsBytes() {
    return sizes.allBytes();
  }

  /** Returns the weights of the draft on all devices [B]. */
  public double draftWeightsBytes() {
    return draft
        .map(
            d -> {
              double all = d.weightsBytes(tensorParallel(), parallelism.groups());
              double shared = parallelism.groups() * (d.headBytes() + d.tableBytes());
              return drafts.orElseThrow().isHead() ? all - shared : all;
            })
        .orElse(0.0);
  }

  /** Returns keys, values and states on all devices at the end of the output [B]. */
  public double cacheBytes(InferenceRequest request, long output) {
    return sum(request, output, tokens -> modelCacheBytes(1, tokens))
        + draftCacheBytes(request, output);
  }

  /** Returns what the draft keeps on all devices at the end of the output [B]. */
  public double draftCacheBytes(InferenceRequest request, long output) {
    return sum(request, output, tokens -> draftCacheBytes(1, tokens));
  }

  private static double sum(
      InferenceRequest request, long output, LongToDoubleFunction ofSequence) {
    List<Long> contexts = request.plan().contexts();
    return contexts.isEmpty()
        ? request.batch() * ofSequence.applyAsDouble(request.promptTokens() + output)
        : contexts.stream().mapToDouble(c -> ofSequence.applyAsDouble(c + output)).sum();
  }

  /**
   * Drafts that are verified are in the cache before some of them are thrown away, and a state is
   * kept for each.
   */
  private double modelCacheBytes(long batch, long tokens) {
    int length = drafts.map(Speculation::length).orElse(0);
    return cacheBytes(model, batch, tokens + length) + length * model.stateBytes(batch);
  }

  private double draftCacheBytes(long batch, long tokens) {
    return draft.map(d -> cacheBytes(d, batch, tokens)).orElse(0.0);
  }

  private double cacheBytes(ModelStorage of, long batch, long tokens) {
    return of.kvCacheBytes(batch, tokens, cacheType, tensorParallel()) + of.stateBytes(batch);
  }

  /**
   * Returns what the device takes that holds most [B].
   *
   * @param batch sequences of equal length
   * @param tokens tokens of each, prompt and output
   * @param activationBytes tensors between operators on all devices [B]
   */
  public double busiestDeviceBytes(long batch, long tokens, double activationBytes) {
    int count = model.model().layers();
    double table = sizes.tableBytes();
    double head = parallelism.groups() * sizes.headBytes();
    double layers = modelWeightsBytes() - table - head + modelCacheBytes(batch, tokens);
    double behind = head + draftWeightsBytes() + draftCacheBytes(batch, tokens);
    List<Integer> stages = PipelinedPasses.layersOfStages(count, parallelism.stages());
    double most = 0;
    for (int s = 0; s < stages.size(); s++) {
      double bytes =
          (double) stages.get(s) / count * layers
              + (s == 0 ? table : 0)
              + (s == stages.size() - 1 ? behind : 0);
      most = Math.max(most, bytes);
    }
    return (most * stages.size() + activationBytes) / devices;
  }
}
