package org.socompass.hardware.template;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.socompass.hardware.Device;
import org.socompass.hardware.LaunchMethod;
import org.socompass.input.InputException;
import org.socompass.input.YamlNode;

/**
 * A template with all that it extends, read once. Devices that differ in overrides come from it
 * without a further look at a file, so that a file that changes meanwhile changes none of them.
 */
public final class DeviceTemplate {
  private final String idOrPath;
  private final String id;
  private final List<File> files;
  private final YamlNode.Mapping tree;
  private final KnownParts parts = new KnownParts();
  private volatile YamlNode.@Nullable Mapping resolved;

  /**
   * A template file as it was read.
   *
   * @param id what tells it from others: a shipped one's id, a file's path
   * @param name name for messages
   * @param text its text
   */
  public record File(String id, String name, String text) implements Serializable {}

  private DeviceTemplate(String idOrPath, String id, List<File> files, YamlNode.Mapping tree) {
    this.idOrPath = idOrPath;
    this.id = id;
    this.files = List.copyOf(files);
    this.tree = tree;
  }

  /**
   * Reads a template and those that it extends.
   *
   * @param idOrPath template id, or path to a template file
   * @throws InputException if there is no such template, or one of them is not valid YAML
   */
  public static DeviceTemplate of(String idOrPath) {
    return read(idOrPath, DeviceLibrary.template(idOrPath), DeviceLibrary::parent);
  }

  /**
   * Reads a template in memory. It may extend one that ships, and no file.
   *
   * @param name name for messages, and without .yaml the id of the device
   * @param text the template
   * @throws InputException if it is not valid YAML, or extends what does not ship
   */
  public static DeviceTemplate ofText(String name, String text) {
    return read(
        name,
        new TemplateTree.Template("text of " + name, name, text),
        (child, parent) -> DeviceLibrary.shipped(parent));
  }

  private static DeviceTemplate read(
      String name, TemplateTree.Template template, TemplateTree.Parents parents) {
    List<File> files = new ArrayList<>();
    files.add(file(template));
    YamlNode.Mapping tree =
        TemplateTree.load(
            template,
            (child, parent) -> {
              Optional<TemplateTree.Template> found = parents.find(child, parent);
              found.ifPresent(f -> files.add(file(f)));
              return found;
            },
            DeviceLibrary.ids());
    return of(name, files, tree);
  }

  /**
   * Returns the template of files that were read before, in the order of {@link #files}.
   *
   * @param idOrPath how the first is called
   * @throws IllegalArgumentException if there is no file
   */
  public static DeviceTemplate of(String idOrPath, List<File> files) {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("a template has at least one file");
    }
    var ancestors = files.subList(1, files.size()).iterator();
    YamlNode.Mapping tree =
        TemplateTree.load(
            template(files.get(0)),
            (child, parent) ->
                ancestors.hasNext() ? Optional.of(template(ancestors.next())) : Optional.empty(),
            DeviceLibrary.ids());
    return of(idOrPath, files, tree);
  }

  private static DeviceTemplate of(String idOrPath, List<File> files, YamlNode.Mapping tree) {
    return new DeviceTemplate(
        idOrPath, DeviceLibrary.idOf(idOrPath), files, KernelLibrary.named(tree));
  }

  private static File file(TemplateTree.Template template) {
    return new File(template.id(), template.file(), template.text());
  }

  private static TemplateTree.Template template(File file) {
    return new TemplateTree.Template(file.id(), file.name(), file.text());
  }

  /** Returns the id or path by which the user named it. */
  public String idOrPath() {
    return idOrPath;
  }

  /** Returns the template's file and those that it extends, nearest first. */
  public List<File> files() {
    return files;
  }

  /**
   * Returns the device.
   *
   * @param overrides {@code path=value} assignments, applied in order, those that choose kernels
   *     first
   * @throws InputException if an override or the template is not valid
   */
  public Device device(List<String> overrides) {
    List<KnownParts.Change> changes = parts.changes(overrides);
    for (KnownParts.Change change : changes) {
      if (!change.keepsParts()) {
        return DeviceReader.read(id, tree(overrides));
      }
    }
    KnownParts.OfDevice known = parts.of(changes);
    return DeviceParts.device(id, resolved(), known).orElseGet(() -> whole(changes, known));
  }

  /** Returns the device, or says what is wrong with it. */
  private Device whole(List<KnownParts.Change> changes, KnownParts.OfDevice known) {
    YamlNode.Mapping result = resolved();
    for (KnownParts.Change change : changes) {
      if (!known.covers(change)) {
        result = change.assignment().applyTo(result);
      }
    }
    return DeviceReader.read(id, result, known);
  }

  /**
   * Returns a device of this template whose operators are launched by a method; the same objects
   * for the same processors.
   */
  public Device launching(Device device, LaunchMethod method) {
    return device.withEach(
        p -> parts.derived(p, method, from -> from.withLaunch(from.launch().by(method))));
  }

  /**
   * Returns a device of this template with all processors so many steps down, or as far as each can
   * go; the same objects for the same processors.
   *
   * @param steps not negative
   */
  public Device throttled(Device device, int steps) {
    return steps == 0
        ? device
        : device.withEach(p -> parts.derived(p, steps, from -> from.throttled(steps)));
  }

  /** Returns the tree without overrides; threads that race find the same. */
  private YamlNode.Mapping resolved() {
    YamlNode.Mapping found = resolved;
    if (found == null) {
      found = PartLibrary.resolve(KernelLibrary.resolve(tree));
      resolved = found;
    }
    return found;
  }

  /**
   * Returns the device that was measured: what the nearest statement of the die speaks of. A file
   * that states {@code area.die} or {@code area.dies} speaks of itself, with all that it inherits;
   * one that inherits the die changes its parent as an override of the same fields does. Overrides
   * speak last, so one of the die speaks of the device with all of them.
   *
   * @param overrides {@code path=value} assignments, as {@link #device} takes them
   * @throws InputException if an override or a template is not valid
   */
  public Device anchor(List<String> overrides) {
    if (statesDie(overrides)) {
      return device(overrides);
    }
    int speaker = MeasuredDie.speaker(files.stream().map(DeviceTemplate::own).toList());
    return speaker == 0
        ? device(List.of())
        : DeviceReader.read(id, of(idOrPath, files.subList(speaker, files.size())).tree(List.of()));
  }

  /** Returns whether overrides say what die was measured. */
  public static boolean statesDie(List<String> overrides) {
    return overrides.stream().map(Assignment::parse).anyMatch(Assignment::statesDie);
  }

  private static YamlNode.Mapping own(File file) {
    return TemplateTree.parse(file.name(), file.text());
  }

  /**
   * Returns the merged tree, for showing its fields and sources. Overrides that choose kernels
   * ({@code processors.ID.kernels.extends}) or a part ({@code storage.extends}, {@code
   * far_memory.extends}, {@code memory.extends}) are carried out first, since they decide which
   * other fields there are.
   */
  public YamlNode.Mapping tree(List<String> overrides) {
    List<Assignment> assignments = overrides.stream().map(Assignment::parse).toList();
    YamlNode.Mapping result = tree;
    for (Assignment assignment : assignments) {
      if (PartLibrary.isChosenBy(assignment)) {
        result = PartLibrary.chosen(result, assignment);
      } else if (KernelLibrary.isChosenBy(assignment)) {
        result = assignment.applyTo(result);
      }
    }
    result =
        assignments.stream().noneMatch(DeviceTemplate::isOfLibrary)
            ? resolved()
            : PartLibrary.resolve(KernelLibrary.resolve(result));
    for (Assignment assignment : assignments) {
      if (!isOfLibrary(assignment)) {
        result = assignment.applyTo(result);
      }
    }
    return result;
  }

  private static boolean isOfLibrary(Assignment assignment) {
    return KernelLibrary.isChosenBy(assignment) || PartLibrary.isChosenBy(assignment);
  }
}
