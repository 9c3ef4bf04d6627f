package org.socompass.cost;

import java.util.List;
import org.socompass.cost.die.ProcessNode;
import org.socompass.cost.die.ProcessNodes;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceLibrary;

/** The devices of the tests, from templates beside them. */
public final class TestDevices {
  private TestDevices() {}

  public static Device load(String id, String... overrides) {
    return DeviceLibrary.load("src/test/resources/devices/" + id + ".yaml", List.of(overrides));
  }

  /** Returns the made-up phone with the die and the node of another chip. */
  public static Device chip(double mm2, String node) {
    return load("phone", "area.die=" + mm2 + " mm2", "process_node=" + node);
  }

  public static ProcessNode node(String id) {
    return ProcessNodes.builtIn().find(id).orElseThrow();
  }
}
