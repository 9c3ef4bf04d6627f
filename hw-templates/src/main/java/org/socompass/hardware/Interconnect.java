package org.socompass.hardware;

/**
 * Links between identical devices of one system, or those of one device that systems use.
 *
 * @param devices devices in the system; 1 if it is alone
 * @param topology how they are connected
 * @param links links of one device
 * @param bytesPerSecondPerLink bandwidth of one link in one direction [B/s]
 * @param latencySeconds latency of one hop, software included [s]
 * @param flitBytes transfer unit [B]
 * @param headerBytes header of one packet [B]
 * @param payloadBytes greatest payload of one packet [B]
 * @param efficiency share of the links' bandwidth that collectives reach, in (0, 1]
 */
public record Interconnect(
    int devices,
    Topology topology,
    int links,
    double bytesPerSecondPerLink,
    double latencySeconds,
    int flitBytes,
    int headerBytes,
    int payloadBytes,
    double efficiency) {
  /** How devices are connected. */
  public enum Topology {
    /** A link from each device to each other. */
    FULLY_CONNECTED,
    /** Each device has two neighbours. */
    RING
  }
}
