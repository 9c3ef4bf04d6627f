package org.socompass.hardware;

/**
 * What a hand-over of data from one processor to another costs.
 *
 * @param slowSeconds through the driver: wait for the queue to drain and map the buffer [s]
 * @param fastSeconds by polling a flag in shared memory [s]
 * @param resubmitSeconds extra submission after a queue has drained [s]
 */
public record Synchronization(double slowSeconds, double fastSeconds, double resubmitSeconds) {
  /**
   * Returns the time of one hand-over [s].
   *
   * @param slow whether it goes through the driver
   */
  public double seconds(boolean slow) {
    return slow ? slowSeconds + resubmitSeconds : fastSeconds;
  }
}
