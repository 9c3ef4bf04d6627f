package org.socompass.hardware.template;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.socompass.input.YamlNode;

/**
 * Which template of a chain a measured die belongs to.
 *
 * <p>A die was measured on one chip. Templates that extend its template and state no die of their
 * own are changes of that chip, and pay for the silicon that they add.
 */
final class MeasuredDie {
  private static final String AREA = "area";
  private static final Set<String> KEYS = Set.of("die", "dies");

  private MeasuredDie() {}

  /** Returns whether a field says what die was measured. */
  static boolean isStatedBy(String section, String key) {
    return section.equals(AREA) && KEYS.contains(key);
  }

  /**
   * Returns the index of the template that the measured die belongs to: the nearest that states
   * one, else the nearest that states the measured area of a processor, else the farthest.
   *
   * @param chain templates as written, each before the one that it extends; at least one
   */
  static int speaker(List<YamlNode.Mapping> chain) {
    for (int i = 0; i < chain.size(); i++) {
      if (area(chain.get(i)).entrySet().stream()
          .anyMatch(e -> KEYS.contains(e.getKey()) && !isNone(e.getValue()))) {
        return i;
      }
    }
    for (int i = 0; i < chain.size(); i++) {
      if (area(chain.get(i)).get("processors") instanceof YamlNode.Mapping processors
          && processors.entries().values().stream()
              .anyMatch(
                  p -> p instanceof YamlNode.Mapping m && m.entries().containsKey("measured"))) {
        return i;
      }
    }
    return chain.size() - 1;
  }

  private static Map<String, YamlNode> area(YamlNode.Mapping template) {
    return template.entries().get(AREA) instanceof YamlNode.Mapping area
        ? area.entries()
        : Map.of();
  }

  private static boolean isNone(YamlNode value) {
    return value instanceof YamlNode.Scalar scalar && scalar.text().equals("none");
  }
}
