package org.socompass.operator;

import org.socompass.hardware.Launch;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;

/**
 * What the latency of an operator is whatever its kernel does: launched, and no faster than the
 * host can start its class or than peak rates allow. The roofline is a floor as a guard of the law
 * and not as a model.
 *
 * @param launchSeconds fixed cost of starting the operator [s]
 * @param hostSeconds least time between two operators of its class on the host [s]
 * @param rooflineSeconds the least time that peak rates allow [s]
 */
public record LatencyFloor(double launchSeconds, double hostSeconds, double rooflineSeconds) {
  public static LatencyFloor of(Operator operator, Processor processor, MainMemory memory) {
    Launch launch = processor.launch();
    return new LatencyFloor(
        launch.seconds(operator.operatorClass()),
        launch.hostSeconds(operator.operatorClass()),
        Roofline.seconds(operator, processor, memory));
  }

  /** Returns the latency of a kernel of the given duration [s]. */
  public double latency(double kernelSeconds) {
    return Math.max(hostSeconds, launchSeconds + Math.max(kernelSeconds, rooflineSeconds));
  }
}
