package org.socompass.cli;

import java.util.ArrayList;
import java.util.List;
import org.socompass.inference.engine.DeviceSource;
import picocli.CommandLine.Option;

/** Which device, and what of it is changed. */
final class DeviceOptions {
  @Option(
      names = {"-d", "--device"},
      required = true,
      paramLabel = "ID|FILE",
      description = "Template id ('socompass list devices') or path to a template file.")
  String device = "";

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description =
          "Override a template field, e.g. --set processors.npu.matrix.rows=64. Repeatable.")
  List<String> overrides = new ArrayList<>();

  /** Returns the device that the options name. */
  DeviceSource source() {
    return new DeviceSource(device, overrides);
  }
}
