package org.socompass.study.reproduce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.mapper.OperatorCache;

/** Published systems, predicted beside published. */
public final class ReproduceStudy {
  private static final Map<String, Function<OperatorCache, Reproduction>> SYSTEMS = systems();

  private ReproduceStudy() {}

  private static Map<String, Function<OperatorCache, Reproduction>> systems() {
    Map<String, Function<OperatorCache, Reproduction>> all = new LinkedHashMap<>();
    all.put("llm-in-a-flash", cache -> FlashReproduction.of());
    all.put("smallthinker", OffloadReproduction::of);
    all.put("mooncake", PrefixReproduction::of);
    all.put("kv-cache", cache -> CacheReproduction.of());
    all.put("powerinfer-2", NeuronReproduction::of);
    all.put("pim", InMemoryReproduction::of);
    all.put("vllm", EagerReproduction::of);
    all.put("megatron", TrainingReproduction::of);
    all.put("heteroinfer", cache -> TableReproduction.heteroInfer());
    all.put("llm.npu", cache -> TableReproduction.llmNpu());
    all.put("llmcompass-table-4", DesignTable::of);
    all.put("llmcompass-figures-7-9", cache -> DesignFigures.of());
    all.put("llmcompass-figures-10-12", DesignLengths::of);
    all.put("llmcompass-hybrid", HybridReproduction::of);
    all.put("dual-stage", cache -> SelectionReproduction.of());
    return all;
  }

  /** Returns the names of the systems. */
  public static List<String> names() {
    return List.copyOf(SYSTEMS.keySet());
  }

  /**
   * Returns systems with their figures.
   *
   * @param name one of them; empty for all
   * @param cache where mappings are kept
   * @throws InputException if there is no such system
   */
  public static List<Reproduction> of(Optional<String> name, OperatorCache cache) {
    if (name.isPresent() && !SYSTEMS.containsKey(name.get())) {
      throw new InputException(
          "no published system "
              + Quoted.of(name.get())
              + "; "
              + NearestName.hint(name.get(), SYSTEMS.keySet()));
    }
    List<Reproduction> all = new ArrayList<>();
    SYSTEMS.forEach(
        (id, system) -> {
          if (name.isEmpty() || name.get().equals(id)) {
            all.add(system.apply(cache));
          }
        });
    return all;
  }
}
