package org.socompass.hardware.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.socompass.input.Dimension;

/**
 * The schema of templates in the words of JSON Schema (draft 2020-12), for editors that complete
 * and check YAML. Where a template extends another, nothing is required; kernels and tiers of a
 * library neither.
 */
public final class JsonSchema {
  private static final String NUMBER = "[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?";
  private static final String TYPE = "type";
  private static final String STRING = "string";
  private static final String SOURCE = "source";

  /** Sections that may name a library, which then has what they lack. */
  private static final Set<String> LIBRARIES = Set.of("kernels", "storage", "far_memory", "memory");

  private JsonSchema() {}

  /** Returns the document. */
  public static Map<String, Object> ofTemplates() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "SoCompass device template");
    root.put("if", Map.of("required", List.of("extends")));
    root.put("then", section(TemplateSchema.shipped().root(), false));
    root.put("else", section(TemplateSchema.shipped().root(), true));
    return root;
  }

  private static Map<String, Object> section(TemplateSchema.Key key, boolean isWhole) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    Object others = false;
    for (Map.Entry<String, TemplateSchema.Key> entry : key.keys().entrySet()) {
      boolean hasLibrary = LIBRARIES.contains(entry.getKey());
      Object child = anything(entry.getValue(), isWhole && !hasLibrary);
      if (entry.getKey().equals(TemplateSchema.ANY)) {
        others = child;
      } else {
        properties.put(entry.getKey(), child);
        if (isWhole && entry.getValue().isRequired() && !hasLibrary) {
          required.add(entry.getKey());
        }
      }
    }
    properties.put(SOURCE, Map.of(TYPE, STRING));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put(TYPE, "object");
    result.put("properties", properties);
    if (!required.isEmpty()) {
      result.put("required", required);
    }
    result.put("additionalProperties", others);
    return result;
  }

  /** A value or section; a template that extends another may also take it away. */
  private static Map<String, Object> anything(TemplateSchema.Key key, boolean isWhole) {
    Map<String, Object> plain =
        key.form() == TemplateSchema.Form.SECTION ? section(key, isWhole) : value(key);
    Map<String, Object> result = new LinkedHashMap<>();
    KeyGuide.shipped().meaning(key.path()).ifPresent(text -> result.put("description", text));
    List<Object> forms = new ArrayList<>();
    forms.add(plain);
    if (key.form() != TemplateSchema.Form.SECTION && key.form() != TemplateSchema.Form.LIST) {
      forms.add(annotated(plain));
    }
    if (!isWhole) {
      forms.add(Map.of("const", "none"));
    }
    result.put("anyOf", forms);
    return result;
  }

  private static Map<String, Object> value(TemplateSchema.Key key) {
    Map<String, Object> result = new LinkedHashMap<>();
    switch (key.form()) {
      case LIST -> {
        result.put(TYPE, "array");
        result.put("items", Map.of(TYPE, List.of(STRING, "number")));
      }
      case CHOICE -> {
        List<Object> words = new ArrayList<>(key.words());
        if (words.contains("true")) {
          words.add(true);
          words.add(false);
        }
        result.put("enum", words);
      }
      case QUANTITY -> {
        String units = key.dimension().map(Dimension::units).filter(u -> !u.isEmpty()).orElse("");
        if (units.isEmpty()) {
          result.put(TYPE, List.of("number", STRING));
          result.put("pattern", "^" + NUMBER + "$");
        } else {
          result.put(TYPE, STRING);
          result.put("pattern", "^" + NUMBER + " ?(" + units.replace(", ", "|") + ")$");
        }
      }
      default -> result.put(TYPE, List.of(STRING, "number"));
    }
    return result;
  }

  private static Map<String, Object> annotated(Map<String, Object> plain) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("value", plain);
    properties.put(SOURCE, Map.of(TYPE, STRING));
    properties.put("min", plain);
    properties.put("max", plain);
    properties.put("distribution", Map.of(TYPE, STRING));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put(TYPE, "object");
    result.put("properties", properties);
    result.put("required", List.of("value"));
    result.put("additionalProperties", false);
    return result;
  }
}
