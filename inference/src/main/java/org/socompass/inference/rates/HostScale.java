package org.socompass.inference.rates;

import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.operator.Rates;

/**
 * How fixed times of an engine that its host spends change with the host: steps of the runtime with
 * clock times SIMD pipes, a stand-in for instructions a second; what it computes for every token of
 * a prompt with the peak of its vector units.
 *
 * @param referenceHz clock times pipes of the host that the times are of [Hz]
 * @param referenceOperations peak of its vector units in fp16 [op/s]
 */
public record HostScale(double referenceHz, double referenceOperations) {
  /** Times that are the same on every host. */
  public static final HostScale NONE = new HostScale(0, 0);

  /** Returns how many times longer steps take on the host of a device. */
  public double steps(Device device) {
    return this.equals(NONE)
        ? 1
        : device.processors().values().stream()
            .filter(p -> p.kind() == ProcessorKind.CPU)
            .findFirst()
            .map(cpu -> referenceHz / speedHz(cpu))
            .orElse(1.0);
  }

  /** Returns how many times longer arithmetic takes on the host of a device. */
  public double arithmetic(Device device) {
    return this.equals(NONE)
        ? 1
        : device.processors().values().stream()
            .filter(p -> p.kind() == ProcessorKind.CPU)
            .findFirst()
            .map(cpu -> referenceOperations / Rates.vectorOperations(cpu, DataType.FP16))
            .orElse(1.0);
  }

  /** Returns clock times SIMD pipes of a core [Hz]. */
  static double speedHz(Processor host) {
    return host.clockHz() * host.lanesPerCore();
  }
}
