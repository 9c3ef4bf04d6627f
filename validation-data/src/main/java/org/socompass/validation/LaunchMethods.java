package org.socompass.validation;

import java.util.LinkedHashMap;
import java.util.Map;
import org.socompass.hardware.LaunchMethod;
import org.socompass.input.Section;

/**
 * How the kernels of a data set were launched when they were timed.
 *
 * @param usual how those of any table were
 * @param ofTable how those of a table were that differs, by its name
 */
public record LaunchMethods(LaunchMethod usual, Map<String, LaunchMethod> ofTable) {
  /** Each kernel alone, through the framework. */
  public static final LaunchMethods EAGER = new LaunchMethods(LaunchMethod.EAGER, Map.of());

  /** Copies the map. */
  public LaunchMethods {
    ofTable = Map.copyOf(ofTable);
  }

  /** Returns how the kernels of a table were launched. */
  public LaunchMethod of(String table) {
    return ofTable.getOrDefault(table, usual);
  }

  /** Returns what a description says, or {@code absent} if it says nothing. */
  static LaunchMethods read(Section s, LaunchMethods absent) {
    LaunchMethod usual = s.has("launch") ? s.choice("launch", LaunchMethod.class) : absent.usual;
    Map<String, LaunchMethod> ofTable =
        new LinkedHashMap<>(s.has("launch") ? Map.of() : absent.ofTable);
    s.optionalSection(
        "launch_of",
        t -> {
          t.keys().forEach(table -> ofTable.put(table, t.choice(table, LaunchMethod.class)));
          return ofTable;
        });
    return new LaunchMethods(usual, ofTable);
  }
}
