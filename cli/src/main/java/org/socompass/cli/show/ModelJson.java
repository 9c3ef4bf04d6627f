package org.socompass.cli.show;

import java.util.LinkedHashMap;
import java.util.Map;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelFacts;

/** A model as JSON: its layers, parameters and what it keeps of a context. */
final class ModelJson {
  private ModelJson() {}

  /** Returns the keys of the contract, with additions. */
  static Map<String, Object> of(LanguageModel model) {
    var facts = new ModelFacts(model);
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("parameters", model.parameters().total());
    root.put("active_parameters", model.activeParameters());
    root.put("parameters_by_part", facts.parameters());
    Map<String, Object> bytes = new LinkedHashMap<>();
    facts.kvBytesPerToken().forEach((context, mean) -> bytes.put(String.valueOf(context), mean));
    root.put("kv_bytes_per_token", bytes);
    root.put("state_bytes", model.stateBytes());
    root.put("left_out", facts.leftOut());
    model
        .storedAs()
        .ifPresent(
            stored -> {
              root.put("checkpoint", stored.method());
              root.put("checkpoint_quantization", stored.quantization().map(q -> q.id()));
            });
    root.put("layers", facts.layers());
    return root;
  }
}
