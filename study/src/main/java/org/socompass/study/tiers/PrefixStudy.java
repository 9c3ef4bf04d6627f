package org.socompass.study.tiers;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.socompass.inference.CachedPrefixes;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.PhaseEnergy;
import org.socompass.inference.tier.CachedPrefix;
import org.socompass.inference.tier.TierUse;
import org.socompass.llm.ModelStorage;
import org.socompass.mapper.OperatorCache;

/** From which bandwidth, and from how many tokens, a cached prefix is better than computing it. */
public final class PrefixStudy {
  private static final double SMALLEST_PREFIX = 1;

  private PrefixStudy() {}

  /**
   * What is asked.
   *
   * @param source the device
   * @param inference the inference, with a cached prefix
   */
  public record Request(DeviceSource source, InferenceRequest inference) {}

  /**
   * What is answered.
   *
   * @param inference with the prefix
   * @param prefix the prefix
   * @param bytes its keys and values on all devices [B]
   * @param fullSeconds time to the first token without it [s]
   * @param workSeconds prefill of the rest [s]
   * @param reusedSeconds time to the first token with it [s]
   * @param breakEvenBytesPerSecond bandwidth of all devices at which both are equal [B/s]
   * @param serialBytesPerSecond the same if nothing overlaps: bytes over the time that is saved
   *     [B/s]
   * @param breakEvenTokens fewest tokens of a prefix that pay; empty if none does
   * @param fullJoules energy of the prompt without it [J]; empty if not known
   * @param reusedJoules energy of the prompt with it [J]; empty if not known
   */
  public record Result(
      InferenceRequest inference,
      CachedPrefix prefix,
      double bytes,
      double fullSeconds,
      double workSeconds,
      double reusedSeconds,
      double breakEvenBytesPerSecond,
      double serialBytesPerSecond,
      OptionalLong breakEvenTokens,
      OptionalDouble fullJoules,
      OptionalDouble reusedJoules) {}

  /**
   * Returns where reuse pays.
   *
   * @throws org.socompass.input.InputException if the device can't run it
   */
  public static Result of(Request request, OperatorCache cache) {
    var model = new InferenceModel(request.source(), Background.NONE, cache).withoutTimelines();
    InferenceRequest asked = request.inference();
    CachedPrefix prefix = asked.tiers().prefix().orElseThrow();
    TierUse use = asked.tiers();
    InferenceRequest plain =
        asked.placed(
            new TierUse(use.mode(), use.expertSkew(), use.readsExpertsAhead(), Optional.empty()));
    InferenceResult full = model.run(plain);
    // The engine that is best for the whole prompt computes the rest as well.
    InferenceRequest reused =
        asked.engine().equals(Engines.AUTO) ? asked.under(full.engine().id()) : asked;
    InferenceResult with = model.run(reused);
    double work = workSeconds(model, reused, prefix.tokens());
    double bytes =
        CachedPrefixes.bytes(
            reused,
            new ModelStorage(reused.model(), reused.quantization()),
            full.device().deviceCount());
    int layers = reused.model().layers();
    return new Result(
        reused,
        prefix,
        bytes,
        full.ttftSeconds(),
        work,
        with.ttftSeconds(),
        CachedPrefix.breakEvenBytesPerSecond(bytes, full.ttftSeconds(), work, layers),
        bytes / (full.ttftSeconds() - work),
        fewest(model, reused, full.ttftSeconds()),
        joules(full),
        joules(with));
  }

  private static double workSeconds(InferenceModel model, InferenceRequest request, long tokens) {
    return ttft(model, request, new CachedPrefix(tokens, CachedPrefix.Tier.DRAM));
  }

  private static double ttft(InferenceModel model, InferenceRequest request, CachedPrefix prefix) {
    return model.run(request.placed(request.tiers().with(prefix))).ttftSeconds();
  }

  /** Returns the shortest prefix that pays, if a longer one is never worse than it. */
  private static OptionalLong fewest(
      InferenceModel model, InferenceRequest request, double fullSeconds) {
    CachedPrefix.Tier tier = request.tiers().prefix().orElseThrow().tier();
    long pays = request.promptTokens() - 1;
    if (ttft(model, request, new CachedPrefix(pays, tier)) >= fullSeconds) {
      return OptionalLong.empty();
    }
    long fails = 0;
    while (pays - fails > Math.max(SMALLEST_PREFIX, pays / 32.0)) {
      long middle = (pays + fails) / 2;
      if (ttft(model, request, new CachedPrefix(middle, tier)) < fullSeconds) {
        pays = middle;
      } else {
        fails = middle;
      }
    }
    return OptionalLong.of(pays);
  }

  private static OptionalDouble joules(InferenceResult result) {
    return result
        .prefill()
        .energy(result.device())
        .map(PhaseEnergy::joules)
        .map(j -> OptionalDouble.of(j * result.device().deviceCount()))
        .orElse(OptionalDouble.empty());
  }
}
