package org.socompass.cli.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.evaluation.Gap;

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
