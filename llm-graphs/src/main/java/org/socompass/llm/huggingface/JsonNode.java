package org.socompass.llm.huggingface;

import java.util.List;
import java.util.Map;
import org.socompass.input.Mark;

/** A value of a JSON document that knows where it stands. */
sealed interface JsonNode {
  /** Returns the place of the value. */
  Mark mark();

  /** An object: keys in the order of the document, each with its place. */
  record Member(Mark key, JsonNode value) {}

  /** An object. */
  record Fields(Mark mark, Map<String, Member> members) implements JsonNode {}

  /** An array. */
  record Array(Mark mark, List<JsonNode> items) implements JsonNode {}

  /**
   * A string, number, truth value or null.
   *
   * @param text as in the document, without quotes
   * @param type what it is
   */
  record Scalar(Mark mark, String text, Type type) implements JsonNode {
    /** Kinds of scalars. */
    enum Type {
      /** In quotes. */
      TEXT,
      /** A number, infinity and NaN included. */
      NUMBER,
      /** {@code true} or {@code false}. */
      TRUTH,
      /** {@code null}. */
      NULL
    }

    /** Returns the value as it stands in the document. */
    String shown() {
      return type == Type.TEXT ? "\"" + text + "\"" : text;
    }
  }

  /** Returns whether it is null. */
  default boolean isNull() {
    return this instanceof Scalar scalar && scalar.type() == Scalar.Type.NULL;
  }
}
