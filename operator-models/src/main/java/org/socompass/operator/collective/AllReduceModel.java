package org.socompass.operator.collective;

import org.socompass.hardware.Interconnect;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.operator.AllReduce;
import org.socompass.operator.OperatorCost;

/**
 * Latency of an all-reduce over the links between devices.
 *
 * <pre>{@code
 * reduce-scatter and all-gather, each of (n-1) steps of D/n bytes:
 * t = 2 (n-1)/n * ( L + D' / B )     D' = D with packet headers, B = links * bandwidth * eta
 * but no less than the tensor takes to be read from main memory and written back
 * with protocols, around a ring of n - 1 steps each way, B at most what a host gives each pair:
 * t = L + (2 (n-1) - 2) hop + min( S / (share B), start + S / B )     S = 2 (n-1)/n D'
 * and where switches add, of more than two devices: or start + (n+1)/n D' / B
 * }</pre>
 *
 * <p>In a fully connected system every device talks to all others at once over its share of the
 * links; in a ring each step uses the links to one neighbour. Both move the same bytes over the
 * same total bandwidth; a ring takes 2 (n-1) hops one after the other.
 *
 * <p><b>Source.</b> The bandwidth-optimal algorithm of Patarasuk and Yuan (JPDC 2009); the latency
 * term follows small NCCL messages.
 */
public final class AllReduceModel {
  private AllReduceModel() {}

  /** Returns the cost. */
  public static OperatorCost cost(
      AllReduce op, Processor processor, MainMemory memory, Interconnect links) {
    double n = op.devices();
    double packets = Math.ceil(op.tensorBytes() / n / links.payloadBytes()) * n;
    double header = Math.ceil((double) links.headerBytes() / links.flitBytes()) * links.flitBytes();
    double wireBytes = op.tensorBytes() + packets * header;
    double bandwidth = links.links() * links.bytesPerSecondPerLink() * links.efficiency();
    double hops =
        switch (links.topology()) {
          case FULLY_CONNECTED -> 2 * (n - 1) / n;
          case RING -> 2 * (n - 1);
        };
    double moved = 2 * (n - 1) / n * wireBytes;
    double linkSeconds =
        links
            .protocols()
            .map(p -> around(p, links.latencySeconds(), n, wireBytes, bandwidth))
            .orElseGet(() -> hops * links.latencySeconds() + moved / bandwidth);
    return LinkCost.of(op, processor, memory, linkSeconds);
  }

  /** Returns the time around a ring by the faster protocol, or through switches that add [s]. */
  private static double around(
      Interconnect.Protocols p, double latency, double n, double bytes, double bandwidth) {
    double moved = 2 * (n - 1) / n * bytes;
    double b = Math.min(bandwidth, p.hostBytesPerSecond() / (n * n));
    double start = latency + (2 * (n - 1) - 2) * p.hopSeconds();
    // A device sends its tensor for others to add, and what it has added to all.
    double least = p.switchSums() && n > 2 ? Math.min(moved, (n + 1) / n * bytes) : moved;
    return start + Math.min(moved / (p.shortShare() * b), p.longStartSeconds() + least / b);
  }
}
