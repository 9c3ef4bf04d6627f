package org.socompass.inference.schedule;

import java.util.ArrayList;
import java.util.Arrays;
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

  /**
   * Returns timelines of the same lanes, one after another.
   *
   * @param parts at least one
   */
  public static Timeline joined(List<Timeline> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    List<Span> spans = new ArrayList<>();
    List<Step> bandwidth = new ArrayList<>();
    double begin = 0;
    for (Timeline part : parts) {
      for (Span s : part.spans) {
        spans.add(
            new Span(
                s.name(),
                s.lane(),
                begin + s.freeSeconds(),
                begin + s.beginSeconds(),
                begin + s.startSeconds(),
                begin + s.endSeconds(),
                s.bytes()));
      }
      for (Step s : part.bandwidth) {
        bandwidth.add(new Step(begin + s.fromSeconds(), begin + s.toSeconds(), s.bytesPerSecond()));
      }
      begin += part.seconds;
    }
    return new Timeline(parts.get(0).lanes, spans, bandwidth, begin);
  }

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

  /**
   * Returns the bandwidth over time in intervals of equal length.
   *
   * @param intervals how many, at least 1
   * @return mean bandwidths; none if nothing ran
   * @throws IllegalArgumentException if there are no intervals
   */
  public List<Step> bandwidthIn(int intervals) {
    if (intervals < 1) {
      throw new IllegalArgumentException("intervals must be positive, but are " + intervals);
    }
    List<Step> result = new ArrayList<>();
    if (seconds == 0 || bandwidth.isEmpty()) {
      return result;
    }
    int next = 0;
    for (int i = 0; i < intervals; i++) {
      double from = seconds * i / intervals;
      double to = seconds * (i + 1) / intervals;
      double[] bytes = new double[bandwidth.get(0).bytesPerSecond().size()];
      while (next < bandwidth.size() && bandwidth.get(next).toSeconds() <= from) {
        next++;
      }
      for (int s = next; s < bandwidth.size() && bandwidth.get(s).fromSeconds() < to; s++) {
        Step step = bandwidth.get(s);
        double inside = Math.min(to, step.toSeconds()) - Math.max(from, step.fromSeconds());
        for (int source = 0; source < bytes.length; source++) {
          bytes[source] += inside * step.bytesPerSecond().get(source);
        }
      }
      result.add(new Step(from, to, Arrays.stream(bytes).mapToObj(b -> b / (to - from)).toList()));
    }
    return result;
  }

  /** Returns the mean bandwidth of all lanes [B/s]. */
  public double meanBytesPerSecond() {
    return seconds == 0 ? 0 : spans.stream().mapToDouble(Span::bytes).sum() / seconds;
  }
}
