package org.socompass.hardware;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.YamlNode;

/** The devices that ship, and devices from template files. */
public final class DeviceLibrary {
  private static final String ROOT = "/devices/";
  private static final long GREATEST_FILE_BYTES = 1 << 20;

  private DeviceLibrary() {}

  /** Returns the ids of the devices that ship, sorted. */
  public static List<String> ids() {
    return resource("index.txt")
        .orElseThrow(() -> new IllegalStateException("the device index is missing"))
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .sorted()
        .toList();
  }

  /**
   * Returns a device.
   *
   * @param idOrPath template id, or path to a template file (it ends in .yaml or .yml, or has a
   *     separator)
   * @param overrides {@code path=value} assignments, applied in order
   * @throws InputException if there is no such device, or its template is not valid
   */
  public static Device load(String idOrPath, List<String> overrides) {
    return DeviceReader.read(idOf(idOrPath), tree(idOrPath, overrides));
  }

  /** Returns a device without overrides. */
  public static Device load(String idOrPath) {
    return load(idOrPath, List.of());
  }

  /** Returns the merged tree of a device's template, for showing its fields and sources. */
  public static YamlNode.Mapping tree(String idOrPath, List<String> overrides) {
    String text;
    String file;
    if (isPath(idOrPath)) {
      text = read(Path.of(idOrPath));
      file = idOrPath;
    } else {
      text = builtIn(idOrPath).orElseThrow(() -> unknown(idOrPath));
      file = idOrPath + ".yaml";
    }
    YamlNode.Mapping tree = TemplateTree.load(file, text, parent -> parent(file, parent), ids());
    for (String override : overrides) {
      tree = TemplateTree.override(tree, override);
    }
    return tree;
  }

  /** Returns a parent template: one that ships, or a file beside the one that extends it. */
  private static Optional<String> parent(String file, String parent) {
    if (isPath(parent)) {
      Path beside = Path.of(file).resolveSibling(parent);
      return Optional.of(read(beside));
    }
    return builtIn(parent);
  }

  private static InputException unknown(String id) {
    return new InputException(
        "unknown device '"
            + id
            + "'; "
            + NearestName.hint(id, ids())
            + " ('socompass list devices' prints all)");
  }

  private static boolean isPath(String idOrPath) {
    return idOrPath.endsWith(".yaml") || idOrPath.endsWith(".yml") || idOrPath.contains("/");
  }

  private static String idOf(String idOrPath) {
    if (!isPath(idOrPath)) {
      return idOrPath;
    }
    String file = String.valueOf(Path.of(idOrPath).getFileName());
    return file.replaceFirst("\\.ya?ml$", "");
  }

  private static Optional<String> builtIn(String id) {
    return id.matches("[a-z0-9][a-z0-9.-]*") ? resource(id + ".yaml") : Optional.empty();
  }

  private static String read(Path path) {
    try {
      if (Files.isDirectory(path)) {
        throw new InputException(path + ": is a folder, not a template file");
      }
      if (!Files.exists(path)) {
        throw new InputException(path + ": no such file");
      }
      if (Files.size(path) > GREATEST_FILE_BYTES) {
        throw new InputException(path + ": is larger than 1 MiB; not a template");
      }
      return Files.readString(path);
    } catch (MalformedInputException e) {
      throw new InputException(path + ": is not UTF-8 text", e);
    } catch (IOException e) {
      throw new InputException(path + ": can't be read: " + e.getMessage(), e);
    }
  }

  private static Optional<String> resource(String name) {
    try (InputStream in = DeviceLibrary.class.getResourceAsStream(ROOT + name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
