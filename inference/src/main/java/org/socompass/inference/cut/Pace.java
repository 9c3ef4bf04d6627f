package org.socompass.inference.cut;

import java.util.List;
import org.socompass.inference.schedule.Lane;

/**
 * Two processors that slow down so far that neither takes bandwidth from the other.
 *
 * <p>Memory is divided fairly whoever is waited for. If a processor gets faster it asks for more,
 * ends early, and the other, which is waited for, ends later than before. A processor that is not
 * waited for may as well run as slow as a smaller one (a lower clock, work handed out in time), and
 * then more hardware never costs time:
 *
 * <pre>{@code
 * r_a / (t - s_a) + r_b / (t - s_b) = M     r   bytes, if all pieces asked for as much as the
 * t >= w_a + s_a,  t >= w_b + s_b               hungriest; w their time alone; s submission
 * }</pre>
 *
 * <p>At this t both end together, each at a constant part of its pace. It falls with every time and
 * every number of bytes. For one piece on each processor without submission it is the least that
 * any division of the memory allows.
 */
final class Pace {
  private final List<Piece> asked;
  private final Load gpu;
  private final Load npu;
  private final double seconds;

  private Pace(List<Piece> asked, Load gpu, Load npu, double memoryBytesPerSecond) {
    this.asked = asked;
    this.gpu = gpu;
    this.npu = npu;
    this.seconds =
        Math.max(together(gpu, npu, memoryBytesPerSecond), Math.max(gpu.seconds(), npu.seconds()));
  }

  /** What a lane has to do. */
  private static final class Load {
    private final Lane lane;
    private final double bandwidth;
    private double workSeconds;
    private double submitSeconds;
    private double hungriest;

    Load(Lane lane, double memoryBytesPerSecond) {
      this.lane = lane;
      this.bandwidth = Math.min(lane.bytesPerSecond(), memoryBytesPerSecond);
    }

    void add(Piece piece) {
      double alone = aloneSeconds(piece);
      workSeconds += alone;
      submitSeconds += lane.submitsAhead() ? 0 : piece.submitSeconds();
      hungriest = Math.max(hungriest, alone == 0 ? 0 : piece.bytes() / alone);
    }

    double aloneSeconds(Piece piece) {
      return Math.max(piece.seconds() / lane.share(), piece.bytes() / bandwidth);
    }

    double seconds() {
      return workSeconds + submitSeconds;
    }

    double mostBytes() {
      return hungriest * workSeconds;
    }

    Piece paced(Piece piece, double seconds) {
      double factor = workSeconds == 0 ? 1 : (seconds - submitSeconds) / workSeconds;
      return piece.taking(aloneSeconds(piece) * lane.share() * factor);
    }
  }

  /**
   * Returns pieces at the pace at which they do not disturb each other.
   *
   * @param gpu one processor
   * @param npu the other
   * @param memoryBytesPerSecond what nobody else draws [B/s]
   */
  static Pace of(List<Piece> pieces, Lane gpu, Lane npu, double memoryBytesPerSecond) {
    var first = new Load(gpu, memoryBytesPerSecond);
    var second = new Load(npu, memoryBytesPerSecond);
    for (Piece piece : pieces) {
      (piece.processor().equals(gpu.id()) ? first : second).add(piece);
    }
    return new Pace(pieces, first, second, memoryBytesPerSecond);
  }

  /** Returns when both end [s]. */
  double seconds() {
    return seconds;
  }

  /** Returns the pieces, slowed down. */
  List<Piece> pieces() {
    return asked.stream()
        .map(p -> (p.processor().equals(gpu.lane.id()) ? gpu : npu).paced(p, seconds))
        .toList();
  }

  /** Returns whether the GPU alone takes as long as both together. */
  boolean isGpuBound() {
    return gpu.seconds() >= seconds;
  }

  /** Returns whether the NPU alone takes as long as both together. */
  boolean isNpuBound() {
    return npu.seconds() >= seconds;
  }

  /** Returns the larger root: before the smaller one not even all is submitted. */
  private static double together(Load a, Load b, double bandwidth) {
    double bytes = a.mostBytes() + b.mostBytes();
    double middle = (a.submitSeconds + b.submitSeconds + bytes / bandwidth) / 2;
    double product =
        a.submitSeconds * b.submitSeconds
            + (a.mostBytes() * b.submitSeconds + b.mostBytes() * a.submitSeconds) / bandwidth;
    return middle + Math.sqrt(Math.max(0, middle * middle - product));
  }
}
