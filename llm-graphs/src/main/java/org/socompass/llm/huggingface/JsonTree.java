package org.socompass.llm.huggingface;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.input.InputException;
import org.socompass.input.Mark;
import org.socompass.input.ParserMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** Reads a JSON document with the place of each value. Python's {@code Infinity} is allowed. */
final class JsonTree {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final String file;
  private final JsonParser parser;

  private JsonTree(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * Returns the object that a document holds.
   *
   * @throws InputException if it is not JSON, or another value than an object
   */
  static JsonNode.Fields read(String file, String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      var tree = new JsonTree(file, parser);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new InputException(tree.here(), "not a config.json: expected a JSON object");
      }
      JsonNode.Fields root = tree.object();
      if (parser.nextToken() != null) {
        throw new InputException(tree.here(), "not valid JSON: more after the end of the object");
      }
      return root;
    } catch (JacksonException e) {
      throw new InputException(mark(file, e.getLocation()), "not valid JSON: " + message(e), e);
    }
  }

  private static String message(JacksonException e) {
    return ParserMessage.of(String.valueOf(e.getOriginalMessage()));
  }

  private static Mark mark(String file, TokenStreamLocation at) {
    return new Mark(
        file,
        at == null ? 1 : Math.max(1, at.getLineNr()),
        at == null ? 1 : Math.max(1, at.getColumnNr()));
  }

  private Mark here() {
    return mark(file, parser.currentTokenLocation());
  }

  /** Returns the value whose first token was just read. */
  private JsonNode value(JsonToken token) {
    Mark mark = here();
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> new JsonNode.Scalar(mark, parser.getString(), JsonNode.Scalar.Type.TEXT);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          new JsonNode.Scalar(mark, parser.getString(), JsonNode.Scalar.Type.NUMBER);
      case VALUE_TRUE, VALUE_FALSE ->
          new JsonNode.Scalar(mark, parser.getString(), JsonNode.Scalar.Type.TRUTH);
      case VALUE_NULL -> new JsonNode.Scalar(mark, "null", JsonNode.Scalar.Type.NULL);
      default -> throw new InputException(mark, "not valid JSON: unexpected " + token);
    };
  }

  private JsonNode.Fields object() {
    Mark mark = here();
    Map<String, JsonNode.Member> members = new LinkedHashMap<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_OBJECT;
        token = parser.nextToken()) {
      Mark key = here();
      String name = parser.currentName();
      JsonNode value = value(parser.nextToken());
      if (members.putIfAbsent(name, new JsonNode.Member(key, value)) != null) {
        throw new InputException(key, name, "stands twice in one object");
      }
    }
    return new JsonNode.Fields(mark, members);
  }

  private JsonNode.Array array() {
    Mark mark = here();
    List<JsonNode> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(token));
    }
    return new JsonNode.Array(mark, items);
  }
}
