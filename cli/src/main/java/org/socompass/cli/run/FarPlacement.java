package org.socompass.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.socompass.cli.format.Numbers;
import org.socompass.inference.result.PlacedFar;
import org.socompass.inference.result.PlacedFar.Moved;
import org.socompass.inference.tier.FarPlan;

/** What is in far memory, what a token moves over its link, and what bounds it. */
final class FarPlacement {
  private FarPlacement() {}

  /** Returns the tier as the document has it. */
  static Map<String, Object> json(PlacedFar far) {
    FarPlan plan = far.plan();
    Map<String, Object> item =
        PlacementReport.tier("far_memory", plan.farBytes(), far.decode().bytes());
    item.put("type", plan.memory().type());
    item.put("mode", "far");
    item.put("weights_bytes", Numbers.wholeBytes(plan.farWeightsBytes()));
    item.put("kv_cache_bytes", Numbers.wholeBytes(plan.cache().farBytes()));
    item.put("capacity_bytes", Numbers.wholeBytes(plan.capacityBytes()));
    item.put("ms_per_token", far.decode().linkSeconds() * 1e3);
    item.put("ms_exposed_per_token", (far.decode().seconds() - far.decodeMemorySeconds()) * 1e3);
    item.put("bytes_of_prefill", Numbers.wholeBytes(far.prefill().bytes()));
    item.put("prefill_ms", far.prefill().linkSeconds() * 1e3);
    item.put("prefill_ms_exposed", (far.prefill().seconds() - far.prefillMemorySeconds()) * 1e3);
    return item;
  }

  /** Returns what the text says. */
  static List<String> lines(PlacedFar far) {
    FarPlan plan = far.plan();
    String type = plan.memory().type();
    List<String> parts = new ArrayList<>();
    part(parts, "weights of every pass", plan.everyPass());
    part(parts, "experts", plan.experts());
    part(parts, "tables", plan.tables());
    part(parts, "keys and values", plan.cache());
    return List.of(
        "far: %s of %s in %s: %s"
            .formatted(
                Numbers.bytes(plan.farBytes()),
                Numbers.bytes(plan.capacityBytes()),
                type,
                String.join(", ", parts)),
        pass("a token", far.decode(), far.decodeMemorySeconds()),
        pass("the prompt", far.prefill(), far.prefillMemorySeconds()));
  }

  private static void part(List<String> parts, String what, FarPlan.Part part) {
    if (part.farBytes() > 0) {
      parts.add(String.format(Locale.ROOT, "%.0f %% of %s", 100 * part.farShare(), what));
    }
  }

  private static String pass(String what, Moved moved, double memorySeconds) {
    List<String> parts = new ArrayList<>();
    part(parts, "of weights", moved.weightsBytes());
    part(parts, "of keys and values", moved.cacheBytes());
    part(parts, "written or looked up", moved.otherBytes());
    return "%s moves %s in %s; all in main memory it takes %s, so %s; bound by %s"
        .formatted(
            what,
            parts.isEmpty() ? "nothing" : String.join(" + ", parts),
            Numbers.seconds(moved.linkSeconds()),
            Numbers.seconds(memorySeconds),
            Numbers.seconds(moved.seconds()),
            moved.linkSeconds() > memorySeconds ? "far memory" : "work");
  }

  private static void part(List<String> parts, String what, double bytes) {
    if (bytes > 0) {
      parts.add(Numbers.bytes(bytes) + " " + what);
    }
  }
}
