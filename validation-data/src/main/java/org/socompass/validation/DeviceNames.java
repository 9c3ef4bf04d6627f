package org.socompass.validation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.hardware.template.DeviceLibrary;

/**
 * The devices that rows are of, where a user names some: a row calls a template file by its path or
 * by its name without the ending, as {@code calibrate} has it.
 *
 * @param named what was named, by what rows call it; empty for the devices that ship
 */
record DeviceNames(Map<String, String> named) {
  /** Copies the map. */
  DeviceNames {
    named = Map.copyOf(named);
  }

  /** Returns the names of devices, each an id or a path. */
  static DeviceNames of(List<String> idsOrPaths) {
    Map<String, String> named = new LinkedHashMap<>();
    for (String device : idsOrPaths) {
      named.put(device, device);
      named.put(DeviceLibrary.idOf(device), device);
    }
    return new DeviceNames(named);
  }

  /** Returns whether rows of a device are asked for. */
  boolean has(String device) {
    return named.isEmpty() || named.containsKey(device);
  }

  /** Returns the id or path of a row's device. */
  String source(String device) {
    return named.getOrDefault(device, device);
  }
}
