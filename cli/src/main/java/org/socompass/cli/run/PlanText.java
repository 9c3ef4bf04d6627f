package org.socompass.cli.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.socompass.cli.format.Numbers;
import org.socompass.inference.plan.Speculation;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.PipelineReport;
import org.socompass.inference.result.SpeculationReport;
import org.socompass.llm.KvReduction;
import org.socompass.llm.ModelFacts;

/** Drafts, stages and groups of devices of an inference, in words and as a document. */
public final class PlanText {
  private static final double PERCENT = 100;
  private static final double MILLI = 1e3;

  private PlanText() {}

  /** Returns the keys of a document; none of a plain inference. */
  public static Map<String, Object> json(InferenceResult result) {
    Map<String, Object> keys = new LinkedHashMap<>();
    result.plan().speculation().ifPresent(s -> keys.put("speculation", json(s)));
    result.plan().pipeline().ifPresent(p -> keys.put("parallelism", json(p)));
    if (!result.request().plan().contexts().isEmpty()) {
      keys.put("batch_contexts", result.request().plan().contexts());
    }
    return keys;
  }

  private static Map<String, Object> json(SpeculationReport s) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("draft", s.draft());
    keys.put("acceptance", s.acceptance());
    keys.put("draft_length", s.length());
    keys.put("tokens_per_step", s.tokensPerStep());
    keys.put("accepted_share", s.acceptedShare());
    keys.put("speedup", s.speedup());
    keys.put("plain_step_ms", s.plainSeconds() * MILLI);
    keys.put("draft_ms", s.draftSeconds() * MILLI);
    keys.put("verify_ms", s.verifySeconds() * MILLI);
    keys.put("break_even_acceptance", s.breakEvenAcceptance());
    keys.put("best_draft_length", s.bestLength());
    keys.put("best_tpot_ms", s.bestTpotSeconds() * MILLI);
    keys.put("draft_weights_bytes", Numbers.wholeBytes(s.draftWeightsBytes()));
    keys.put("draft_kv_cache_bytes", Numbers.wholeBytes(s.draftCacheBytes()));
    return keys;
  }

  private static Map<String, Object> json(PipelineReport p) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("pipeline_stages", p.layersOfStages().size());
    keys.put("layers_of_stages", p.layersOfStages());
    keys.put("tensor_parallel", p.tensorParallel());
    keys.put("expert_groups", p.expertGroups());
    keys.put("micro_batches", p.microBatches());
    keys.put("transfer_us", p.transferSeconds() * MILLI * MILLI);
    keys.put("prefill_idle_percent", p.prefillIdleShare() * PERCENT);
    keys.put("decode_idle_percent", p.decodeIdleShare() * PERCENT);
    keys.put("busiest_device_bytes", Numbers.wholeBytes(p.busiestDeviceBytes()));
    return keys;
  }

  /** Returns lines about drafts. */
  public static List<String> drafts(InferenceResult result) {
    Optional<SpeculationReport> report = result.plan().speculation();
    if (report.isEmpty()) {
      return List.of();
    }
    SpeculationReport s = report.get();
    return List.of(
        "%d of %s a step, %s tokens a step at acceptance %s (%s %% of drafts kept): %s times as fast"
            .formatted(
                s.length(),
                s.draft(),
                Numbers.readable(s.tokensPerStep()),
                Numbers.readable(s.acceptance()),
                Numbers.readable(PERCENT * s.acceptedShare()),
                Numbers.readable(s.speedup())),
        "draft %s each, verification %s, a step without drafts %s"
            .formatted(
                Numbers.seconds(s.draftSeconds()),
                Numbers.seconds(s.verifySeconds()),
                Numbers.seconds(s.plainSeconds())),
        (s.breakEvenAcceptance().isPresent()
                ? "pays above acceptance " + Numbers.readable(s.breakEvenAcceptance().getAsDouble())
                : "pays at no acceptance")
            + (s.bestLength() == 0
                ? "; best without drafts"
                : "; best with %d drafts, %s a token"
                    .formatted(s.bestLength(), Numbers.seconds(s.bestTpotSeconds()))),
        "takes %s weights and %s KV cache"
            .formatted(Numbers.bytes(s.draftWeightsBytes()), Numbers.bytes(s.draftCacheBytes())));
  }

  /** Returns lines about stages and groups of devices. */
  public static List<String> devices(InferenceResult result) {
    Optional<PipelineReport> report = result.plan().pipeline();
    if (report.isEmpty()) {
      return List.of();
    }
    PipelineReport p = report.get();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d stages (layers %s) x %d groups of experts x %d devices on each matrix"
            .formatted(
                p.layersOfStages().size(),
                p.layersOfStages().stream().map(String::valueOf).collect(Collectors.joining("+")),
                p.expertGroups(),
                p.tensorParallel()));
    if (p.layersOfStages().size() > 1) {
      lines.add(
          "%d micro-batches: stages wait %s %% of prefill and %s %% of decode; a hidden state takes %s"
              .formatted(
                  p.microBatches(),
                  Numbers.readable(PERCENT * p.prefillIdleShare()),
                  Numbers.readable(PERCENT * p.decodeIdleShare()),
                  Numbers.seconds(p.transferSeconds())));
    }
    lines.add("%s on the busiest device".formatted(Numbers.bytes(p.busiestDeviceBytes())));
    return lines;
  }

  /** Returns what an inference assumes about its drafts and lengths. */
  static List<String> assumed(InferenceResult result) {
    List<String> all = new ArrayList<>();
    result
        .request()
        .plan()
        .speculation()
        .ifPresent(
            s ->
                all.add(
                    String.format(
                        Locale.ROOT,
                        "each draft is accepted with probability %s once all before it were%s",
                        Numbers.readable(s.acceptance()),
                        s.isHead() ? "; the drafting head is like a layer of the model" : "")));
    if (!result.request().plan().contexts().isEmpty()) {
      all.add("prompts of one length run together, those of another after them");
    }
    return all;
  }

  /** Returns what an inference leaves out. */
  static List<String> leftOut(InferenceResult result) {
    InferenceRequest request = result.request();
    List<String> all =
        new ArrayList<>(new ModelFacts(request.model()).leftOut(draftsAhead(result)));
    List<String> less = new ArrayList<>();
    KvReduction kv = request.reduction();
    if (kv.window() > 0) {
      less.add("only the first %d and last %d tokens seen".formatted(kv.sinks(), kv.window()));
    }
    if (kv.sharing() > 1) {
      less.add("keys and values shared by %d layers".formatted(kv.sharing()));
    }
    request
        .kvType()
        .filter(t -> t.type().payloadBits() < 16)
        .ifPresent(t -> less.add("keys and values as " + t.id()));
    if (!less.isEmpty()) {
      all.add("what answers are worth with " + String.join(", ", less) + ": not predicted");
    }
    return all;
  }

  /** Returns whether layers that predict tokens ahead take part. */
  private static boolean draftsAhead(InferenceResult result) {
    return result.request().plan().speculation().map(Speculation::isMtp).orElse(false);
  }
}
