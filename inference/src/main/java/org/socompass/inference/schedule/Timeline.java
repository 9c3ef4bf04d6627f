package org.socompass.inference.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * What ran when.
 *
 * @param lanes names of the lanes
 * @param spans one for each task, in the order of the tasks
 * @param bandwidth bandwidth drawn between events, in order of time
 * @param seconds end of the last task [s]
 */
public record Timeline(List<String> lanes, List<Span> spans, List<Step> bandwidth, double seconds) {
  /** Copies the lists. */
  public Timeline {
    lanes = List.copyOf(lanes);
    spans = List.copyOf(spans);
    bandwidth = List.copyOf(bandwidth);
  }

  /**
   * When one task ran.
   *
   * @param name what it did
   * @param lane index of its lane
   * @param freeSeconds when its lane was free and what it waits for had ended [s]
   * @param beginSeconds when hand-overs were through as well; submission begins [s]
   * @param startSeconds when work began [s]
   * @param endSeconds when work ended [s]
   * @param bytes bytes that it moved [B]
   */
  public record Span(
      String name,
      int lane,
      double freeSeconds,
      double beginSeconds,
      double startSeconds,
      double endSeconds,
      double bytes) {}

  /**
   * Constant bandwidth between two events.
   *
   * @param fromSeconds begin [s]
   * @param toSeconds end [s]
   * @param bytesPerSecond bandwidth of each lane, then that of the background [B/s]
   */
  public record Step(double fromSeconds, double toSeconds, List<Double> bytesPerSecond) {
    /** Copies the list. */
    public Step {
      bytesPerSecond = List.copyOf(bytesPerSecond);
    }

    /** Returns the bandwidth of all together [B/s]. */
    public double total() {
      return bytesPerSecond.stream().mapToDouble(Double::doubleValue).sum();
    }
  }

  /**
   * How a lane spent its time; the shares add up to 1.
   *
   * @param lane its name
   * @param busy share in which it worked
   * @param submitting share in which it waited for its next task to be submitted
   * @param synchronizing share in which it waited for hand-overs
   * @param waiting share in which it had nothing to do
   * @param bytesPerSecond mean bandwidth while it worked; 0 if it never did [B/s]
   */
  public record Shares(
      String lane,
      double busy,
      double submitting,
      double synchronizing,
      double waiting,
      double bytesPerSecond) {}

  /** Returns how each lane spent its time. */
  public List<Shares> shares() {
    List<Shares> result = new ArrayList<>();
    for (int lane = 0; lane < lanes.size(); lane++) {
      double busy = 0;
      double submitting = 0;
      double synchronizing = 0;
      double bytes = 0;
      for (Span span : spans) {
        if (span.lane() == lane) {
          busy += span.endSeconds() - span.startSeconds();
          submitting += span.startSeconds() - span.beginSeconds();
          synchronizing += span.beginSeconds() - span.freeSeconds();
          bytes += span.bytes();
        }
      }
      double all = seconds == 0 ? 1 : seconds;
      double waiting = Math.max(0, 1 - (busy + submitting + synchronizing) / all);
      result.add(
          new Shares(
              lanes.get(lane),
              busy / all,
              submitting / all,
              synchronizing / all,
              waiting,
              busy == 0 ? 0 : bytes / busy));
    }
    return result;
  }

  /** Returns the mean bandwidth of all lanes [B/s]. */
  public double meanBytesPerSecond() {
    return seconds == 0 ? 0 : spans.stream().mapToDouble(Span::bytes).sum() / seconds;
  }
}
