package org.socompass.cli.option;

import org.socompass.inference.engine.Background;
import org.socompass.input.InputException;
import picocli.CommandLine.Option;

/** What another application takes meanwhile. */
public final class BackgroundOptions {
  private static final double GIGA = 1e9;
  private static final double PERCENT = 100;

  @Option(
      names = "--background-bandwidth",
      paramLabel = "GB/S",
      defaultValue = "0",
      description = "Memory bandwidth that another application asks for. Default: 0.")
  public Double bandwidth = 0.0;

  @Option(
      names = "--background-gpu",
      paramLabel = "PERCENT",
      defaultValue = "0",
      description = "Share of the GPU's time that another application takes. Default: 0.")
  public Double gpu = 0.0;

  /**
   * Returns the load.
   *
   * @throws org.socompass.input.InputException if a value is out of range
   */
  public Background background() {
    return InputException.checked(() -> new Background(bandwidth * GIGA, gpu / PERCENT));
  }
}
