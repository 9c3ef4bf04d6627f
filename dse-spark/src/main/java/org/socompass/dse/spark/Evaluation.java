package org.socompass.dse.spark;

import org.jspecify.annotations.Nullable;
import org.socompass.dse.PointEvaluator;
import org.socompass.dse.SharingOrder;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.SweepSpec;

/**
 * A sweep as a virtual machine has it: one for all tasks that it runs, so that they share the
 * searches of operators.
 */
final class Evaluation {
  private static @Nullable Work lastWork;
  private static @Nullable Evaluation last;

  private final PointSpace space;
  private final PointEvaluator evaluator;
  private final SharingOrder order;

  private Evaluation(Work work) {
    SweepSpec spec = work.spec().spec();
    if (!spec.digest().equals(work.digest())) {
      throw new IllegalStateException(
          "this worker reads another sweep than the driver: their jars differ");
    }
    space = new PointSpace(spec);
    evaluator = new PointEvaluator(spec);
    order = SharingOrder.of(spec, work.slowestFirst());
  }

  /** Returns the evaluation of a sweep, which is made when the first task asks. */
  static synchronized Evaluation of(Work work) {
    Evaluation known = last;
    if (known != null && work.equals(lastWork)) {
      return known;
    }
    var made = new Evaluation(work);
    last = made;
    lastWork = work;
    return made;
  }

  PointSpace space() {
    return space;
  }

  PointEvaluator evaluator() {
    return evaluator;
  }

  SharingOrder order() {
    return order;
  }
}
