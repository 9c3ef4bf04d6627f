package org.socompass.hardware.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.input.Dimension;
import org.socompass.input.YamlNode;

/**
 * A template to start from: the keys of a device that ships with its values, each with what it
 * means and what others have. Whole, to be changed line by line; or as a child that extends the
 * device, with every line turned off.
 */
public final class TemplateSkeleton {
  private static final String KERNELS = ".kernels.";
  private static final String INDENT = "  ";

  private TemplateSkeleton() {}

  /**
   * Returns a whole template.
   *
   * @param deviceId device that ships, whose values it starts from
   * @throws org.socompass.input.InputException if no device of that id ships
   */
  public static String whole(String deviceId) {
    String head =
        """
        # A device template that starts from %1$s: put your own figures in, with their source.
        # 'socompass check FILE' says what is wrong or missing; docs/templates.md explains the keys.
        source: "assumed from %1$s"
        """
            .formatted(deviceId);
    return head + body(deviceId, false);
  }

  /**
   * Returns a template that extends a device and changes nothing yet.
   *
   * @param deviceId device that ships
   * @throws org.socompass.input.InputException if no device of that id ships
   */
  public static String child(String deviceId) {
    String head =
        """
        # A device template that extends %1$s: take the # from the lines that differ, with those of
        # the sections around them. 'socompass check FILE' says what is wrong.
        extends: %1$s
        name: My device
        """
            .formatted(deviceId);
    return head + body(deviceId, true);
  }

  private static String body(String deviceId, boolean isComment) {
    YamlNode.Mapping tree = DeviceTemplate.of(deviceId).tree(List.of());
    var out = new StringBuilder();
    List<String> open = new ArrayList<>();
    for (TemplateTree.Field field : TemplateTree.fields(tree)) {
      boolean isKernel =
          field.path().contains(KERNELS) && !field.path().endsWith(".kernels.extends");
      if (isKernel || field.path().equals("extends")) {
        continue;
      }
      if (field.path().equals("name")) {
        if (!isComment) {
          out.append("name: My device\n");
        }
        continue;
      }
      List<String> names = List.of(field.path().split("\\.", -1));
      List<String> sections = names.subList(0, names.size() - 1);
      int shared = 0;
      while (shared < Math.min(open.size(), sections.size())
          && open.get(shared).equals(sections.get(shared))) {
        shared++;
      }
      String mark = isComment ? "# " : "";
      for (int i = shared; i < sections.size(); i++) {
        if (i == 0) {
          out.append('\n');
        }
        out.append(mark).append(INDENT.repeat(i)).append(sections.get(i)).append(":\n");
      }
      open = sections;
      out.append(mark)
          .append(INDENT.repeat(sections.size()))
          .append(names.get(names.size() - 1))
          .append(": ")
          .append(value(field))
          .append(note(tree, field))
          .append('\n');
    }
    return out.toString();
  }

  private static String value(TemplateTree.Field field) {
    if (field.bounds().isPresent()) {
      YamlNode.Bounds bounds = field.bounds().get();
      return "{value: %s, min: %s, max: %s%s}"
          .formatted(
              field.text(),
              bounds.minimum(),
              bounds.maximum(),
              bounds.distribution().map(d -> ", distribution: " + d).orElse(""));
    }
    return isPlain(field) ? field.text() : "\"" + field.text().replace("\"", "\\\"") + "\"";
  }

  private static boolean isPlain(TemplateTree.Field field) {
    return field.text().matches("[\\w.+-]+( [\\w/]+)?|\\[[\\w, -]*\\]")
        && !field.text().matches("true|false|null|yes|no|on|off|~")
        && !field.path().equals("process_node");
  }

  private static String note(YamlNode.Mapping tree, TemplateTree.Field field) {
    Optional<String> meaning = KeyGuide.shipped().meaning(field.path());
    Optional<TemplateSchema.Key> key = TemplateSchema.shipped().find(field.path());
    List<String> parts = new ArrayList<>();
    meaning.ifPresent(parts::add);
    key.filter(k -> !k.words().isEmpty()).ifPresent(k -> parts.add(String.join(", ", k.words())));
    key.flatMap(TemplateSchema.Key::dimension)
        .map(Dimension::units)
        .filter(units -> !units.isEmpty() && !units.contains(","))
        .ifPresent(parts::add);
    KeyGuide.shipped()
        .values(tree, field.path())
        .filter(v -> !v.leastText().equals(v.greatestText()))
        .ifPresent(v -> parts.add("ships as " + v.range()));
    return parts.isEmpty() ? "" : " # " + String.join("; ", parts);
  }
}
