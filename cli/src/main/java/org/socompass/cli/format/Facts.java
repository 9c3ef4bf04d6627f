package org.socompass.cli.format;

import java.util.ArrayList;
import java.util.List;

/** Labels and values, one pair a line. */
public final class Facts {
  private final List<String> labels = new ArrayList<>();
  private final List<String> values = new ArrayList<>();

  /** Adds a pair. */
  public Facts add(String label, String value) {
    labels.add(label);
    values.add(value);
    return this;
  }

  /** Adds a pair for each value. */
  public Facts addAll(String label, List<String> all) {
    all.forEach(value -> add(label, value));
    return this;
  }

  /** Returns the lines, the values below each other. */
  public String render() {
    int width = labels.stream().mapToInt(String::length).max().orElse(0);
    var text = new StringBuilder();
    for (int i = 0; i < labels.size(); i++) {
      String label = labels.get(i);
      text.append(label)
          .append(" ".repeat(width - label.length() + 2))
          .append(values.get(i))
          .append('\n');
    }
    return text.toString();
  }
}
