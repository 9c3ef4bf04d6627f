package org.socompass.hardware.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.input.Dimension;
import org.socompass.input.YamlNode;
import org.socompass.input.YamlReader;

/** What keys of templates mean, and what the templates that ship have at them. */
public final class KeyGuide {
  private static final String MEANINGS = "/schema/meanings.yaml";
  private static final String PROCESSORS = "processors.";

  private final Map<String, String> meanings = new LinkedHashMap<>();
  private final Map<String, Values> values = new LinkedHashMap<>();

  private static final class Holder {
    static final KeyGuide SHIPPED = new KeyGuide();
  }

  /**
   * What templates have at a key.
   *
   * @param least the least quantity [SI units]
   * @param leastText how the template of the least writes it
   * @param greatest the greatest quantity [SI units]
   * @param greatestText how the template of the greatest writes it
   * @param templates how many have it
   */
  public record Values(
      double least, String leastText, double greatest, String greatestText, int templates) {
    private Values and(double value, String text) {
      return new Values(
          Math.min(least, value),
          value < least ? text : leastText,
          Math.max(greatest, value),
          value > greatest ? text : greatestText,
          templates + 1);
    }

    /** Returns the range in words. */
    public String range() {
      return leastText.equals(greatestText) ? leastText : leastText + " to " + greatestText;
    }
  }

  private KeyGuide() {
    YamlNode.Mapping file =
        YamlReader.read("schema/meanings.yaml", Resources.read(MEANINGS).orElseThrow());
    file.entries()
        .forEach(
            (key, node) -> {
              if (node instanceof YamlNode.Scalar scalar) {
                meanings.put(key, scalar.text());
              }
            });
    for (String id : DeviceLibrary.ids()) {
      YamlNode.Mapping tree = DeviceTemplate.of(id).tree(List.of());
      for (TemplateTree.Field field : TemplateTree.fields(tree)) {
        note(tree, field);
      }
    }
  }

  private void note(YamlNode.Mapping tree, TemplateTree.Field field) {
    Optional<Dimension> dimension =
        TemplateSchema.shipped().find(field.path()).flatMap(TemplateSchema.Key::dimension);
    if (dimension.isEmpty()) {
      return;
    }
    Dimension.Parsed parsed = dimension.get().parse(field.text());
    if (parsed.error().isPresent()) {
      return;
    }
    double value = parsed.value();
    values.merge(
        group(tree, field.path()),
        new Values(value, field.text(), value, field.text(), 1),
        (a, b) -> a.and(value, field.text()));
  }

  /** Returns what the templates that ship have. */
  public static KeyGuide shipped() {
    return Holder.SHIPPED;
  }

  /** Returns what a key means; empty for keys of kernels, which have pages of their own. */
  public Optional<String> meaning(String path) {
    return TemplateSchema.shipped()
        .find(path)
        .flatMap(key -> Optional.ofNullable(meanings.get(pattern(key.path()))));
  }

  /** Keys below a chosen name mean the same for all names. */
  private String pattern(String schemaPath) {
    if (meanings.containsKey(schemaPath)) {
      return schemaPath;
    }
    int dot = schemaPath.lastIndexOf('.');
    return dot < 0 ? schemaPath : schemaPath.substring(0, dot) + "." + TemplateSchema.ANY;
  }

  /**
   * Returns what the templates that ship have at a key; of a processor those of the same kind.
   *
   * @param tree the template, which says of what kind its processors are
   * @param path path of the key
   */
  public Optional<Values> values(YamlNode.Mapping tree, String path) {
    return Optional.ofNullable(values.get(group(tree, path)));
  }

  /** Returns the sort of processor that a path leads through; empty if it leads through none. */
  static Optional<String> kind(YamlNode.Mapping tree, String path) {
    if (!path.startsWith(PROCESSORS)
        || !(tree.entries().get("processors") instanceof YamlNode.Mapping all)) {
      return Optional.empty();
    }
    String id = path.split("\\.", -1)[1];
    return all.entries().get(id) instanceof YamlNode.Mapping processor
            && processor.entries().get("kind") instanceof YamlNode.Scalar kind
        ? Optional.of(kind.text())
        : Optional.empty();
  }

  private static String group(YamlNode.Mapping tree, String path) {
    Optional<String> kind = kind(tree, path);
    if (kind.isEmpty()) {
      return path;
    }
    List<String> names = new ArrayList<>(List.of(path.split("\\.", -1)));
    names.set(1, kind.get());
    return String.join(".", names);
  }
}
