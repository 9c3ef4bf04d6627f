package org.socompass.hardware.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.ProcessorKind;
import org.socompass.input.Dimension;
import org.socompass.input.InputException;
import org.socompass.input.InputException.Problem;
import org.socompass.input.Mark;
import org.socompass.input.YamlNode;

/**
 * Finds all that is wrong with a template at once. The reader stops at the first mistake; here what
 * is missing or wrong is taken from a template that ships, of the same kind of processor, and
 * reading starts again, until nothing is left.
 *
 * @param findings what is wrong, then what is unusual, in the order of reading
 * @param device the device; empty if anything is wrong
 */
public record TemplateCheck(List<Finding> findings, Optional<Device> device) {
  /** More than a template can have. */
  private static final int MOST_MISTAKES = 500;

  /** What is farther than this factor from all templates that ship is unusual. */
  private static final double FAR = 4;

  /** How bad it is. */
  public enum Severity {
    /** The template can't be used. */
    ERROR,
    /** The template can be used; a value is far from those of others. */
    WARNING
  }

  /**
   * Something to look at.
   *
   * @param severity how bad it is
   * @param path path of the key; empty if it is no key
   * @param message what is wrong and where
   * @param advice what belongs there; empty if unknown
   */
  public record Finding(Severity severity, String path, String message, String advice) {}

  /** Copies the findings. */
  public TemplateCheck {
    findings = List.copyOf(findings);
  }

  /**
   * Checks a template.
   *
   * @param idOrPath template id, or path to a template file
   * @throws InputException if there is no such file, or it is no YAML
   */
  public static TemplateCheck of(String idOrPath) {
    YamlNode.Mapping tree = DeviceTemplate.of(idOrPath).tree(List.of());
    List<Finding> findings = new ArrayList<>();
    Set<String> mended = new HashSet<>();
    for (int i = 0; i < MOST_MISTAKES; i++) {
      try {
        tree = PartLibrary.resolve(KernelLibrary.resolve(tree));
        Device device = DeviceReader.read(DeviceLibrary.idOf(idOrPath), tree);
        boolean isValid = findings.isEmpty();
        findings.addAll(unusual(tree));
        findings.addAll(withoutProducts(tree, device));
        if (isValid) {
          return new TemplateCheck(findings, Optional.of(device));
        }
        return new TemplateCheck(findings, Optional.empty());
      } catch (InputException e) {
        findings.add(finding(tree, e));
        Optional<YamlNode.Mapping> next = e.problem().flatMap(new Mending(tree, mended)::without);
        if (next.isEmpty()) {
          break;
        }
        tree = next.get();
      }
    }
    return new TemplateCheck(findings, Optional.empty());
  }

  private static Finding finding(YamlNode.Mapping tree, InputException e) {
    String path = e.problem().map(Problem::path).orElse("");
    // What is present holds what was taken from others meanwhile, and so is no help.
    String message = String.valueOf(e.getMessage()).replaceFirst("; present: .*", "");
    return new Finding(Severity.ERROR, path, message, path.isEmpty() ? "" : advice(tree, path));
  }

  /** Returns what belongs at a path: its meaning, its unit, what others have. */
  private static String advice(YamlNode.Mapping tree, String path) {
    Optional<TemplateSchema.Key> key = TemplateSchema.shipped().find(path);
    if (key.isEmpty()) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    KeyGuide.shipped().meaning(path).ifPresent(parts::add);
    if (key.get().form() == TemplateSchema.Form.SECTION) {
      parts.add(section(tree, path, key.get()));
    }
    if (!key.get().words().isEmpty()) {
      parts.add("one of " + String.join(", ", key.get().words()));
    }
    String figures = figures(tree, path, key.get());
    if (!figures.isEmpty()) {
      parts.add(figures.substring(2, figures.length() - 1));
    }
    return String.join("; ", parts);
  }

  /** Returns what a section needs, or what it may have if it needs nothing by name. */
  private static String section(YamlNode.Mapping tree, String path, TemplateSchema.Key key) {
    List<String> inner = new ArrayList<>();
    key.keys()
        .forEach(
            (name, child) -> {
              String place = path + "." + name;
              if (child.isRequired()) {
                inner.add(
                    child.form() == TemplateSchema.Form.SECTION
                        ? name + " (" + section(tree, place, child) + ")"
                        : name + figures(tree, place, child));
              }
            });
    if (!inner.isEmpty()) {
      return "a section that needs " + String.join(", ", inner);
    }
    boolean isByType =
        KeyGuide.shipped()
            .meaning(path + "." + DataType.FP16.id())
            .filter(meaning -> meaning.endsWith("by type"))
            .isPresent();
    return isByType ? "a section by type, as in {fp32: 8, fp16: 16, int8: 64}" : "a section";
  }

  /** Returns unit and usual range of a quantity in brackets; empty if it is none. */
  private static String figures(YamlNode.Mapping tree, String path, TemplateSchema.Key key) {
    List<String> parts = new ArrayList<>();
    key.dimension()
        .map(Dimension::units)
        .filter(units -> !units.isEmpty())
        .ifPresent(units -> parts.add("in " + units));
    KeyGuide.shipped()
        .values(tree, path)
        .ifPresent(
            v ->
                parts.add(
                    "%s%s ship with %s"
                        .formatted(
                            v.templates(),
                            KeyGuide.kind(tree, path).map(k -> " " + k + "s").orElse(" devices"),
                            v.range())));
    return parts.isEmpty() ? "" : " (" + String.join("; ", parts) + ")";
  }

  /** Returns the NPUs that could run no product: nothing but their matrix engine does. */
  private static List<Finding> withoutProducts(YamlNode.Mapping tree, Device device) {
    return device.processors().values().stream()
        .filter(p -> p.kind() == ProcessorKind.NPU && p.matrix().isEmpty())
        .map(
            p -> {
              String path = "processors." + p.id() + ".matrix";
              String message = path + " is not stated: " + p.id() + " can run no product";
              return new Finding(Severity.WARNING, path, message, advice(tree, path));
            })
        .toList();
  }

  private static List<Finding> unusual(YamlNode.Mapping tree) {
    List<Finding> result = new ArrayList<>();
    for (TemplateTree.Field field : TemplateTree.fields(tree)) {
      Optional<Dimension> dimension =
          TemplateSchema.shipped().find(field.path()).flatMap(TemplateSchema.Key::dimension);
      Optional<KeyGuide.Values> values = KeyGuide.shipped().values(tree, field.path());
      if (dimension.isEmpty() || values.isEmpty()) {
        continue;
      }
      double value = dimension.get().parse(field.text()).value();
      boolean isFar =
          value > FAR * values.get().greatest()
              || (value > 0 && value * FAR < values.get().least());
      if (isFar) {
        result.add(
            new Finding(
                Severity.WARNING,
                field.path(),
                field.path() + " is " + field.text() + ", far from what ships",
                advice(tree, field.path())));
      }
    }
    return result;
  }

  /** Takes one mistake out of a tree. */
  private record Mending(YamlNode.Mapping tree, Set<String> mended) {
    /** Returns the tree without the mistake; empty if it was taken out before, or can't be. */
    Optional<YamlNode.Mapping> without(Problem problem) {
      if (problem.path().isEmpty() || !mended.add(problem.kind() + " " + problem.path())) {
        return Optional.empty();
      }
      Optional<YamlNode> donor =
          problem.kind() == InputException.Kind.UNKNOWN ? Optional.empty() : donor(problem.path());
      if (donor.isEmpty() && problem.kind() == InputException.Kind.MISSING) {
        return Optional.empty();
      }
      return replaced(tree, List.of(problem.path().split("\\.", -1)), donor);
    }

    /** Returns what the first template that has the key has there. */
    private Optional<YamlNode> donor(String path) {
      Optional<String> kind = KeyGuide.kind(tree, path);
      for (String id : DeviceLibrary.ids()) {
        YamlNode.Mapping other = DeviceTemplate.of(id).tree(List.of());
        Optional<YamlNode> found =
            kind.isEmpty() && !path.startsWith("processors.")
                ? at(other, List.of(path.split("\\.", -1)))
                : ofKind(other, path, kind);
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }

    private static Optional<YamlNode> ofKind(
        YamlNode.Mapping other, String path, Optional<String> kind) {
      List<String> names = List.of(path.split("\\.", -1));
      if (!(other.entries().get("processors") instanceof YamlNode.Mapping all)) {
        return Optional.empty();
      }
      for (String id : all.entries().keySet()) {
        Optional<String> its = KeyGuide.kind(other, "processors." + id);
        boolean isAlike = kind.isEmpty() ? id.equals(names.get(1)) : its.equals(kind);
        if (isAlike) {
          Optional<YamlNode> found = at(all.entries().get(id), names.subList(2, names.size()));
          if (found.isPresent()) {
            return found;
          }
        }
      }
      return Optional.empty();
    }

    private static Optional<YamlNode> at(YamlNode node, List<String> names) {
      if (names.isEmpty()) {
        return Optional.of(node);
      }
      return node instanceof YamlNode.Mapping mapping && mapping.entries().containsKey(names.get(0))
          ? at(mapping.entries().get(names.get(0)), names.subList(1, names.size()))
          : Optional.empty();
    }

    private static Optional<YamlNode.Mapping> replaced(
        YamlNode.Mapping mapping, List<String> names, Optional<YamlNode> value) {
      Map<String, YamlNode> entries = new LinkedHashMap<>(mapping.entries());
      Map<String, Mark> marks = new LinkedHashMap<>(mapping.keyMarks());
      String first = names.get(0);
      if (names.size() == 1) {
        value.ifPresentOrElse(v -> entries.put(first, v), () -> entries.remove(first));
      } else {
        if (!(entries.get(first) instanceof YamlNode.Mapping below)) {
          return Optional.empty();
        }
        Optional<YamlNode.Mapping> inner = replaced(below, names.subList(1, names.size()), value);
        if (inner.isEmpty()) {
          return Optional.empty();
        }
        entries.put(first, inner.get());
      }
      return Optional.of(new YamlNode.Mapping(entries, marks, mapping.mark()));
    }
  }
}
