package org.socompass.hardware.template;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.YamlNode;

/**
 * The storage and the far memory that ship, by technology. A device's {@code storage} or {@code
 * far_memory} section names one with {@code extends} and may override its values.
 */
final class TierLibrary {
  private static final String EXTENDS = "extends";

  /** Sections, which are also the folders that what ships is in. */
  private static final List<String> SECTIONS = List.of("storage", "far_memory");

  private TierLibrary() {}

  private static String root(String section) {
    return "/" + section + "/";
  }

  /** Returns the names of what ships for a section. */
  static List<String> ids(String section) {
    return Resources.index(root(section));
  }

  /** Returns whether an override names a tier of a device. */
  static boolean isChosenBy(Assignment assignment) {
    return assignment.keys().size() == 2
        && SECTIONS.contains(assignment.keys().get(0))
        && assignment.keys().get(1).equals(EXTENDS);
  }

  /** Returns the tree with each section merged over the one that it extends. */
  static YamlNode.Mapping resolve(YamlNode.Mapping device) {
    YamlNode.Mapping result = device;
    for (String section : SECTIONS) {
      result = resolve(result, section);
    }
    return result;
  }

  private static YamlNode.Mapping resolve(YamlNode.Mapping device, String section) {
    if (!(device.entries().get(section) instanceof YamlNode.Mapping tier)
        || !(tier.entries().get(EXTENDS) instanceof YamlNode.Scalar name)) {
      return device;
    }
    if (!ids(section).contains(name.text())) {
      throw new InputException(
          name.mark(),
          section + "." + EXTENDS,
          "unknown "
              + section.replace('_', ' ')
              + " "
              + Quoted.of(name.text())
              + "; "
              + NearestName.hint(name.text(), ids(section)));
    }
    Map<String, YamlNode> entries = new LinkedHashMap<>(device.entries());
    entries.put(
        section, TemplateTree.merge(Resources.tree(root(section) + name.text() + ".yaml"), tier));
    return new YamlNode.Mapping(
        Collections.unmodifiableMap(entries), device.keyMarks(), device.mark());
  }
}
