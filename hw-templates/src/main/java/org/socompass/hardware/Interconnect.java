package org.socompass.hardware;

import java.util.Optional;

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
 * @param protocols how the collectives' library moves short and long tensors; empty for one way
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
    double efficiency,
    Optional<Protocols> protocols) {
  /** Creates links on which tensors of any length move in one way. */
  public Interconnect(
      int devices,
      Topology topology,
      int links,
      double bytesPerSecondPerLink,
      double latencySeconds,
      int flitBytes,
      int headerBytes,
      int payloadBytes,
      double efficiency) {
    this(
        devices,
        topology,
        links,
        bytesPerSecondPerLink,
        latencySeconds,
        flitBytes,
        headerBytes,
        payloadBytes,
        efficiency,
        Optional.empty());
  }

  /**
   * Ways to move a tensor around a ring: one that flags each word and starts at once at part of the
   * bandwidth, and one that fills buffers first.
   *
   * @param hopSeconds time of each hop of the ring but the first and last [s]
   * @param shortShare share of the bandwidth that the first way reaches
   * @param longStartSeconds time to fill the buffers of the second [s]
   * @param hostBytesPerSecond bandwidth of a host's memory where devices reach each other only
   *     through it, shared by all pairs of them [B/s]; infinite where they do not need it
   * @param switchSums whether switches add up what more than two devices send, so that each sends
   *     its tensor once
   */
  public record Protocols(
      double hopSeconds,
      double shortShare,
      double longStartSeconds,
      double hostBytesPerSecond,
      boolean switchSums) {}

  /** How devices are connected. */
  public enum Topology {
    /** A link from each device to each other. */
    FULLY_CONNECTED,
    /** Each device has two neighbours. */
    RING
  }
}
