package org.socompass.serve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.socompass.hardware.template.KeyGuide;
import org.socompass.hardware.template.SourceGrade;
import org.socompass.hardware.template.TemplateSchema;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.input.Dimension;
import org.socompass.input.YamlNode;

/**
 * The fields of a template as the page edits them, in groups. What a field is, its units and its
 * bounds are those of the schema, the range of its slider that of the templates that ship or of its
 * own statement: nothing is listed by hand.
 */
final class TemplateFields {
  /** Sections that few change by hand; they are folded. */
  private static final Set<String> DEEP = Set.of("kernels", "energy", "dvfs", "efficiency");

  /** How far beyond what ships a slider goes. */
  private static final double ROOM = 2;

  private final YamlNode.Mapping tree;
  private final YamlNode.Mapping shipped;

  private TemplateFields(DeviceSource source) {
    this.tree = source.template().tree(source.overrides());
    this.shipped = source.template().tree(List.of());
  }

  /** Returns the groups of a device. */
  static List<Map<String, Object>> of(DeviceSource source) {
    return new TemplateFields(source).groups();
  }

  private List<Map<String, Object>> groups() {
    Map<String, String> original = new LinkedHashMap<>();
    TemplateTree.fields(shipped).forEach(f -> original.put(f.path(), f.text()));
    Map<String, List<Map<String, Object>>> fields = new LinkedHashMap<>();
    for (TemplateTree.Field field : TemplateTree.fields(tree)) {
      field(field, original)
          .ifPresent(
              item ->
                  fields.computeIfAbsent(group(field.path()), g -> new ArrayList<>()).add(item));
    }
    List<Map<String, Object>> groups = new ArrayList<>();
    fields.forEach(
        (id, items) -> {
          Map<String, Object> group = new LinkedHashMap<>();
          group.put("id", id);
          group.put("title", title(id));
          group.put("fields", items);
          groups.add(group);
        });
    return groups;
  }

  private static String group(String path) {
    String[] names = path.split("\\.", -1);
    return names[0].equals("processors") && names.length > 2
        ? names[0] + "." + names[1]
        : names.length > 1 ? names[0] : "device";
  }

  private String title(String group) {
    if (group.startsWith("processors.")) {
      String id = group.substring("processors.".length());
      return id.toUpperCase(Locale.ROOT) + text(group + ".name").map(n -> ", " + n).orElse("");
    }
    String words = group.replace('_', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private Optional<String> text(String path) {
    return TemplateTree.fields(tree).stream()
        .filter(f -> f.path().equals(path))
        .map(TemplateTree.Field::text)
        .findFirst();
  }

  private Optional<Map<String, Object>> field(
      TemplateTree.Field field, Map<String, String> original) {
    Optional<TemplateSchema.Key> found = TemplateSchema.shipped().find(field.path());
    if (found.isEmpty() || field.path().equals("name") || field.path().endsWith(".name")) {
      return Optional.empty();
    }
    TemplateSchema.Key key = found.get();
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("path", field.path());
    item.put("label", label(field.path()));
    item.put("value", field.text());
    item.put("shipped", original.get(field.path()));
    item.put("isDeep", List.of(field.path().split("\\.", -1)).stream().anyMatch(DEEP::contains));
    KeyGuide.shipped().meaning(field.path()).ifPresent(m -> item.put("meaning", m));
    field.source().ifPresent(s -> item.put("source", s));
    field.grade().map(SourceGrade::id).ifPresent(g -> item.put("grade", g));
    switch (key.form()) {
      case QUANTITY -> {
        item.put("kind", "quantity");
        key.dimension().ifPresent(d -> quantity(field, key, d, item));
      }
      case CHOICE -> {
        item.put("kind", "choice");
        item.put("words", key.words());
      }
      case TEXT, LIST -> item.put("kind", "text");
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(item);
  }

  /** Returns a path without what its group says. */
  private static String label(String path) {
    String group = group(path);
    String rest = path.startsWith(group + ".") ? path.substring(group.length() + 1) : path;
    return rest.replace('_', ' ').replace(".", ", ");
  }

  private void quantity(
      TemplateTree.Field field,
      TemplateSchema.Key key,
      Dimension dimension,
      Map<String, Object> item) {
    item.put("units", dimension.units());
    Dimension.Parsed value = dimension.parse(field.text());
    int blank = field.text().indexOf(' ');
    String unit = blank < 0 ? "" : field.text().substring(blank + 1);
    Dimension.Parsed one = dimension.parse(unit.isEmpty() ? "1" : "1 " + unit);
    if (value.error().isPresent() || one.error().isPresent()) {
      return;
    }
    double low = value.value();
    double high = value.value();
    boolean isWhole = isWhole(field.text());
    if (field.bounds().isPresent()) {
      YamlNode.Bounds bounds = field.bounds().get();
      low = Math.min(low, dimension.parse(bounds.minimum()).value());
      high = Math.max(high, dimension.parse(bounds.maximum()).value());
      isWhole &= isWhole(bounds.minimum()) && isWhole(bounds.maximum());
      item.put("range", bounds.minimum() + " to " + bounds.maximum());
    } else {
      Optional<KeyGuide.Values> values = KeyGuide.shipped().values(tree, field.path());
      if (values.isPresent()) {
        low = Math.min(low, values.get().least());
        high = Math.max(high, values.get().greatest());
        isWhole &= isWhole(values.get().leastText()) && isWhole(values.get().greatestText());
        item.put("range", values.get().range() + " in templates that ship");
      }
      low /= ROOM;
      high *= ROOM;
    }
    low = Math.max(low, key.minimum());
    high = Math.min(high, key.maximum());
    if (isWhole) {
      low = Math.max(low, one.value());
    }
    if (low < high) {
      item.put("unit", unit);
      item.put("number", value.value() / one.value());
      item.put("low", low / one.value());
      item.put("high", high / one.value());
      item.put("isWhole", isWhole);
    }
  }

  private static boolean isWhole(String text) {
    return text.matches("[0-9]+( .*)?");
  }
}
