package org.socompass.mapper;

import java.util.ArrayList;
import java.util.List;
import org.socompass.mapper.space.PipelinedSpace;
import org.socompass.mapper.space.PipelinedSpace.Kernel;
import org.socompass.operator.mapping.PipelinedMapping;
import org.socompass.operator.matmul.PipelinedEvaluation;
import org.socompass.operator.matmul.PipelinedMatmulModel;
import org.socompass.operator.matmul.PipelinedTimes;

/**
 * The mappings of a product that may lead under the bandwidths of a range.
 *
 * <p>Durations are convex in 1/B, the reciprocal of the bandwidth: each lies above its tangents
 * and, between two nodes, below its chord. A part of the space whose tangents lie above the chords
 * of one mapping, its witness, leads nowhere between them and is left out. The proof is in
 * docs/mapper.md.
 *
 * <p>Thread-safe.
 */
final class PipelinedRange {
  /** Bandwidths at which tangents touch and chords end, over that in the middle. */
  private static final double[] NODES = {0.5, Math.sqrt(0.5), 1, Math.sqrt(2), 2};

  private static final int MIDDLE = 2;

  /** More than rounding can move a duration. */
  private static final double ROUNDING = 1 + 1e-12;

  private final double slowest;
  private final double fastest;
  private final double leastUsable;
  private final double mostUsable;
  private final Point[] points;
  private final long total;
  private final int evaluated;

  /** Which led last; where a comparison begins is of no effect on how it ends. */
  private volatile int last;

  /** A mapping that may lead. */
  private static final class Point {
    private final long place;
    private final PipelinedMapping mapping;
    private final PipelinedTimes times;

    /** Constant [s] and slope [B] of a tangent for each node. */
    private final double[] lines;

    Point(long place, PipelinedMapping mapping, PipelinedTimes times, double[] lines) {
      this.place = place;
      this.mapping = mapping;
      this.times = times;
      this.lines = lines;
    }

    /** Returns at most the duration [s]. */
    double least(double reciprocal) {
      double most = 0;
      for (int i = 0; i < lines.length; i += 2) {
        most = Math.max(most, lines[i] + lines[i + 1] * reciprocal);
      }
      return most;
    }
  }

  private PipelinedRange(Builder builder, PipelinedEvaluation evaluation, long total) {
    this.slowest = builder.nodes[0];
    this.fastest = builder.nodes[NODES.length - 1];
    this.total = total;
    this.points = builder.points.toArray(new Point[0]);
    this.evaluated = builder.evaluated;
    this.leastUsable = evaluation.leastUsableBytes();
    this.mostUsable = evaluation.mostUsableBytes();
  }

  /**
   * Returns the mappings that may lead from half of a bandwidth to twice it.
   *
   * @param bandwidth what kernels reach of main memory [B/s]
   * @param good a mapping that is fast under such bandwidths
   */
  static PipelinedRange around(
      double bandwidth, PipelinedSpace space, PipelinedMatmulModel model, PipelinedMapping good) {
    var builder = new Builder(bandwidth, model);
    builder.addWitness(model.evaluation().times(good));
    for (Kernel kernel : space.kernels()) {
      builder.add(kernel);
    }
    builder.addWitnesses();
    return new PipelinedRange(builder, model.evaluation(), space.total());
  }

  /**
   * Returns whether it has the best mapping.
   *
   * @param bandwidth what kernels reach of main memory [B/s]
   * @param usable share of the global buffer that reuse may count on [B]
   */
  boolean serves(double bandwidth, double usable) {
    return bandwidth >= slowest
        && bandwidth <= fastest
        && usable >= leastUsable
        && usable <= mostUsable;
  }

  /** Returns the mappings of the space. */
  long total() {
    return total;
  }

  /** Returns the mappings that were evaluated. */
  int evaluated() {
    return evaluated;
  }

  /** Returns the mappings that are left. */
  int size() {
    return points.length;
  }

  /**
   * Returns the best mapping.
   *
   * @param bandwidth what kernels reach of main memory [B/s]
   */
  PipelinedMapping at(double bandwidth) {
    double reciprocal = 1 / bandwidth;
    int best = last;
    double least = points[best].times.seconds(bandwidth);
    for (int i = 0; i < points.length; i++) {
      Point point = points[i];
      if (i != best
          && point.least(reciprocal) <= least
          && point.times.floorSeconds(bandwidth) <= least) {
        double seconds = point.times.seconds(bandwidth);
        if (seconds < least || (seconds == least && isBefore(point, points[best], bandwidth))) {
          best = i;
          least = seconds;
        }
      }
    }
    last = best;
    return points[best].mapping;
  }

  /** Of two that take the same time the one that moves less leads, then the one in front. */
  private static boolean isBefore(Point a, Point b, double bandwidth) {
    double bytesA = a.times.memoryBytes(bandwidth);
    double bytesB = b.times.memoryBytes(bandwidth);
    return bytesA != bytesB ? bytesA < bytesB : a.place < b.place;
  }

  /** Looks at all parts of the space that no witness rules out. */
  private static final class Builder {
    private final PipelinedMatmulModel model;
    private final PipelinedEvaluation evaluation;
    private final double[] nodes = new double[NODES.length];
    private final double[] reciprocals = new double[NODES.length];
    private final double[] lines = new double[2 * NODES.length];
    private final List<double[]> witnesses = new ArrayList<>();
    private final List<Point> points = new ArrayList<>();
    private int evaluated;

    Builder(double bandwidth, PipelinedMatmulModel model) {
      this.model = model;
      this.evaluation = model.evaluation();
      for (int i = 0; i < NODES.length; i++) {
        nodes[i] = NODES[i] * bandwidth;
        reciprocals[i] = 1 / nodes[i];
      }
    }

    void addWitness(PipelinedTimes times) {
      double[] seconds = new double[nodes.length];
      for (int i = 0; i < nodes.length; i++) {
        seconds[i] = times.seconds(nodes[i]) * ROUNDING;
      }
      witnesses.add(seconds);
    }

    void add(Kernel kernel) {
      kernel.choose(evaluation);
      if (isRuledOut(evaluation.kernelTimes())) {
        return;
      }
      for (int group = 0; group < kernel.groups(); group++) {
        if (kernel.isFeasible(group, model)) {
          kernel.choose(group, evaluation);
          if (!isRuledOut(evaluation.groupTimes())) {
            add(kernel, group);
          }
        }
      }
    }

    private void add(Kernel kernel, int group) {
      int[] swizzles = kernel.swizzles();
      int i = kernel.undominated(0, evaluation);
      while (i < swizzles.length) {
        evaluated++;
        PipelinedTimes times = evaluation.times(swizzles[i]);
        if (!isRuledOut(times)) {
          long place = kernel.place(group, i);
          points.add(new Point(place, kernel.mapping(place), times.copy(), lines.clone()));
        }
        i = kernel.undominated(i + 1, evaluation);
      }
    }

    /** Makes the best mapping at each node a witness, and leaves out what it rules out. */
    void addWitnesses() {
      List<Point> best = new ArrayList<>();
      for (double node : nodes) {
        Point least = points.get(0);
        for (Point point : points) {
          if (point.times.floorSeconds(node) < least.times.floorSeconds(node)) {
            least = point;
          }
        }
        if (!best.contains(least)) {
          best.add(least);
          addWitness(least.times);
        }
      }
      points.removeIf(point -> isRuledOut(point.times, point.lines));
    }

    /** Puts tangents into {@link #lines} if it returns false. */
    private boolean isRuledOut(PipelinedTimes times) {
      times.support(nodes[MIDDLE], lines, 2 * MIDDLE);
      if (isAbove(lines[2 * MIDDLE], lines[2 * MIDDLE + 1])) {
        return true;
      }
      for (int i = 0; i < nodes.length; i++) {
        if (i != MIDDLE) {
          times.support(nodes[i], lines, 2 * i);
        }
      }
      return isRuledOut(times, lines);
    }

    /** Returns whether a line is above one witness at all nodes. */
    private boolean isAbove(double constant, double slope) {
      for (int w = 0; w < witnesses.size(); w++) {
        double[] seconds = witnesses.get(w);
        int i = 0;
        while (i < seconds.length && constant + slope * reciprocals[i] > seconds[i]) {
          i++;
        }
        if (i == seconds.length) {
          return true;
        }
      }
      return false;
    }

    private boolean isRuledOut(PipelinedTimes times, double[] tangents) {
      double waits = times.waitSeconds();
      for (int i = 0; i + 1 < nodes.length; i++) {
        boolean isBelow = true;
        for (int w = 0; isBelow && w < witnesses.size(); w++) {
          isBelow = !isAbove(i, witnesses.get(w), waits, tangents);
        }
        if (isBelow) {
          return false;
        }
      }
      return true;
    }

    /** Returns whether a duration is above the chord of a witness from a node to the next. */
    private boolean isAbove(int i, double[] witness, double waits, double[] tangents) {
      double left = reciprocals[i];
      double right = reciprocals[i + 1];
      double chordLeft = witness[i];
      double chordRight = witness[i + 1];
      if (waits > Math.max(chordLeft, chordRight)) {
        return true;
      }
      double c = tangents[2 * i];
      double s = tangents[2 * i + 1];
      double c2 = tangents[2 * i + 2];
      double s2 = tangents[2 * i + 3];
      boolean isAboveLeft = c + s * left > chordLeft;
      boolean isAboveRight = c2 + s2 * right > chordRight;
      if (isAboveLeft && c + s * right > chordRight) {
        return true;
      }
      if (isAboveRight && c2 + s2 * left > chordLeft) {
        return true;
      }
      if (!isAboveLeft || !isAboveRight) {
        return false;
      }
      // Each tangent is above the chord on its side of where they meet, if both are there.
      double meet = (c - c2) / (s2 - s);
      double chord = chordLeft + (chordRight - chordLeft) * ((meet - left) / (right - left));
      return Math.min(c + s * meet, c2 + s2 * meet) > chord * ROUNDING;
    }
  }
}
