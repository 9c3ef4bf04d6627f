package org.socompass.dse;

import java.util.List;
import java.util.OptionalDouble;
import org.socompass.dse.spec.Workload;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.Metric;

/**
 * A metric of several workloads as one number.
 *
 * <pre>{@code
 * number  weighted geometric mean   exp( sum w_i ln x_i / sum w_i )
 * bytes   the most, and so of temperatures and steps
 * flag    whether it holds for all
 * }</pre>
 *
 * <p>The geometric mean says how many times better a design is whatever the unit and the size of a
 * workload; the mean of a rate is the reciprocal of the mean of its time (Fleming and Wallace, CACM
 * 29, 1986). What belongs to the design, such as its cost, is the same for all workloads and its
 * own mean.
 */
final class WorkloadMean {
  private final List<Double> weights;
  private final double sum;

  WorkloadMean(List<Workload> workloads) {
    this.weights = workloads.stream().map(Workload::weight).toList();
    this.sum = weights.stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Returns the mean; empty if one value is. */
  OptionalDouble of(Metric metric, List<DesignEvaluation> evaluations) {
    double[] values = new double[evaluations.size()];
    for (int i = 0; i < values.length; i++) {
      OptionalDouble value = metric.value(evaluations.get(i));
      if (value.isEmpty()) {
        return OptionalDouble.empty();
      }
      values[i] = value.getAsDouble();
    }
    return OptionalDouble.of(
        switch (metric.kind()) {
          case NUMBER -> geometric(values);
          case BYTES, LEVEL -> extreme(values, 1);
          case FLAG -> extreme(values, -1);
        });
  }

  private static double extreme(double[] values, int sign) {
    double most = values[0];
    for (double value : values) {
      most = sign * value > sign * most ? value : most;
    }
    return most;
  }

  private double geometric(double[] values) {
    double logs = 0;
    boolean areEqual = true;
    for (int i = 0; i < values.length; i++) {
      logs += weights.get(i) * StrictMath.log(values[i]);
      areEqual &= values[i] == values[0];
    }
    // Equal values are their mean to the last bit.
    return areEqual ? values[0] : StrictMath.exp(logs / sum);
  }
}
