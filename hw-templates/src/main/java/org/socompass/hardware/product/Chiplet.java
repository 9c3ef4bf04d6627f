package org.socompass.hardware.product;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.Section;

/**
 * A die that holds some parts of a device.
 *
 * @param count identical dies that share the parts evenly
 * @param processNode node it is made in; empty if that of the device
 * @param parts what it holds: processor ids, {@code memory}, {@code system_cache}, {@code links},
 *     {@code remainder}
 * @param dieToDie link to the other dies of the package
 */
public record Chiplet(
    int count, Optional<String> processNode, List<String> parts, Optional<DieToDie> dieToDie) {
  /** Parts of a device that are no processors. */
  public static final List<String> OTHER_PARTS =
      List.of("memory", "system_cache", "links", "remainder");

  /** Copies the list. */
  public Chiplet {
    parts = List.copyOf(parts);
  }

  /**
   * Link of a die to the other dies of its package.
   *
   * @param kind kind, by its name in the area model, as in {@code ucie-advanced}
   * @param modules modules on one die
   */
  public record DieToDie(String kind, int modules) {
    public static DieToDie read(Section s) {
      return new DieToDie(s.text("type"), s.units("modules"));
    }
  }

  public static Map<String, Chiplet> readAll(Section all, Collection<String> processorIds) {
    Set<String> known = new LinkedHashSet<>(processorIds);
    known.addAll(OTHER_PARTS);
    Map<String, String> holders = new LinkedHashMap<>();
    Map<String, Chiplet> result = new LinkedHashMap<>();
    for (String name : all.keys()) {
      result.put(name, all.section(name, s -> read(name, s, known, holders)));
    }
    List<String> homeless = new ArrayList<>(processorIds);
    homeless.addAll(List.of("memory", "remainder"));
    homeless.removeAll(holders.keySet());
    if (!homeless.isEmpty()) {
      throw new InputException(
          all.mark(), "area.chiplets", "no chiplet holds " + String.join(", ", homeless));
    }
    return result;
  }

  private static Chiplet read(
      String name, Section s, Set<String> known, Map<String, String> holders) {
    List<String> parts =
        s.list(
            "parts",
            part -> {
              if (!known.contains(part)) {
                throw new IllegalArgumentException(
                    "there is no part " + Quoted.of(part) + "; " + NearestName.hint(part, known));
              }
              String other = holders.putIfAbsent(part, name);
              if (other != null) {
                throw new IllegalArgumentException(
                    Quoted.of(part) + " is already in chiplet '" + other + "'");
              }
              return part;
            });
    return new Chiplet(
        s.has("count") ? s.units("count") : 1,
        s.optionalText("process_node"),
        parts,
        s.optionalSection("die_to_die", DieToDie::read));
  }
}
