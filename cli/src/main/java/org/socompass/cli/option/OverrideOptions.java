package org.socompass.cli.option;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What of a device is changed. */
public final class OverrideOptions {
  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description =
          "Override a template field, e.g. --set processors.npu.matrix.rows=64. Repeatable.")
  public List<String> overrides = new ArrayList<>();
}
