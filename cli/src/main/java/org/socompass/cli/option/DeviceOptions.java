package org.socompass.cli.option;

import java.util.List;
import org.socompass.api.Device;
import org.socompass.inference.engine.DeviceSource;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which device, and what of it is changed. */
public final class DeviceOptions {
  @Option(
      names = {"-d", "--device"},
      required = true,
      paramLabel = "ID|FILE",
      description = "Template id ('socompass list devices') or path to a template file.")
  public String device = "";

  @Mixin public OverrideOptions set = new OverrideOptions();

  /**
   * Returns the device that the options name.
   *
   * @throws org.socompass.input.InputException if there is none, or no such process node
   */
  public DeviceSource source() {
    return source(device, set.overrides);
  }

  /** Returns a device of this name with these overrides. */
  public static DeviceSource source(String device, List<String> overrides) {
    return Device.of(device, overrides).source();
  }
}
