package org.socompass.validation;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.hardware.template.DeviceLibrary;

/**
 * The devices that rows are of, where a user names some: a row calls a template file by its path,
 * however that is written, or by its name without the ending; for {@code validate} and {@code
 * calibrate} alike.
 *
 * @param named what was named, by what rows call it; empty for the devices that ship
 */
public record DeviceNames(Map<String, String> named) {
  /** Copies the map. */
  public DeviceNames {
    named = Map.copyOf(named);
  }

  /** Returns the names of devices, each an id or a path. */
  public static DeviceNames of(List<String> idsOrPaths) {
    Map<String, String> named = new LinkedHashMap<>();
    for (String device : idsOrPaths) {
      named.put(device, device);
      if (isPath(device)) {
        named.put(normal(device), device);
      }
      named.put(DeviceLibrary.idOf(device), device);
    }
    return new DeviceNames(named);
  }

  /** Returns whether rows of a device are asked for. */
  public boolean has(String device) {
    return named.isEmpty()
        || named.containsKey(device)
        || (isPath(device) && named.containsKey(normal(device)));
  }

  /** Returns the id or path of a row's device. */
  String source(String device) {
    String given = named.get(device);
    if (given != null) {
      return given;
    }
    return isPath(device) ? named.getOrDefault(normal(device), device) : device;
  }

  private static boolean isPath(String device) {
    return DeviceLibrary.isPath(device);
  }

  /** Returns a path from the root; what no file can be called names none. */
  private static String normal(String path) {
    try {
      return Path.of(path).toAbsolutePath().normalize().toString();
    } catch (InvalidPathException e) {
      return path;
    }
  }
}
