package org.socompass.cli.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.Gap;
import org.socompass.evaluation.Metrics;
import org.socompass.input.NearestName;

/** Values that can't be stated, in reports. */
public final class Gaps {
  private Gaps() {}

  /** Returns the form in JSON. */
  public static List<Map<String, Object>> json(List<Gap> gaps) {
    return gaps.stream()
        .map(
            gap -> {
              Map<String, Object> item = new LinkedHashMap<>();
              item.put("field", gap.field());
              item.put("reason", gap.reason());
              return item;
            })
        .toList();
  }

  /**
   * Returns a paragraph that says why values are not in a table of designs, empty if all are.
   *
   * @param designs by name
   * @param metrics ids of the values that the table has
   */
  public static String below(Map<String, DesignEvaluation> designs, List<String> metrics) {
    Map<List<String>, Set<String>> designsByCause = new LinkedHashMap<>();
    designs.forEach(
        (name, design) -> {
          Map<String, List<String>> fieldsByReason = new LinkedHashMap<>();
          for (String id : metrics) {
            if (Metrics.named(id).value(design).isEmpty()) {
              String reason = design.reason(id).orElse("the device does not state what it needs");
              fieldsByReason.computeIfAbsent(reason, r -> new ArrayList<>()).add(id);
            }
          }
          fieldsByReason.forEach(
              (reason, fields) ->
                  designsByCause
                      .computeIfAbsent(
                          List.of(String.join(", ", fields), reason), c -> new LinkedHashSet<>())
                      .add(name));
        });
    var text = new StringBuilder();
    designsByCause.forEach(
        (cause, names) ->
            text.append("  ")
                .append(NearestName.present(List.copyOf(names)))
                .append(": ")
                .append(cause.get(0))
                .append(": ")
                .append(cause.get(1))
                .append('\n'));
    return text.isEmpty() ? "" : "\nNot known:\n" + text;
  }

  /** Returns a paragraph that lists the gaps, empty if there are none. */
  public static String text(List<Gap> gaps) {
    var text = new StringBuilder();
    if (!gaps.isEmpty()) {
      text.append("\nNot known:\n");
      gaps.forEach(gap -> text.append("  %s: %s%n".formatted(gap.field(), gap.reason())));
    }
    return text.toString();
  }
}
