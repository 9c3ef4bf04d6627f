package org.socompass.cli.show;

import java.util.List;
import java.util.Map;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelFacts;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.Quantization;

/** What there is to say of a model, field by field. */
final class ModelFields {
  private ModelFields() {}

  /** Returns the fields. */
  static List<Field> of(LanguageModel model) {
    String source = model.source();
    String derived = "computed from the shapes";
    var fields = new FieldList();
    fields.add("id", model.id(), "", source);
    fields.add("name", model.name(), "", source);
    fields.add("layers", model.layers(), "decoder layers", source);
    fields.add("hidden", model.hidden(), "elements", source);
    boolean isUniform = model.stack().size() == 1;
    for (Map<String, Object> layer : new ModelFacts(model).layers()) {
      String prefix = isUniform ? "" : "layers." + layer.get("kind") + ".";
      layer.forEach((key, value) -> fields.add(prefix + key, value, "", source));
    }
    fields.add("vocabulary", model.vocabulary(), "tokens", source);
    fields.add("tied_embeddings", model.tiedEmbeddings(), "", source);
    fields.add("learned_positions", model.learnedPositions(), "tokens", source);
    fields.add("max_positions", model.maxPositions(), "tokens", source);
    model
        .publishedParameters()
        .ifPresent(count -> fields.add("published_parameters", (long) count, "", source));
    fields.add("parameters", model.parameters().total(), "", derived);
    fields.add("active_parameters", model.activeParameters(), "", derived);
    new ModelFacts(model)
        .parameters()
        .forEach((part, count) -> fields.add("parameters." + part, count, "", derived));
    for (Quantization q : Quantization.values()) {
      fields.add("weights." + q.id(), new ModelStorage(model, q).weightsBytes(), "B", derived);
    }
    new ModelFacts(model)
        .kvBytesPerToken()
        .forEach(
            (context, bytes) ->
                fields.add("kv_bytes_per_token." + context, bytes, "B, fp16", derived));
    fields.add("state_bytes", model.stateBytes(), "B", derived);
    new ModelFacts(model).leftOut().forEach(part -> fields.add("left_out", part, "", derived));
    model.storedAs().ifPresent(stored -> fields.add("checkpoint", stored.method(), "", source));
    return fields.fields();
  }
}
