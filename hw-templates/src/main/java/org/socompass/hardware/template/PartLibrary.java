package org.socompass.hardware.template;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.YamlNode;

/**
 * Parts of a device that ship apart from it: storage, far memory and main memory, by technology.
 * The section of a device names one with {@code extends} and may override its values.
 *
 * <p>Templates state their memory themselves, so that an override of the command line that names
 * another one replaces what is of a technology, and leaves what is of a device: channels, capacity,
 * what the system keeps, and where the new one says nothing of them latency, achievable share and
 * energies.
 *
 * @param section the section of a device
 * @param root folder of the parts
 * @param ofDevice keys that an override which names another part leaves; empty if it leaves all
 */
record PartLibrary(String section, String root, Set<String> ofDevice) {
  private static final String EXTENDS = "extends";
  private static final String BANDWIDTH = "bandwidth";
  private static final String CHANNELS = "channels";
  private static final List<PartLibrary> ALL =
      List.of(
          new PartLibrary("storage", "/storage/", Set.of()),
          new PartLibrary("far_memory", "/far_memory/", Set.of()),
          new PartLibrary(
              "memory",
              "/memory/",
              Set.of(
                  CHANNELS,
                  "capacity",
                  "reserve",
                  "latency",
                  "achievable_fraction",
                  "energy",
                  EXTENDS)));

  /** Returns whether an override names a part of a device. */
  static boolean isChosenBy(Assignment assignment) {
    return ALL.stream().anyMatch(library -> library.isNamedBy(assignment));
  }

  private boolean isNamedBy(Assignment assignment) {
    return assignment.keys().equals(List.of(section, EXTENDS));
  }

  /** Returns the tree with each section merged over the part that it extends. */
  static YamlNode.Mapping resolve(YamlNode.Mapping device) {
    YamlNode.Mapping result = device;
    for (PartLibrary library : ALL) {
      result = library.resolved(result);
    }
    return result;
  }

  /** Returns the tree with the part that an override names in place of what a section states. */
  static YamlNode.Mapping chosen(YamlNode.Mapping device, Assignment assignment) {
    YamlNode.Mapping named = assignment.applyTo(device);
    YamlNode.Mapping result = named;
    for (PartLibrary library : ALL) {
      if (library.isNamedBy(assignment)
          && !assignment.isRemoval()
          && !library.ofDevice.isEmpty()
          && named.entries().get(library.section) instanceof YamlNode.Mapping own) {
        result = library.with(named, library.replaced(own));
      }
    }
    return result;
  }

  /**
   * Returns a section with another part in place of its own; a stated bandwidth has no channels.
   */
  private YamlNode.Mapping replaced(YamlNode.Mapping own) {
    YamlNode.Mapping part = part(own);
    Map<String, YamlNode> entries = new LinkedHashMap<>(own.entries());
    entries.keySet().retainAll(ofDevice);
    if (part.entries().containsKey(BANDWIDTH)) {
      entries.remove(CHANNELS);
    }
    return TemplateTree.merge(
        new YamlNode.Mapping(Collections.unmodifiableMap(entries), own.keyMarks(), own.mark()),
        part);
  }

  private YamlNode.Mapping resolved(YamlNode.Mapping device) {
    return device.entries().get(section) instanceof YamlNode.Mapping own
            && own.entries().get(EXTENDS) instanceof YamlNode.Scalar
        ? with(device, TemplateTree.merge(part(own), own))
        : device;
  }

  /** Returns what ships under the name that a section extends. */
  private YamlNode.Mapping part(YamlNode.Mapping own) {
    if (!(own.entries().get(EXTENDS) instanceof YamlNode.Scalar name)) {
      return own;
    }
    List<String> ids = Resources.index(root);
    if (!ids.contains(name.text())) {
      throw new InputException(
          name.mark(),
          section + "." + EXTENDS,
          "unknown "
              + section.replace('_', ' ')
              + " "
              + Quoted.of(name.text())
              + "; "
              + NearestName.hint(name.text(), ids));
    }
    return Resources.tree(root + name.text() + ".yaml");
  }

  private YamlNode.Mapping with(YamlNode.Mapping device, YamlNode.Mapping replaced) {
    Map<String, YamlNode> entries = new LinkedHashMap<>(device.entries());
    entries.put(section, replaced);
    return new YamlNode.Mapping(
        Collections.unmodifiableMap(entries), device.keyMarks(), device.mark());
  }
}
