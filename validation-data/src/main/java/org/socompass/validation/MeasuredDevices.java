package org.socompass.validation;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.hardware.template.SourceGrade;
import org.socompass.hardware.template.TemplateTree;

/**
 * Tells values of a template that were measured on its device from those measured on a sibling, by
 * which chips their sources name, themselves or by a data set with rows of them. A source that
 * names no chip speaks of that in whose template it stands; in a kernel library, of any.
 *
 * <p>A chip is what ids of its cards and systems share: {@code a100} of {@code a100-80gb-x4}.
 */
public final class MeasuredDevices {
  private static final String VARIANT = "\\d+gb|\\d+gpu|x\\d+|pcie|sxm\\d?";
  private static final String YAML = "\\.ya?ml$";

  private final String own;

  /** Words of chips, the longest first: that of M1 Max is none of M1. */
  private final List<String> chips;

  private final Map<String, Set<String>> ofDatasets = new HashMap<>();

  private MeasuredDevices(String own, List<String> chips) {
    this.own = own;
    this.chips = chips;
  }

  /** Returns those of a device that ships, or of a template file. */
  public static MeasuredDevices of(String idOrPath) {
    Set<String> all = new HashSet<>();
    DeviceLibrary.ids().forEach(id -> all.add(chip(id)));
    String own = chip(DeviceLibrary.idOf(idOrPath));
    all.add(own);
    return new MeasuredDevices(
        own,
        all.stream()
            .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(c -> c))
            .toList());
  }

  /** Returns how far to trust a value of the device; empty if it names no source. */
  public Optional<SourceGrade> grade(TemplateTree.Field field) {
    return field
        .grade()
        .map(
            grade ->
                grade == SourceGrade.MEASURED && isOfSibling(field.source().orElse(""), field)
                    ? SourceGrade.SIBLING
                    : grade);
  }

  private boolean isOfSibling(String source, TemplateTree.Field field) {
    Set<String> named = named(source);
    return named.isEmpty() ? standsElsewhere(field.file()) : !named.contains(own);
  }

  private boolean standsElsewhere(String where) {
    String id = where.replaceFirst(YAML, "");
    return DeviceLibrary.ids().contains(id) && !chip(id).equals(own);
  }

  private Set<String> named(String source) {
    Set<String> result = new HashSet<>();
    String rest = " " + words(source) + " ";
    for (String chip : chips) {
      String without = rest.replace(" " + chip + " ", " , ");
      if (!without.equals(rest)) {
        result.add(chip);
        rest = without;
      }
    }
    // "M1 and M2 families" are all chips whose names begin so.
    if (rest.contains(" families ")) {
      chips.stream().filter(c -> result.contains(c.split(" ", -1)[0])).forEach(result::add);
    }
    for (String dataset : DatasetReader.builtInIds()) {
      // "A100 in DATASET" are rows of A100 alone.
      if (source.contains(dataset) && !source.contains(" in " + dataset)) {
        result.addAll(ofDatasets.computeIfAbsent(dataset, MeasuredDevices::chipsOf));
      }
    }
    return result;
  }

  private static Set<String> chipsOf(String dataset) {
    Set<String> result = new HashSet<>();
    DatasetReader.builtInDevices(dataset).forEach(id -> result.add(chip(id)));
    return result;
  }

  /** Returns the words of the chip of a device, without its maker where sources leave it out. */
  private static String chip(String id) {
    StringBuilder result = new StringBuilder();
    for (String word : words(id).split(" ", -1)) {
      if (!word.equals("apple") && !word.matches(VARIANT)) {
        result.append(result.isEmpty() ? "" : " ").append(word);
      }
    }
    return result.toString();
  }

  private static String words(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }
}
