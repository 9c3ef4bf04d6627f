package org.socompass.cost;

import java.util.List;
import org.socompass.hardware.Device;
import org.socompass.hardware.DeviceLibrary;

/** The devices of the tests, from templates beside them. */
final class TestDevices {
  private TestDevices() {}

  static Device load(String id, String... overrides) {
    return DeviceLibrary.load("src/test/resources/devices/" + id + ".yaml", List.of(overrides));
  }

  /** Returns the made-up phone with the die and the node of another chip. */
  static Device chip(double mm2, String node) {
    return load("phone", "area.die=" + mm2 + " mm2", "process_node=" + node);
  }

  static ProcessNode node(String id) {
    return ProcessNodes.builtIn().find(id).orElseThrow();
  }
}
