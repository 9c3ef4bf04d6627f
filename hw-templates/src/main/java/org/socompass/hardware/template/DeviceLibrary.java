package org.socompass.hardware.template;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.TextFile;
import org.socompass.input.YamlNode;

/** The devices that ship, and devices from template files. */
public final class DeviceLibrary {
  private static final String ROOT = "/devices/";
  private static final long GREATEST_FILE_BYTES = 1 << 20;

  private DeviceLibrary() {}

  /** Returns the ids of the devices that ship, sorted. */
  public static List<String> ids() {
    return Resources.index(ROOT);
  }

  /**
   * Returns a device.
   *
   * @param idOrPath template id, or path to a template file (it ends in .yaml or .yml, or has a
   *     separator)
   * @param overrides {@code path=value} assignments, applied in order, those that choose kernels
   *     first
   * @throws InputException if there is no such device, or its template is not valid
   */
  public static Device load(String idOrPath, List<String> overrides) {
    return DeviceTemplate.of(idOrPath).device(overrides);
  }

  /** Returns a device without overrides. */
  public static Device load(String idOrPath) {
    return load(idOrPath, List.of());
  }

  /**
   * Returns what a list says of a device that ships. Its processors and kernels are not read, which
   * takes most of the time of {@link #load}.
   *
   * @throws InputException if no device of that id ships
   */
  public static DeviceSummary summary(String id) {
    return DeviceReader.summary(
        id,
        TemplateTree.load(
            builtIn(id).orElseThrow(() -> unknown(id)), DeviceLibrary::parent, ids()));
  }

  /**
   * Returns the merged tree of a device's template, for showing its fields and sources. Overrides
   * that choose kernels ({@code processors.ID.kernels.extends}) are carried out first, since they
   * decide which other fields there are.
   */
  public static YamlNode.Mapping tree(String idOrPath, List<String> overrides) {
    return DeviceTemplate.of(idOrPath).tree(overrides);
  }

  /**
   * Returns the text of a template that ships, or of a file.
   *
   * @throws InputException if there is none
   */
  static TemplateTree.Template template(String idOrPath) {
    return isPath(idOrPath)
        ? file(TextFile.path(idOrPath))
        : builtIn(idOrPath).orElseThrow(() -> unknown(idOrPath));
  }

  /**
   * Returns a parent template: one that ships, or a file beside the one that extends it. A template
   * may be another's work: it can name templates, and nothing else to be read.
   */
  static Optional<TemplateTree.Template> parent(TemplateTree.Template child, String parent) {
    if (!isPath(parent)) {
      return builtIn(parent);
    }
    Path path = Path.of(child.file()).resolveSibling(TextFile.path(parent)).normalize();
    if (!parent.endsWith(".yaml") && !parent.endsWith(".yml")) {
      throw new InputException(
          Quoted.of(parent) + " is no template: a file's name ends in .yaml or .yml");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new InputException(Quoted.of(parent) + " is no template: it is not a regular file");
    }
    return Optional.of(file(path));
  }

  private static InputException unknown(String id) {
    return TextFile.unknown(
        id,
        () ->
            "unknown device "
                + Quoted.of(id)
                + "; "
                + NearestName.hint(id, ids())
                + " ('socompass list devices' prints all)");
  }

  /** Returns whether a name of a device is that of a file. */
  public static boolean isPath(String idOrPath) {
    return idOrPath.endsWith(".yaml")
        || idOrPath.endsWith(".yml")
        || idOrPath.contains("/")
        || idOrPath.contains(File.separator);
  }

  /** Returns the id of a device: that of its template, or the name of its file. */
  public static String idOf(String idOrPath) {
    if (!isPath(idOrPath)) {
      return idOrPath;
    }
    String file = String.valueOf(TextFile.path(idOrPath).getFileName());
    return file.replaceFirst("\\.ya?ml$", "");
  }

  /**
   * Returns the parent of a template in memory, which may be anyone's: one that ships.
   *
   * @throws InputException if it is a file
   */
  static Optional<TemplateTree.Template> shipped(String parent) {
    if (isPath(parent)) {
      throw new InputException(
          Quoted.of(parent) + " is a file; a template in memory extends only what ships");
    }
    return builtIn(parent);
  }

  private static Optional<TemplateTree.Template> builtIn(String id) {
    return ids().contains(id)
        ? Resources.read(ROOT + id + ".yaml")
            .map(text -> new TemplateTree.Template(id, id + ".yaml", text))
        : Optional.empty();
  }

  private static TemplateTree.Template file(Path path) {
    return new TemplateTree.Template(
        path.toAbsolutePath().normalize().toString(),
        path.toString(),
        TextFile.read(path, GREATEST_FILE_BYTES));
  }
}
