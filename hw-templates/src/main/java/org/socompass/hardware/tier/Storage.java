package org.socompass.hardware.tier;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.socompass.input.Dimension;
import org.socompass.input.Section;

/**
 * Flash storage: what a read costs by its block, by how many reads are under way, and by the range
 * that they fall into.
 *
 * <pre>{@code
 * fixed    = max(command(range), latency / min(outstanding, queue depth))
 * rate(b)  = min(bandwidth, b / (fixed + b / random bandwidth))
 * }</pre>
 *
 * <p>The device takes {@code command} for each read beside its bytes, since one queue and one core
 * handle it (1 / IOPS); a read alone waits for its {@code latency}. Mapping tables of small ranges
 * stay in the controller's memory, so that commands in them are shorter. The form follows from the
 * block sizes that PowerInfer-2 (arXiv 2406.06282) measured on UFS 4.0: 4 KiB at 0.45 and 512 KiB
 * at 3.5 GB/s are 8 us and 3.7 GB/s.
 *
 * @param type technology, as in {@code UFS 4.0}
 * @param bytesPerSecond rate of long sequential reads [B/s]
 * @param randomBytesPerSecond rate at which the bytes of one read come [B/s]
 * @param commandSeconds time of a read beside its bytes with many under way, anywhere [s]
 * @param ranges the same within a range, narrowest first
 * @param latencySeconds time from a single read to its first byte [s]
 * @param queueDepth most reads under way
 * @param pageBytes least that a fault of a mapped file reads [B]
 * @param readAheadBytes what the system reads ahead of sequential faults [B]
 * @param joulesPerByteRead energy of a byte read, controller and interface included [J/B]; empty if
 *     not known
 * @param capacityBytes capacity [B]
 * @param usdPerGb price [USD/GB]; empty if not known
 */
public record Storage(
    String type,
    double bytesPerSecond,
    double randomBytesPerSecond,
    double commandSeconds,
    List<Range> ranges,
    double latencySeconds,
    int queueDepth,
    double pageBytes,
    double readAheadBytes,
    OptionalDouble joulesPerByteRead,
    long capacityBytes,
    OptionalDouble usdPerGb) {
  /** Copies the ranges, narrowest first. */
  public Storage {
    List<Range> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparingDouble(Range::bytes));
    ranges = List.copyOf(sorted);
  }

  /**
   * What a read takes while all reads fall into a range.
   *
   * @param bytes length of the range [B]
   * @param commandSeconds time of a read beside its bytes [s]
   */
  public record Range(double bytes, double commandSeconds) {}

  /** Reads the section of a template. */
  static Storage read(Section s) {
    s.optionalText("extends");
    double bandwidth = s.positive("bandwidth", Dimension.BANDWIDTH);
    return new Storage(
        s.text("type"),
        bandwidth,
        s.optionalPositive("random_bandwidth", Dimension.BANDWIDTH).orElse(bandwidth),
        s.nonNegative("command", Dimension.TIME),
        s.has("ranges")
            ? List.copyOf(
                s.sections(
                        "ranges",
                        r ->
                            new Range(
                                r.positive("range", Dimension.CAPACITY),
                                r.nonNegative("command", Dimension.TIME)))
                    .values())
            : List.of(),
        s.nonNegative("latency", Dimension.TIME),
        s.units("queue_depth"),
        s.positive("page", Dimension.CAPACITY),
        s.positive("readahead", Dimension.CAPACITY),
        s.optionalPositive("read_energy", Dimension.ENERGY_PER_BYTE),
        s.bytes("capacity"),
        s.optionalPositive("price", Dimension.MONEY_PER_GB));
  }

  /**
   * Returns the time that one read takes of the device beside its bytes [s].
   *
   * @param outstanding reads under way, at least 1
   * @param rangeBytes range that they fall into [B]
   */
  double fixedSeconds(int outstanding, double rangeBytes) {
    double command = commandSeconds;
    for (int i = ranges.size() - 1; i >= 0; i--) {
      if (rangeBytes <= ranges.get(i).bytes()) {
        command = Math.min(command, ranges.get(i).commandSeconds());
      }
    }
    return Math.max(command, latencySeconds / Math.min(Math.max(1, outstanding), queueDepth));
  }

  /**
   * Returns the rate of reads of a block [B/s].
   *
   * @param blockBytes bytes of one read, positive
   * @param outstanding reads under way, at least 1
   * @param rangeBytes range that they fall into [B]
   */
  public double bytesPerSecond(double blockBytes, int outstanding, double rangeBytes) {
    return Math.min(
        bytesPerSecond,
        blockBytes / (fixedSeconds(outstanding, rangeBytes) + blockBytes / randomBytesPerSecond));
  }

  /**
   * Returns the time of reads that fill the queue, anywhere on the device [s].
   *
   * @param bytes all bytes [B]
   * @param blockBytes bytes of one read [B]
   */
  public double queuedSeconds(double bytes, double blockBytes) {
    return bytes <= 0
        ? 0
        : bytes / bytesPerSecond(Math.max(1, blockBytes), queueDepth, Double.POSITIVE_INFINITY);
  }

  /**
   * Returns the time of faults of a mapped file, each of which waits for the one before [s].
   *
   * @param bytes all bytes [B]
   * @param isSequential whether the system reads ahead
   */
  public double faultSeconds(double bytes, boolean isSequential) {
    return bytes <= 0
        ? 0
        : bytes
            / bytesPerSecond(
                isSequential ? readAheadBytes : pageBytes, 1, Double.POSITIVE_INFINITY);
  }
}
