package org.socompass.llm.huggingface;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.socompass.input.YamlNode;
import org.socompass.input.YamlReader;

/** The model types that are read and the names of their keys: two tables that ship as YAML. */
final class ModelTypes {
  private static final String FOLDER = "huggingface/";
  private static final String NONE = "none";
  private static final ModelTypes SHIPPED = new ModelTypes();

  private final Map<String, ModelType> types = new LinkedHashMap<>();
  private final Map<String, List<String>> keys = new LinkedHashMap<>();
  private final Map<String, String> otherKinds = new LinkedHashMap<>();

  private ModelTypes() {
    mapping("keys.yaml")
        .entries()
        .forEach((name, node) -> keys.put(name, texts((YamlNode.Sequence) node)));
    mapping("refused.yaml")
        .entries()
        .forEach(
            (kind, names) ->
                texts((YamlNode.Sequence) names).forEach(name -> otherKinds.put(name, kind)));
    mapping("types.yaml").entries().forEach((name, node) -> add(name, (YamlNode.Mapping) node));
  }

  static ModelTypes shipped() {
    return SHIPPED;
  }

  /** A type extends one that stands before it. */
  private void add(String name, YamlNode.Mapping node) {
    Map<String, String> facts = new LinkedHashMap<>();
    YamlNode base = node.entries().get("extends");
    if (base instanceof YamlNode.Scalar scalar) {
      ModelType extended = types.get(scalar.text());
      if (extended == null) {
        throw new IllegalStateException(scalar.mark() + ": no such type: " + scalar.text());
      }
      facts.putAll(extended.facts());
    }
    node.entries()
        .forEach(
            (key, value) -> {
              String text = ((YamlNode.Scalar) value).text();
              if (text.equals(NONE)) {
                facts.remove(key);
              } else if (!key.equals("extends")) {
                facts.put(key, text);
              }
            });
    types.put(name, new ModelType(name, facts));
  }

  private static List<String> texts(YamlNode.Sequence sequence) {
    List<String> result = new ArrayList<>();
    sequence.items().forEach(item -> result.add(((YamlNode.Scalar) item).text()));
    return result;
  }

  private static YamlNode.Mapping mapping(String name) {
    try (InputStream stream = ModelTypes.class.getResourceAsStream("/" + FOLDER + name)) {
      if (stream == null) {
        throw new IllegalStateException("resource " + FOLDER + name + " is not on the class path");
      }
      return YamlReader.read(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the type of a name, if it is known. */
  Optional<ModelType> of(String name) {
    return Optional.ofNullable(types.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Returns what a type is that is no language model which writes one token after another. */
  Optional<String> otherKind(String name) {
    return Optional.ofNullable(otherKinds.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Returns the names of all types. */
  List<String> names() {
    return List.copyOf(types.keySet());
  }

  /** Returns the keys that a size may have in a file; a name that is none of a size is a key. */
  List<String> keys(String name) {
    return keys.getOrDefault(name, List.of(name));
  }

  /**
   * Returns the type whose architecture has a class name, as in {@code MiniCPM3ForCausalLM}: for
   * files that lack a {@code model_type}.
   */
  Optional<ModelType> ofArchitecture(String className) {
    String wanted = squeezed(className.replaceAll("(For[A-Z].*|LMHeadModel|Model)$", ""));
    return types.values().stream().filter(t -> squeezed(t.name()).equals(wanted)).findFirst();
  }

  private static String squeezed(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }
}
