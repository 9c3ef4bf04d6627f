package org.socompass.inference.engine;

import org.socompass.hardware.ProcessorKind;

/**
 * What another application takes while the model runs.
 *
 * @param bytesPerSecond bandwidth of main memory that it asks for [B/s]
 * @param gpuShare share of the GPU's time that it takes, in [0, 1)
 */
public record Background(double bytesPerSecond, double gpuShare) {
  /** Nothing else runs. */
  public static final Background NONE = new Background(0, 0);

  /**
   * Validates the load.
   *
   * @throws IllegalArgumentException if the bandwidth is negative or the share not in [0, 1)
   */
  public Background {
    if (!(bytesPerSecond >= 0) || Double.isInfinite(bytesPerSecond)) {
      throw new IllegalArgumentException(
          "background bandwidth must not be negative, but is " + bytesPerSecond);
    }
    if (!(gpuShare >= 0 && gpuShare < 1)) {
      throw new IllegalArgumentException(
          "background share of the GPU must be from 0 to less than 100 %, but is "
              + 100 * gpuShare
              + " %");
    }
  }

  /** Returns whether nothing else runs. */
  public boolean isNone() {
    return bytesPerSecond == 0 && gpuShare == 0;
  }

  /** Returns the share of a processor's time that is left, in (0, 1]. */
  public double left(ProcessorKind kind) {
    return kind == ProcessorKind.GPU ? 1 - gpuShare : 1;
  }
}
