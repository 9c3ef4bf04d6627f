package org.socompass.cli.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.socompass.cli.format.Numbers;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.PlacedWeights;
import org.socompass.inference.tier.TierPlan;

/** Where weights are, what a token reads of each tier, and what bounds it. */
final class PlacementReport {
  private static final double ROUNDING = 1e-9;

  private PlacementReport() {}

  /** Returns the tiers as the document has them. */
  static List<Map<String, Object>> json(InferenceResult result) {
    Optional<PlacedWeights> placed = result.placement();
    List<Map<String, Object>> tiers = new ArrayList<>();
    tiers.add(
        tier(
            "memory",
            result.residentWeightsBytes(),
            result.decode().operators().stream()
                .filter(o -> !o.isBeside())
                .mapToDouble(o -> o.count() * o.mainMemoryBytes())
                .sum()));
    placed.ifPresent(
        p -> {
          Map<String, Object> storage = tier("storage", p.plan().storedBytes(), p.decode().bytes());
          storage.put("type", p.plan().storage().type());
          storage.put("mode", p.plan().use().mode().id());
          storage.put("ms_per_token", p.decode().seconds() * 1e3);
          storage.put(
              "ms_exposed_per_token", (result.tpotSeconds() - p.decodeMemorySeconds()) * 1e3);
          storage.put("expert_hit_percent", 100 * p.plan().expertHitShare());
          tiers.add(storage);
        });
    result.far().ifPresent(f -> tiers.add(FarPlacement.json(f)));
    return tiers;
  }

  static Map<String, Object> tier(String name, double bytes, double perToken) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("tier", name);
    item.put("bytes", Numbers.wholeBytes(bytes));
    item.put("bytes_per_token", Numbers.wholeBytes(perToken));
    return item;
  }

  /** Returns what the text says; nothing if all weights are in memory. */
  static List<String> lines(InferenceResult result) {
    if (result.far().isPresent()) {
      return FarPlacement.lines(result.far().get());
    }
    if (result.placement().isEmpty()) {
      return List.of();
    }
    PlacedWeights p = result.placement().get();
    TierPlan plan = p.plan();
    TierPlan.Reads reads = p.decode();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %s of weights in memory, %s in %s"
            .formatted(
                plan.use().mode().id(),
                Numbers.bytes(plan.residentBytes()),
                Numbers.bytes(plan.storedBytes()),
                plan.storage().type()));
    List<String> parts = new ArrayList<>();
    part(parts, "of what every token reads", reads.streamedBytes(), reads.streamedSeconds());
    part(
        parts,
        String.format(
            Locale.ROOT, "of experts (%.0f %% found in memory)", 100 * plan.expertHitShare()),
        reads.expertBytes(),
        reads.expertSeconds());
    part(parts, "of rows of tables", reads.rowBytes(), reads.rowSeconds());
    if (!parts.isEmpty()) {
      lines.add("a token reads " + String.join(", ", parts));
      double exposed = result.tpotSeconds() - p.decodeMemorySeconds();
      lines.add(
          "%s of %s behind work; %s in memory alone; bound by %s"
              .formatted(
                  Numbers.seconds(hidden(reads.seconds(), exposed)),
                  Numbers.seconds(reads.seconds()),
                  Numbers.seconds(p.decodeMemorySeconds()),
                  exposed > p.decodeMemorySeconds() ? "storage" : "work"));
    }
    return lines;
  }

  /** Returns the time that hides behind work [s]; what rounding leaves is none. */
  private static double hidden(double reading, double exposed) {
    return reading - exposed > ROUNDING * reading ? reading - exposed : 0;
  }

  private static void part(List<String> parts, String what, double bytes, double seconds) {
    if (bytes > 0) {
      parts.add("%s %s in %s".formatted(Numbers.bytes(bytes), what, Numbers.seconds(seconds)));
    }
  }
}
