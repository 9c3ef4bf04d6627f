package org.socompass.llm;

import java.util.List;
import java.util.OptionalDouble;
import org.socompass.input.Dimension;
import org.socompass.input.Section;
import org.socompass.input.YamlReader;
import org.socompass.llm.layer.AttentionShape;
import org.socompass.llm.layer.Biases;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.Normalization;

/** The YAML form of a {@link LanguageModel}. */
final class ModelYaml {
  /** All keys, so that an error in one never makes a later one look unknown. */
  private static final List<String> KEYS =
      List.of(
          "id",
          "name",
          "source",
          "published_parameters",
          "published_parameters_source",
          "note",
          "layers",
          "hidden",
          "heads",
          "kv_heads",
          "head_dim",
          "qk_norm",
          "intermediate",
          "ffn",
          "norm",
          "norms_per_layer",
          "final_norm",
          "parallel_block",
          "biases",
          "vocabulary",
          "tied_embeddings",
          "learned_positions",
          "max_positions");

  private ModelYaml() {}

  /**
   * Reads a model.
   *
   * @param file name for messages
   * @param text the document
   * @throws org.socompass.input.InputException if it is not a valid model, with its place
   */
  static LanguageModel read(String file, String text) {
    return Section.read(YamlReader.read(file, text), "", ModelYaml::model);
  }

  private static LanguageModel model(Section section) {
    KEYS.forEach(section::has);
    String id = section.text("id");
    String name = section.optionalText("name").orElse(id);
    OptionalDouble published = section.optionalPositive("published_parameters", Dimension.NUMBER);
    String source =
        section.text("source")
            + section
                .optionalText("published_parameters_source")
                .map(text -> "; parameters: " + text)
                .orElse("")
            + section.optionalText("note").map(text -> ". " + text).orElse("");
    int layers = section.count("layers", 1);
    int hidden = section.count("hidden", 1);
    int heads = section.count("heads", 1);
    int kvHeads = section.count("kv_heads", 1, heads);
    int headDim =
        section.has("head_dim") || hidden % heads != 0
            ? section.count("head_dim", 1)
            : hidden / heads;
    var attention = new AttentionShape(heads, kvHeads, headDim, section.flag("qk_norm", false));
    var feedForward =
        new FeedForward(
            section.choice("ffn", FeedForward.Kind.class), section.count("intermediate", 1));
    boolean parallelBlock = section.flag("parallel_block", false);
    var normalization =
        new Normalization(
            section.choice("norm", Normalization.Kind.class),
            section.count("norms_per_layer", 1, parallelBlock ? 1 : 2),
            section.flag("final_norm", true));
    int vocabulary = section.count("vocabulary", 1);
    boolean tied = section.flag("tied_embeddings");
    Biases biases = section.has("biases") ? section.choice("biases", Biases.class) : Biases.NONE;
    int learnedPositions = section.count("learned_positions", 0, 0);
    int maxPositions = section.count("max_positions", 1);
    return new LanguageModel(
        id,
        name,
        layers,
        hidden,
        attention,
        feedForward,
        normalization,
        vocabulary,
        tied,
        biases,
        parallelBlock,
        learnedPositions,
        maxPositions,
        published,
        source);
  }
}
