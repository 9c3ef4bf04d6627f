package org.socompass.cli;

import org.socompass.inference.engine.Background;
import picocli.CommandLine.Option;

/** What another application takes meanwhile. */
final class BackgroundOptions {
  private static final double GIGA = 1e9;
  private static final double PERCENT = 100;

  @Option(
      names = "--background-bandwidth",
      paramLabel = "GB/S",
      defaultValue = "0",
      description = "Memory bandwidth that another application asks for. Default: 0.")
  Double bandwidth = 0.0;

  @Option(
      names = "--background-gpu",
      paramLabel = "PERCENT",
      defaultValue = "0",
      description = "Share of the GPU's time that another application takes. Default: 0.")
  Double gpu = 0.0;

  /**
   * Returns the load.
   *
   * @throws org.socompass.input.InputException if a value is out of range
   */
  Background background() {
    return UserInput.checked(() -> new Background(bandwidth * GIGA, gpu / PERCENT));
  }
}
