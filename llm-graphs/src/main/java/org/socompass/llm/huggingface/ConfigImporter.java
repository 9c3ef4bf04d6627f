package org.socompass.llm.huggingface;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.llm.Ends;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Tower;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.Normalization;
import org.socompass.llm.layer.WeightMatrix;

/**
 * A language model from a Hugging Face {@code config.json}.
 *
 * <p>The {@code model_type} decides what the keys mean and what holds where one is absent. A type
 * that is not known, and a key that changes shapes and is not modelled, are refused.
 *
 * <p><b>Source.</b> Configuration and modelling code of the model types in Hugging Face
 * transformers 4.57, and what authors publish beside their models.
 */
public final class ConfigImporter {
  /** Objects that hold a language model within a model of images or sound. */
  private static final List<String> HOLDERS =
      List.of("text_config", "llm_config", "language_config", "thinker_config");

  private final String file;
  private final ModelTypes types = ModelTypes.shipped();
  private final List<JsonNode.Fields> holders = new ArrayList<>();

  private ConfigImporter(String file) {
    this.file = file;
  }

  /**
   * Reads a model.
   *
   * @param file path for messages
   * @param id name of the model
   * @param text the document
   * @throws InputException if it is not JSON, or describes what is not modelled, with its place
   */
  public static LanguageModel read(String file, String id, String text) {
    return new ConfigImporter(file).model(id, JsonTree.read(file, text));
  }

  /** Returns the names of the model types that are read. */
  public static List<String> modelTypes() {
    return ModelTypes.shipped().names();
  }

  private LanguageModel model(String id, JsonNode.Fields root) {
    rejectOtherKinds(root);
    ModelType outer = typeOf(root, Optional.empty());
    Config config = language(root, outer);
    config.type().fact("unmodelled").ifPresent(what -> refuse(config.node(), config.type(), what));
    try {
      return model(id, root, outer, config);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          config.node().mark(), "model_type '" + config.type().name() + "': " + e.getMessage(), e);
    } catch (ArithmeticException e) {
      throw new InputException(config.node().mark(), "the model has too many parameters", e);
    }
  }

  private LanguageModel model(String id, JsonNode.Fields root, ModelType outer, Config config) {
    List<Layer> layers = new Layers(config).all();
    int hidden = config.required("hidden");
    List<Tower> towers = new ArrayList<>(Towers.of(withRoot(root), types, outer, hidden));
    int ahead = config.count("mtp_layers", 0);
    if (ahead > 0) {
      towers.add(Tower.ahead(ahead));
    }
    var ends = new ModelEnds(config).of(root, layers);
    int maxPositions = config.size("max_positions", 2048);
    List<JsonNode.Fields> all = withRoot(root);
    UnreadKeys.refuse(config);
    return new LanguageModel(
        id,
        id,
        hidden,
        LanguageModel.kinds(layers),
        ends,
        maxPositions,
        towers,
        all.stream().flatMap(node -> Quantizations.of(node).stream()).findFirst(),
        OptionalDouble.empty(),
        "config.json of Hugging Face form: " + Path.of(file).getFileName());
  }

  private List<JsonNode.Fields> withRoot(JsonNode.Fields root) {
    return holders.isEmpty() ? List.of(root) : holders;
  }

  /** Returns the part that is the language model, through the objects that hold it. */
  private Config language(JsonNode.Fields root, ModelType outer) {
    JsonNode.Fields node = root;
    ModelType type = outer;
    holders.add(root);
    for (Optional<JsonNode.Fields> inner = inner(node); inner.isPresent(); inner = inner(node)) {
      type = typeOf(inner.get(), type.fact("text_config").or(() -> Optional.of(outer.name())));
      node = inner.get();
      holders.add(node);
    }
    return new Config(Nested.flattened(node, type), versioned(node, type), types);
  }

  /** One type may hold different language models, by its version. */
  private ModelType versioned(JsonNode.Fields node, ModelType type) {
    Optional<String> versions = type.fact("versions");
    if (versions.isEmpty()) {
      return type;
    }
    JsonNode.Member version = node.members().get("version");
    String wanted =
        version != null && version.value() instanceof JsonNode.Scalar scalar ? scalar.text() : "";
    for (String pair : versions.get().split(" ", -1)) {
      int equals = pair.indexOf('=');
      if (pair.substring(0, equals).equals(wanted)) {
        return types.of(pair.substring(equals + 1)).orElseThrow();
      }
    }
    throw new InputException(
        version == null ? node.mark() : version.value().mark(),
        "version",
        Config.refusal(type.name(), "the language model of version '" + wanted + "' is not known"));
  }

  private static Optional<JsonNode.Fields> inner(JsonNode.Fields node) {
    return HOLDERS.stream()
        .map(node.members()::get)
        .filter(member -> member != null && member.value() instanceof JsonNode.Fields)
        .map(member -> (JsonNode.Fields) member.value())
        .findFirst();
  }

  /** Returns the type of an object: what it says, what its classes are, or {@code absent}. */
  private ModelType typeOf(JsonNode.Fields node, Optional<String> absent) {
    JsonNode.Member member = node.members().get("model_type");
    if (member != null
        && member.value() instanceof JsonNode.Scalar scalar
        && scalar.type() == JsonNode.Scalar.Type.TEXT) {
      rejectByName(member, scalar.text());
      return types.of(scalar.text()).orElseThrow(() -> unknown(node, member, scalar.text()));
    }
    if (absent.isPresent()) {
      return types.of(absent.get()).orElseThrow();
    }
    JsonNode.Member classes = node.members().get("architectures");
    if (classes != null && classes.value() instanceof JsonNode.Array array) {
      for (JsonNode item : array.items()) {
        if (item instanceof JsonNode.Scalar scalar) {
          Optional<ModelType> found = types.ofArchitecture(scalar.text());
          if (found.isPresent()) {
            return found.get();
          }
        }
      }
    }
    throw new InputException(
        node.mark(), "lacks 'model_type'; a config.json of a Hugging Face language model has it");
  }

  private InputException unknown(JsonNode.Fields node, JsonNode.Member member, String name) {
    String advice =
        inner(node).isPresent()
            ? "the object of its language model alone can be given as a file"
            : NearestName.of(name, types.names())
                .map(near -> "did you mean '" + near + "'?")
                .orElse("docs/models.md lists the types that are");
    return new InputException(
        member.value().mark(),
        "model_type",
        "'%s' is not modelled; %s; a model file of your own can describe its layers"
            .formatted(name, advice));
  }

  private static void refuse(JsonNode.Fields node, ModelType type, String what) {
    JsonNode.Member member = node.members().get("model_type");
    throw new InputException(
        member == null ? node.mark() : member.value().mark(),
        "model_type",
        Config.refusal(type.name(), what + " is not modelled"));
  }

  private void rejectOtherKinds(JsonNode.Fields root) {
    JsonNode.Member diffusion = root.members().get("_class_name");
    if (diffusion != null && root.members().containsKey("_diffusers_version")) {
      throw new InputException(
          diffusion.key(),
          "_class_name",
          "describes a part of a diffusion model, not a language"
              + " model; a language model's config.json has a model_type");
    }
    JsonNode.Member both = root.members().get("is_encoder_decoder");
    JsonNode.Member type = root.members().get("model_type");
    if (both != null
        && both.value() instanceof JsonNode.Scalar scalar
        && scalar.text().equals("true")) {
      throw new InputException(
          both.value().mark(),
          "is_encoder_decoder",
          "model_type '%s' has an encoder and a decoder, and only decoders are modelled"
              .formatted(
                  type != null && type.value() instanceof JsonNode.Scalar name
                      ? name.text()
                      : "unnamed"));
    }
  }

  private void rejectByName(JsonNode.Member member, String name) {
    types
        .otherKind(name)
        .ifPresent(
            kind -> {
              throw new InputException(
                  member.value().mark(),
                  "model_type",
                  "'%s' is %s; take a language model that writes tokens".formatted(name, kind));
            });
  }

  /** Returns the norm that a type's layers have, for the end of the model. */
  static Normalization.Kind finalNorm(List<Layer> layers) {
    return layers.get(0).normalization().kind();
  }

  /** Embedding and LM head of a config. */
  private static final class ModelEnds {
    private final Config config;

    ModelEnds(Config config) {
      this.config = config;
    }

    Ends of(JsonNode.Fields root, List<Layer> layers) {
      int hidden = config.required("hidden");
      int vocabulary = config.required("vocabulary");
      boolean tied = tied(root);
      boolean headBias = new Attentions(config).trait("head_bias") && !tied;
      long vectors = 0;
      if (config.type().is("embedding_norm") || config.type().fact("plan", "").equals("rwkv")) {
        vectors += 2L * hidden;
      }
      if (config.type().fact("plan", "").equals("mllama")) {
        vectors += 8L * hidden; // tokens that stand for images
      }
      List<WeightMatrix> extras = new ArrayList<>();
      int layerInput = config.count("hidden_size_per_layer_input", 0);
      if (layerInput > 0) {
        long width = (long) layerInput * layers.size();
        extras.add(
            new WeightMatrix(
                "layer_input_embedding",
                config.required("vocab_size_per_layer_input"),
                width,
                1,
                WeightMatrix.Use.LOOKUP));
        extras.add(WeightMatrix.of("layer_inputs_projection", hidden, width));
        vectors += layerInput;
      }
      int versions = config.size("altup_num_inputs", 1);
      if (versions > 1) {
        extras.add(
            new WeightMatrix(
                "altup_projection",
                hidden,
                hidden,
                2L * (versions - 1),
                WeightMatrix.Use.EVERY_TOKEN));
      }
      return new Ends(
          vocabulary,
          tied,
          headBias,
          learnedPositions(),
          Optional.of(finalNorm(layers)),
          extras,
          vectors);
    }

    private boolean tied(JsonNode.Fields root) {
      String key = config.type().fact("tied_key", "tied");
      JsonNode.Member outer = root.members().get("tie_word_embeddings");
      if (!config.states(key)
          && outer != null
          && outer.value() instanceof JsonNode.Scalar scalar
          && scalar.type() == JsonNode.Scalar.Type.TRUTH) {
        return scalar.text().equals("true");
      }
      return config.flag(key, false);
    }

    private int learnedPositions() {
      boolean learned = config.type().is("learned_positions");
      if (config.type().fact("plan", "").equals("mpt")) {
        learned =
            !config.flag("alibi", true)
                && config.flag("learned_pos_emb", true)
                && !config.flag("rope", false);
      }
      return learned ? config.size("max_positions", 2048) + config.count("extra_positions", 0) : 0;
    }
  }

  /** Objects whose members count as members of the config that holds them. */
  private static final class Nested {
    private Nested() {}

    static JsonNode.Fields flattened(JsonNode.Fields node, ModelType type) {
      Optional<String> nested = type.fact("nested");
      if (nested.isEmpty()) {
        return node;
      }
      var members = new java.util.LinkedHashMap<>(node.members());
      for (String key : nested.get().toLowerCase(Locale.ROOT).split(",", -1)) {
        JsonNode.Member inner = node.members().get(key);
        if (inner != null && inner.value() instanceof JsonNode.Fields object) {
          object.members().forEach(members::putIfAbsent);
        }
      }
      return new JsonNode.Fields(node.mark(), members);
    }
  }
}
