package org.socompass.serve;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A design as a template that extends the device that it was made from. */
final class SavedTemplate {
  private static final String SOURCE = "assumed: chosen in the explorer";

  private SavedTemplate() {}

  /**
   * Returns the text of the template.
   *
   * @param device the device that it extends
   * @param name its name for people
   * @param overrides {@code path=value} assignments that are valid
   */
  static String of(String device, String name, List<String> overrides) {
    Map<String, Object> root = new LinkedHashMap<>();
    for (String override : overrides) {
      int at = override.indexOf('=');
      put(root, List.of(override.substring(0, at).split("\\.", -1)), override.substring(at + 1));
    }
    var out = new StringBuilder();
    out.append("# A device template that extends ").append(device).append(".\n");
    out.append("extends: ").append(device).append('\n');
    out.append("name: ").append(quoted(name)).append('\n');
    write(root, "", out);
    return out.toString();
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> into, List<String> names, String value) {
    Map<String, Object> section = into;
    for (String name : names.subList(0, names.size() - 1)) {
      Object next = section.computeIfAbsent(name, n -> new LinkedHashMap<String, Object>());
      section = (Map<String, Object>) next;
    }
    section.put(names.get(names.size() - 1), value);
  }

  @SuppressWarnings("unchecked")
  private static void write(Map<String, Object> section, String indent, StringBuilder out) {
    section.forEach(
        (key, value) -> {
          out.append(indent).append(key).append(':');
          if (value instanceof Map<?, ?> inner) {
            out.append('\n');
            write((Map<String, Object>) inner, indent + "  ", out);
          } else {
            out.append(' ').append(scalar(String.valueOf(value))).append('\n');
          }
        });
  }

  /** Quantities say where they are from; words and lists can't. */
  private static String scalar(String value) {
    if (value.matches("[+-]?[0-9.]+([eE][+-]?[0-9]+)?( ?[\\w/]+)?")) {
      return "{value: " + value + ", source: \"" + SOURCE + "\"}";
    }
    return value.matches("\\[[\\w, .-]*]|true|false") ? value : quoted(value);
  }

  private static String quoted(String text) {
    return '"' + text.replaceAll("\\p{C}", " ").replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
