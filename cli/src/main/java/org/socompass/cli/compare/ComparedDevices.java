package org.socompass.cli.compare;

import java.util.ArrayList;
import java.util.List;
import org.socompass.cli.option.CostOptions;
import org.socompass.cli.option.DeviceOptions;
import org.socompass.cli.option.OverrideOptions;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.study.whatif.WhatIfStudy;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The device whose engines are compared, or the devices that are. */
final class ComparedDevices {
  @Option(
      names = {"-d", "--device"},
      paramLabel = "ID|FILE",
      description =
          "Template id ('socompass list devices') or path to a template file, whose engines are"
              + " compared.")
  String device = "";

  @Option(
      names = "--devices",
      paramLabel = "ID|FILE,...",
      split = ",",
      hideParamSyntax = true,
      description = "Devices to compare with the first of them, in place of engines of one.")
  List<String> devices = new ArrayList<>();

  @Mixin OverrideOptions set = new OverrideOptions();

  @Mixin CostOptions cost = new CostOptions();

  /** Returns whether devices are compared. */
  boolean isMany() {
    return !devices.isEmpty();
  }

  /**
   * Checks that there is a device with engines to compare.
   *
   * @throws ParameterException if there is not
   */
  void check(CommandSpec spec, boolean hasNoEngines) {
    List<String> missing = new ArrayList<>();
    if (device.isEmpty()) {
      missing.add("'--device=ID|FILE'");
    }
    if (hasNoEngines) {
      missing.add("'--engines=NAME,...'");
    }
    if (!missing.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "missing required option%s: %s; or compare devices: --devices=ID,..."
              .formatted(missing.size() == 1 ? "" : "s", String.join(", ", missing)));
    }
  }

  /** Returns the device whose engines are compared. */
  DeviceSource source() {
    return DeviceOptions.source(device, set.overrides);
  }

  /**
   * Returns the comparison of devices.
   *
   * @throws ParameterException if they can't be compared
   */
  WhatIfStudy.Request request(
      CommandSpec spec, InferenceRequest inference, Background background, List<String> command) {
    if (!device.isEmpty() || !set.overrides.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--devices stands alone; leave out --device and --set");
    }
    if (devices.size() < 2 || devices.stream().anyMatch(String::isBlank)) {
      throw new ParameterException(
          spec.commandLine(), "--devices must name two or more, as in snapdragon-8-gen-3,rk3588");
    }
    List<WhatIfStudy.Variant> variants =
        devices.stream()
            .map(
                id ->
                    new WhatIfStudy.Variant(
                        List.of(id), DeviceOptions.source(id, List.of()), inference))
            .toList();
    return new WhatIfStudy.Request(
        List.of("device"),
        variants.get(0),
        variants.subList(1, variants.size()),
        background,
        cost.costing(spec),
        command);
  }
}
