package org.socompass.input;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node of a YAML document that remembers where it stood. */
public sealed interface YamlNode {
  /** Returns where the node starts. */
  Mark mark();

  /**
   * A scalar, kept as written.
   *
   * @param text the scalar's text
   * @param mark where it stands
   * @param source where its value is from, if the document says
   * @param bounds the range of an empirical value, if the document declares it as one
   */
  record Scalar(String text, Mark mark, Optional<String> source, Optional<Bounds> bounds)
      implements YamlNode {
    /** Creates a scalar without a source. */
    public Scalar(String text, Mark mark) {
      this(text, mark, Optional.empty(), Optional.empty());
    }
  }

  /**
   * The range of an uncertain value, as written: a calibration may move the value in it.
   *
   * @param minimum least value, with its unit
   * @param maximum greatest value, with its unit
   * @param distribution how the value is spread over the range, if the document says
   * @param sigma standard deviation of its logarithm over devices, if the document says
   */
  record Bounds(
      String minimum, String maximum, Optional<String> distribution, Optional<String> sigma) {}

  /**
   * A sequence.
   *
   * @param items the items in order
   * @param mark where it starts
   */
  record Sequence(List<YamlNode> items, Mark mark) implements YamlNode {
    /** Copies the items. */
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /**
   * A mapping in the order of the document.
   *
   * @param entries value by key
   * @param keyMarks where each key stands
   * @param mark where the mapping starts
   */
  record Mapping(Map<String, YamlNode> entries, Map<String, Mark> keyMarks, Mark mark)
      implements YamlNode {
    /** Returns where the key stands, or the mapping if it lacks the key. */
    public Mark markOf(String key) {
      return keyMarks.getOrDefault(key, mark);
    }
  }
}
