package org.socompass.input;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML document into {@link YamlNode}s.
 *
 * <p>Only plain data is taken: anchors, aliases, merge keys and tags are refused (a template is
 * reused by {@code extends}), and so are duplicate keys and a second document. Depth and the length
 * of keys are limited, so that whoever walks a tree may recurse.
 */
public final class YamlReader {
  private static final int GREATEST_DEPTH = 32;
  private static final int LONGEST_KEY = 128;

  /** The scanner takes time quadratic in the length of a word; this keeps that short. */
  private static final int LONGEST_LINE = 1 << 16;

  /** How a plain scalar says that it has no value. */
  private static final Set<String> NULLS = Set.of("null", "Null", "NULL");

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();

  private final String file;
  private final Iterator<Event> events;

  private YamlReader(String file, Iterator<Event> events) {
    this.file = file;
    this.events = events;
  }

  /**
   * Reads a document.
   *
   * @param file name for messages
   * @param text the document
   * @throws InputException if it is not plain YAML or not a mapping
   */
  public static YamlNode.Mapping read(String file, String text) {
    String document = text.startsWith("\uFEFF") ? text.substring(1) : text;
    checkLines(file, document);
    try {
      var events = new Parse(SETTINGS).parseString(document).iterator();
      return new YamlReader(file, events).document();
    } catch (MarkedYamlEngineException e) {
      throw new InputException(
          mark(file, e.getProblemMark().or(e::getContextMark)), "not valid YAML: " + problem(e), e);
    } catch (ReaderException e) {
      throw new InputException(
          mark(file, document, e.getPosition()),
          "not valid YAML: the character U+%04X is not allowed".formatted(e.getCodePoint()),
          e);
    } catch (NumberFormatException e) {
      throw new InputException(
          new Mark(file, 1, 1), "not valid YAML: an escape \\U stands for no character", e);
    } catch (YamlEngineException e) {
      throw new InputException(
          new Mark(file, 1, 1), "not valid YAML: write no %YAML directive, or %YAML 1.2", e);
    }
  }

  private static void checkLines(String file, String text) {
    int line = 1;
    for (int start = 0; start < text.length(); line++) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      if (end - start > LONGEST_LINE) {
        throw new InputException(
            new Mark(file, line, LONGEST_LINE + 1),
            "a line is longer than " + LONGEST_LINE + " characters");
      }
      start = end + 1;
    }
  }

  private YamlNode.Mapping document() {
    events.next(); // start of the stream
    if (events.next().getEventId() == Event.ID.StreamEnd) {
      throw new InputException(new Mark(file, 1, 1), "the file is empty");
    }
    YamlNode root = node(events.next(), 0);
    events.next(); // end of the document
    Event after = events.next();
    if (after.getEventId() != Event.ID.StreamEnd) {
      throw new InputException(mark(after), "a second document; one file holds one");
    }
    if (root instanceof YamlNode.Mapping mapping) {
      return mapping;
    }
    throw new InputException(root.mark(), "expected 'key: value' lines");
  }

  private YamlNode node(Event event, int depth) {
    Mark mark = mark(event);
    rejectReferences(event, mark);
    if (event instanceof ScalarEvent scalar) {
      String text = scalar.getValue();
      return new YamlNode.Scalar(
          scalar.isPlain() && NULLS.contains(text) ? "" : text.strip(), mark);
    }
    if (depth >= GREATEST_DEPTH) {
      throw new InputException(mark, "nested more than " + GREATEST_DEPTH + " deep");
    }
    return event.getEventId() == Event.ID.MappingStart
        ? mapping(mark, depth)
        : sequence(mark, depth);
  }

  private YamlNode.Sequence sequence(Mark mark, int depth) {
    List<YamlNode> items = new ArrayList<>();
    for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
      items.add(node(e, depth + 1));
    }
    return new YamlNode.Sequence(items, mark);
  }

  private YamlNode.Mapping mapping(Mark mark, int depth) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    Map<String, Mark> marks = new LinkedHashMap<>();
    for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
      Mark at = mark(e);
      String key = key(e, at);
      if (marks.put(key, at) != null) {
        throw new InputException(at, Quoted.of(key) + " is given twice");
      }
      entries.put(key, node(events.next(), depth + 1));
    }
    return new YamlNode.Mapping(
        Collections.unmodifiableMap(entries), Collections.unmodifiableMap(marks), mark);
  }

  private static String key(Event event, Mark at) {
    rejectReferences(event, at);
    if (!(event instanceof ScalarEvent scalar)) {
      throw new InputException(at, "a key must be plain text");
    }
    String key = scalar.getValue();
    if (key.isEmpty()) {
      throw new InputException(at, "a key is empty");
    }
    if (key.length() > LONGEST_KEY) {
      throw new InputException(
          at, "the key " + Quoted.of(key) + " is longer than " + LONGEST_KEY + " characters");
    }
    if (key.equals("<<")) {
      throw new InputException(at, "merge keys (<<) are not supported; use 'extends'");
    }
    return key;
  }

  private static void rejectReferences(Event event, Mark at) {
    if (event instanceof AliasEvent) {
      throw new InputException(at, "aliases (*name) are not supported; use 'extends'");
    }
    if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      throw new InputException(at, "anchors (&name) are not supported; use 'extends'");
    }
    Optional<String> tag =
        event instanceof ScalarEvent scalar
            ? scalar.getTag()
            : event instanceof CollectionStartEvent start ? start.getTag() : Optional.empty();
    if (tag.isPresent()) {
      String name = tag.get().startsWith("!") ? tag.get() : "!" + tag.get();
      throw new InputException(at, "tags (" + Quoted.shown(name) + ") are not supported");
    }
  }

  private Mark mark(Event event) {
    return mark(file, event.getStartMark());
  }

  private static Mark mark(
      String file, Optional<org.snakeyaml.engine.v2.exceptions.Mark> zeroBased) {
    return zeroBased
        .map(m -> new Mark(file, m.getLine() + 1, m.getColumn() + 1))
        .orElseGet(() -> new Mark(file, 1, 1));
  }

  /** Returns the mark of the character at an index [code point]. */
  private static Mark mark(String file, String text, int index) {
    int end = Math.min(text.length(), text.offsetByCodePoints(0, index));
    String before = text.substring(0, end);
    int lineStart = before.lastIndexOf('\n') + 1;
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    return new Mark(file, line, before.codePointCount(lineStart, end) + 1);
  }

  /** What is wrong, and where the thing began if that is on another line. */
  private static String problem(MarkedYamlEngineException e) {
    String problem = String.valueOf(e.getProblem());
    if (e.getContext() == null || e.getContextMark().isEmpty()) {
      return problem;
    }
    var began = e.getContextMark().get();
    return e.getProblemMark().map(p -> p.getLine() == began.getLine()).orElse(true)
        ? problem + " " + e.getContext()
        : "%s %s that begins at %d:%d"
            .formatted(problem, e.getContext(), began.getLine() + 1, began.getColumn() + 1);
  }
}
