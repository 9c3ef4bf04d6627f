package org.socompass.operator.collective;

import org.socompass.hardware.Interconnect;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.operator.Exchange;
import org.socompass.operator.OperatorCost;

/**
 * Latency of an exchange over the links between devices.
 *
 * <pre>{@code
 * t = hops * L + S / (share * B)        S = bytes sent with packet headers, B = links * bandwidth * eta
 *
 *                      hops      share
 * all-to-all, full     1         1
 * all-to-all, ring     n / 2     4 (n - 1) / n^2     each byte takes n^2 / (4 (n - 1)) links
 * transfer, full       1         1 / (n - 1)         the link of the pair, n devices of the system
 * transfer, ring       1         1 / 2               one of two neighbours
 * with protocols       B at most what a host gives each pair, t = L + min( S / (short share B), start + S / B )
 * }</pre>
 *
 * <p>No less than main memory takes to be read and written.
 *
 * <p><b>Source.</b> Ours: the volume that crosses the links of either topology; latency and
 * protocols as of {@link AllReduceModel}. Not measured.
 */
public final class ExchangeModel {
  private ExchangeModel() {}

  /** Returns the cost. */
  public static OperatorCost cost(
      Exchange op, Processor processor, MainMemory memory, Interconnect links) {
    double n = op.devices();
    double packets = Math.ceil(op.sentBytes() / links.payloadBytes());
    double header = Math.ceil((double) links.headerBytes() / links.flitBytes()) * links.flitBytes();
    double sent = op.sentBytes() + packets * header;
    boolean isRing = links.topology() == Interconnect.Topology.RING;
    double share =
        switch (op.kind()) {
          case ALL_TO_ALL -> isRing ? Math.min(1, 4 * (n - 1) / (n * n)) : 1;
          case TRANSFER -> isRing ? 0.5 : 1.0 / Math.max(1, links.devices() - 1);
        };
    double hops = isRing && op.kind() == Exchange.Kind.ALL_TO_ALL ? Math.max(1, n / 2) : 1;
    double bandwidth = share * links.links() * links.bytesPerSecondPerLink() * links.efficiency();
    double linkSeconds =
        links
            .protocols()
            .map(p -> withProtocols(p, links.latencySeconds(), n, sent, bandwidth))
            .orElse(hops * links.latencySeconds() + sent / bandwidth);
    return LinkCost.of(op, processor, memory, linkSeconds);
  }

  private static double withProtocols(
      Interconnect.Protocols p, double latency, double n, double sent, double bandwidth) {
    double b = Math.min(bandwidth, p.hostBytesPerSecond() / (n * n));
    return latency + Math.min(sent / (p.shortShare() * b), p.longStartSeconds() + sent / b);
  }
}
