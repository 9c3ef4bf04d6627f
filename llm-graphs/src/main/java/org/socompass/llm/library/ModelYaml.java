package org.socompass.llm.library;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.input.Dimension;
import org.socompass.input.Section;
import org.socompass.input.YamlReader;
import org.socompass.llm.Ends;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.StackYaml;
import org.socompass.llm.Tower;
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
          "stack",
          "head_bias",
          "extras",
          "extra_vectors",
          "towers",
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
    if (section.has("stack")) {
      return stacked(section, id, name, published, source);
    }
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

  /** Reads a model whose layers are a list of kinds. */
  private static LanguageModel stacked(
      Section section, String id, String name, OptionalDouble published, String source) {
    for (String key : List.of("layers", "heads", "kv_heads", "head_dim", "ffn", "intermediate")) {
      if (section.has(key)) {
        throw section.keyError(key, "belongs to a kind of layer where there is a 'stack'");
      }
    }
    var ends =
        new Ends(
            section.count("vocabulary", 1),
            section.flag("tied_embeddings"),
            section.flag("head_bias", false),
            section.count("learned_positions", 0, 0),
            section.flag("final_norm", true)
                ? Optional.of(section.choice("norm", Normalization.Kind.class))
                : Optional.empty(),
            StackYaml.matrices(section, "extras"),
            section.count("extra_vectors", 0, 0));
    return new LanguageModel(
        id,
        name,
        section.count("hidden", 1),
        StackYaml.read(section),
        ends,
        section.count("max_positions", 1),
        section.has("towers") ? section.list("towers", ModelYaml::tower) : List.of(),
        Optional.empty(),
        published,
        source);
  }

  /** A part beside the layers: its parameters if they are counted, else 0, and its name. */
  private static Tower tower(String text) {
    int blank = text.indexOf(' ');
    if (blank < 1 || !text.substring(0, blank).matches("[0-9]{1,15}")) {
      throw new IllegalArgumentException(
          "must be parameters and a name, as in '0 vision part', but is '" + text + "'");
    }
    long parameters = Long.parseLong(text.substring(0, blank));
    return new Tower(text.substring(blank + 1).trim(), parameters, parameters > 0);
  }
}
