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
 * The storage that ships, by technology. A device's {@code storage} section names one with {@code
 * extends} and may override its values.
 */
final class StorageLibrary {
  private static final String ROOT = "/storage/";
  private static final String STORAGE = "storage";
  private static final String EXTENDS = "extends";

  private StorageLibrary() {}

  static List<String> ids() {
    return Resources.index(ROOT);
  }

  /** Returns whether an override names the storage of a device. */
  static boolean isChosenBy(Assignment assignment) {
    return assignment.keys().equals(List.of(STORAGE, EXTENDS));
  }

  /** Returns the tree with the storage section merged over the storage that it extends. */
  static YamlNode.Mapping resolve(YamlNode.Mapping device) {
    if (!(device.entries().get(STORAGE) instanceof YamlNode.Mapping storage)
        || !(storage.entries().get(EXTENDS) instanceof YamlNode.Scalar name)) {
      return device;
    }
    if (!ids().contains(name.text())) {
      throw new InputException(
          name.mark(),
          STORAGE + "." + EXTENDS,
          "unknown storage "
              + Quoted.of(name.text())
              + "; "
              + NearestName.hint(name.text(), ids()));
    }
    Map<String, YamlNode> entries = new LinkedHashMap<>(device.entries());
    entries.put(STORAGE, TemplateTree.merge(Resources.tree(ROOT + name.text() + ".yaml"), storage));
    return new YamlNode.Mapping(
        Collections.unmodifiableMap(entries), device.keyMarks(), device.mark());
  }
}
