package org.socompass.llm.huggingface;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a {@code model_type}.
 *
 * @param name the type
 * @param facts defaults by canonical key, and traits that no key of the file states
 */
record ModelType(String name, Map<String, String> facts) {
  /** Copies the facts. */
  ModelType {
    facts = new LinkedHashMap<>(facts);
  }

  /** Returns a fact. */
  Optional<String> fact(String key) {
    return Optional.ofNullable(facts.get(key));
  }

  /** Returns a fact, or {@code absent}. */
  String fact(String key, String absent) {
    return facts.getOrDefault(key, absent);
  }

  /** Returns whether a trait is stated to hold. */
  boolean is(String trait) {
    return "true".equals(facts.get(trait));
  }
}
