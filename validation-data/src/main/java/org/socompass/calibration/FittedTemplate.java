package org.socompass.calibration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.input.YamlNode;

/** A template that extends the fitted one and has the fitted values, and nothing else. */
public final class FittedTemplate {
  private FittedTemplate() {}

  /**
   * Returns the text of the template.
   *
   * @param extended id of the template that it extends, or its path as seen from the file
   */
  public static String of(CalibrationResult result, String extended) {
    String source =
        String.format(
            Locale.ROOT,
            "fitted to %s, %d points, MAPE %.2f %% (%s), seed %d",
            String.join(" and ", result.datasets()),
            result.points(),
            result.overall().afterPercent(),
            result.overall().crossValidatedPercent().isPresent()
                ? String.format(
                    Locale.ROOT,
                    "cross-validated %.2f %%",
                    result.overall().crossValidatedPercent().getAsDouble())
                : "not cross-validated",
            result.seed());
    Map<String, Object> root = new LinkedHashMap<>();
    YamlNode.Mapping tree = DeviceLibrary.tree(result.device(), List.of());
    for (CalibrationResult.Fitted f : result.fitted()) {
      List<String> keys = List.of(f.parameter().path().split("\\.", -1));
      put(root, keys, value(f, source));
      if (keys.size() > 3 && keys.get(2).equals("kernels")) {
        nameKernels(root, tree, keys.subList(0, 3));
      }
    }
    var text = new StringBuilder("extends: " + quoted(extended) + "\n");
    write(root, "", text);
    return text.toString();
  }

  /**
   * Checks that a written template can be read and has the fitted values.
   *
   * @param path path of the template
   * @throws org.socompass.input.InputException if it can't be read
   * @throws IllegalStateException if it has another value, which is a defect
   */
  public static void check(String path, CalibrationResult result) {
    DeviceLibrary.load(path);
    Map<String, Parameter> written = new LinkedHashMap<>();
    Parameter.declared(DeviceLibrary.tree(path, List.of())).forEach(p -> written.put(p.path(), p));
    for (CalibrationResult.Fitted f : result.fitted()) {
      Parameter there = written.get(f.parameter().path());
      if (there == null || there.start() != f.value()) {
        throw new IllegalStateException(
            path + " does not have the fitted value of " + f.parameter().path());
      }
    }
  }

  private static String value(CalibrationResult.Fitted f, String source) {
    return "{value: %s, min: %s, max: %s, source: %s}"
        .formatted(
            f.parameter().text(f.value()),
            f.parameter().bounds().minimum(),
            f.parameter().bounds().maximum(),
            quoted(source));
  }

  /**
   * A processor that does not name its kernels gets generic ones, but not if it has a section for
   * them; then the section must name them. The name of those has the place of the kind.
   */
  private static void nameKernels(
      Map<String, Object> root, YamlNode.Mapping tree, List<String> kernels) {
    YamlNode processor = at(at(tree, kernels.get(0)), kernels.get(1));
    if (at(at(processor, kernels.get(2)), "extends") instanceof YamlNode.Scalar library
        && at(processor, "kind") instanceof YamlNode.Scalar kind
        && library.mark().equals(kind.mark())) {
      put(root, List.of(kernels.get(0), kernels.get(1), kernels.get(2), "extends"), library.text());
    }
  }

  private static YamlNode at(YamlNode node, String key) {
    return node instanceof YamlNode.Mapping mapping
        ? mapping.entries().getOrDefault(key, node)
        : node;
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> into, List<String> keys, String value) {
    if (keys.size() == 1) {
      into.put(keys.get(0), value);
      return;
    }
    var below = (Map<String, Object>) into.computeIfAbsent(keys.get(0), k -> new LinkedHashMap<>());
    put(below, keys.subList(1, keys.size()), value);
  }

  private static void write(Map<?, ?> mapping, String indent, StringBuilder into) {
    mapping.forEach(
        (key, value) -> {
          into.append(indent).append(plain(String.valueOf(key))).append(':');
          if (value instanceof Map<?, ?> below) {
            into.append('\n');
            write(below, indent + "  ", into);
          } else {
            into.append(' ').append(value).append('\n');
          }
        });
  }

  private static String plain(String key) {
    return key.matches("[A-Za-z_][\\w-]*") ? key : quoted(key);
  }

  private static String quoted(String text) {
    return text.matches("[A-Za-z_][\\w-]*")
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
