package org.socompass.input;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads one YAML document into {@link YamlNode}s.
 *
 * <p>Only plain data is taken: anchors, aliases, merge keys and tags are refused (a template is
 * reused by {@code extends}), and so are duplicate keys and a second document.
 */
public final class YamlReader {
  private static final YAMLFactory FACTORY = YAMLFactory.builder().build();

  private final String file;
  private final YAMLParser parser;

  private YamlReader(String file, YAMLParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * Reads a document.
   *
   * @param file name for messages
   * @param text the document
   * @throws InputException if it is not plain YAML or not a mapping
   */
  public static YamlNode.Mapping read(String file, String text) {
    try (var parser =
        (YAMLParser) FACTORY.createParser(tools.jackson.core.ObjectReadContext.empty(), text)) {
      var reader = new YamlReader(file, parser);
      if (parser.nextToken() == null) {
        throw new InputException(new Mark(file, 1, 1), "the file is empty");
      }
      YamlNode root = reader.node();
      if (parser.nextToken() != null) {
        throw new InputException(reader.here(), "a second document; one file holds one");
      }
      if (root instanceof YamlNode.Mapping mapping) {
        return mapping;
      }
      throw new InputException(root.mark(), "expected 'key: value' lines");
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      Mark mark =
          at == null
              ? new Mark(file, 1, 1)
              : new Mark(file, Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
      throw new InputException(mark, "not valid YAML: " + firstLine(e.getOriginalMessage()));
    }
  }

  private YamlNode node() {
    Mark mark = here();
    if (parser.isCurrentAlias()) {
      throw new InputException(mark, "aliases (*name) are not supported; use 'extends'");
    }
    if (parser.getObjectId() != null) {
      throw new InputException(mark, "anchors (&name) are not supported; use 'extends'");
    }
    if (parser.getTypeId() != null) {
      throw new InputException(mark, "tags (!" + parser.getTypeId() + ") are not supported");
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return mapping(mark);
    }
    if (token == JsonToken.START_ARRAY) {
      List<YamlNode> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(node());
      }
      return new YamlNode.Sequence(items, mark);
    }
    String text = token == JsonToken.VALUE_NULL ? "" : parser.getString();
    return new YamlNode.Scalar(text.strip(), mark);
  }

  private YamlNode.Mapping mapping(Mark mark) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    Map<String, Mark> marks = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      Mark at = here();
      if (key.equals("<<")) {
        throw new InputException(at, "merge keys (<<) are not supported; use 'extends'");
      }
      parser.nextToken();
      if (entries.put(key, node()) != null) {
        throw new InputException(at, "'" + key + "' is given twice");
      }
      marks.put(key, at);
    }
    return new YamlNode.Mapping(
        Collections.unmodifiableMap(entries), Collections.unmodifiableMap(marks), mark);
  }

  private Mark here() {
    TokenStreamLocation at = parser.currentTokenLocation();
    return new Mark(file, at.getLineNr(), at.getColumnNr());
  }

  private static String firstLine(String message) {
    return message.lines().map(String::strip).findFirst().orElse("").toLowerCase(Locale.ROOT);
  }
}
