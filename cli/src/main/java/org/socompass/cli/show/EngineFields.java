package org.socompass.cli.show;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.engine.Scheduling;
import org.socompass.input.InputException;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;

/** What {@code show engine} shows. */
final class EngineFields {
  private EngineFields() {}

  static List<Field> of(String id) {
    if (id.equals(Engines.AUTO)) {
      throw new InputException("engine 'auto' has no fields: it chooses among the others");
    }
    EngineProfile engine = Engines.profile(id);
    String source = engine.source();
    var fields = new FieldList();
    fields.add("id", engine.id(), "", source);
    fields.add("name", engine.name(), "", source);
    fields.add("strategy", engine.strategy().id(), "", source);
    fields.add("graph.fused_attention", engine.graph().fusedAttention(), "", source);
    fields.add("graph.fused_add_norm", engine.graph().fusedAddNorm(), "", source);
    fields.add("graph.fused_qkv", engine.graph().fusedQkv(), "", source);
    fields.add("graph.fused_gate_up", engine.graph().fusedGateUp(), "", source);
    fields.add("queued", engine.queued(), "", source);
    fields.add("slow_synchronization", engine.slowSynchronization(), "", source);
    if (engine.prompts().chunkTokens() != Long.MAX_VALUE) {
      fields.add(
          "prompt_chunk", engine.prompts().chunkTokens(), "tokens of a prompt at a time", source);
    }
    if (engine.prompts().scoreRows() != Long.MAX_VALUE) {
      fields.add(
          "score_rows", engine.prompts().scoreRows(), "rows of scores held at a time", source);
    }
    fields.add("head_on_all_tokens", engine.headOnAllTokens(), "", source);
    for (Quantization q : Quantization.values()) {
      Quantization stored = engine.storage().get(q);
      if (stored != null) {
        fields.add("storage." + q.id(), stored.id(), "", source);
      }
    }
    for (Phase phase : Phase.values()) {
      double seconds = engine.layerSeconds().getOrDefault(phase, 0.0);
      double cycles = engine.layerCycles().getOrDefault(phase, 0.0);
      if (seconds > 0) {
        fields.add("layer_time." + phase.id(), seconds * 1e6, "us", source);
      }
      if (cycles > 0) {
        fields.add("layer_cycles." + phase.id(), cycles, "cycles", source);
      }
    }
    if (!engine.hidden().isEmpty()) {
      String hidden =
          engine.hidden().stream()
              .sorted()
              .map(EngineFields::name)
              .collect(Collectors.joining(" "));
      fields.add("hidden", hidden, "", source);
    }
    if (!engine.attention().modelled()) {
      EngineProfile.AttentionTiming timing = engine.attention();
      fields.add(
          "attention.time_per_head_and_token", timing.secondsPerHeadAndToken() * 1e6, "us", source);
      if (timing.wideHeadDim() < Long.MAX_VALUE) {
        fields.add("attention.wide_head_dim", timing.wideHeadDim(), "elements", source);
        fields.add("attention.wide_wave_time", timing.wideCyclesPerWave(), "cycles", source);
      }
    }
    scheduling(fields, engine.scheduling(), source);
    for (EngineProfile.Overlay overlay : engine.overlays()) {
      overlay.fields().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(
              e ->
                  fields.add(
                      "kernels." + overlay.kernelLibrary() + "." + e.getKey(),
                      e.getValue(),
                      "",
                      source));
    }
    return fields.fields();
  }

  private static void scheduling(FieldList fields, Scheduling scheduling, String source) {
    if (!scheduling.kinds().isEmpty()) {
      String kinds =
          scheduling.kinds().stream()
              .sorted()
              .map(EngineFields::name)
              .collect(Collectors.joining(" "));
      fields.add("scheduling.processors", kinds, "", source);
    }
    fields.add("scheduling.submits_ahead", scheduling.submitsAhead(), "", source);
    fields.add("scheduling.plans_for_fast_synchronization", scheduling.plansFast(), "", source);
    scheduling
        .graphs()
        .ifPresent(
            graphs ->
                fields.add(
                    "scheduling.static_graphs.lengths",
                    joined(graphs.lengths().lengths()),
                    "rows",
                    source));
    scheduling
        .chunks()
        .ifPresent(
            chunks -> {
              String at = "scheduling.chunks.";
              fields.add(at + "tokens", chunks.tokens(), "tokens", source);
              fields.add(at + "in_order", chunks.inOrder(), "", source);
              if (!chunks.inOrder()) {
                fields.add(at + "leads", joined(chunks.leads()), "stages", source);
              }
              fields.add(at + "outlier_share", chunks.outlierShare(), "", source);
              fields.add(at + "resident_share", chunks.residentShare(), "", source);
              fields.add(
                  at + "greatest_contraction", chunks.greatestContraction(), "features", source);
              fields.add(
                  at + "first_use_bandwidth",
                  chunks.firstUseBytesPerSecond() / 1e9,
                  "GB/s",
                  source);
            });
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String joined(List<Long> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }
}
