package org.socompass.dse.spec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.socompass.inference.plan.Parallelism;
import org.socompass.inference.plan.Plan;
import org.socompass.inference.plan.Speculation;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.input.Dimension;
import org.socompass.input.Section;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.KvType;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.layer.Experts;

/**
 * Reads how the tokens of a workload are made: drafts, stages and groups of devices, prompts of
 * different lengths, chunks, cache.
 */
final class PlanReader {
  private static final int GREATEST_LENGTH = (int) ForwardPass.MAXIMUM_LENGTH;
  private static final List<String> OF_DRAFTS =
      List.of("acceptance", "draft_length", "draft_quantization");

  private PlanReader() {}

  /** Returns a model with the popularity of experts that a workload states. */
  static LanguageModel routed(Section s, LanguageModel model) {
    if (!s.has("routing_skew")) {
      return model;
    }
    double skew = s.within("routing_skew", Dimension.NUMBER, 0, Experts.GREATEST_SKEW);
    return SpecReader.at(s, "routing_skew", () -> model.withRoutingSkew(skew));
  }

  /**
   * Returns a request by the plan of a workload.
   *
   * @param models reads a model
   */
  static InferenceRequest planned(
      Section s, InferenceRequest request, Function<String, LanguageModel> models) {
    InferenceRequest result = request;
    Optional<String> cache = s.optionalText("kv_type");
    if (cache.isPresent()) {
      KvType type = SpecReader.at(s, "kv_type", () -> KvType.of(cache.get()));
      result = result.withKvType(type);
    }
    if (s.has("prompt_chunk")) {
      result = result.inChunksOf(s.count("prompt_chunk", 1));
    }
    Plan plan = Plan.PLAIN.of(contexts(s)).with(parallelism(s));
    Optional<String> draft = s.optionalText("draft");
    for (String key : OF_DRAFTS) {
      if (draft.isEmpty() && s.has(key)) {
        throw s.error(key, "needs 'draft'");
      }
    }
    if (draft.isPresent()) {
      plan = plan.with(speculation(s, request, draft.get(), models));
    }
    return result.by(plan);
  }

  private static List<Long> contexts(Section s) {
    if (!s.has("batch_contexts")) {
      return List.of();
    }
    for (String other : List.of("prompt", "batch")) {
      if (s.has(other)) {
        throw s.error(other, "must be left out with 'batch_contexts'");
      }
    }
    return s.list("batch_contexts", PlanReader::context);
  }

  private static long context(String text) {
    if (!text.matches("[0-9]{1,9}")
        || Long.parseLong(text) < 1
        || Long.parseLong(text) > GREATEST_LENGTH) {
      throw new IllegalArgumentException(
          "must be whole numbers from 1 to %d, but one is '%s'".formatted(GREATEST_LENGTH, text));
    }
    return Long.parseLong(text);
  }

  private static Parallelism parallelism(Section s) {
    int stages = s.count("pipeline_parallel", 1, 1);
    int groups = s.count("expert_parallel", 1, 1);
    if (!s.has("micro_batches")) {
      return new Parallelism(stages, groups, OptionalInt.empty());
    }
    int parts = s.count("micro_batches", 1);
    if (stages == 1) {
      throw s.error("micro_batches", "needs 'pipeline_parallel'");
    }
    return new Parallelism(stages, groups, OptionalInt.of(parts));
  }

  private static Speculation speculation(
      Section s, InferenceRequest request, String draft, Function<String, LanguageModel> models) {
    double acceptance =
        s.has("acceptance")
            ? s.within("acceptance", Dimension.NUMBER, 0, 1)
            : Speculation.ASSUMED_ACCEPTANCE;
    int length = s.count("draft_length", 0, Speculation.ASSUMED_LENGTH);
    if (length > Speculation.GREATEST_LENGTH) {
      throw s.error(
          "draft_length", "must be at most " + Speculation.GREATEST_LENGTH + ", but is " + length);
    }
    Optional<Quantization> own =
        s.optionalText("draft_quantization")
            .map(q -> SpecReader.at(s, "draft_quantization", () -> Quantization.of(q)));
    return SpecReader.at(
        s,
        "draft",
        () ->
            Speculation.named(
                draft, request.model(), request.quantization(), own, models, acceptance, length));
  }
}
