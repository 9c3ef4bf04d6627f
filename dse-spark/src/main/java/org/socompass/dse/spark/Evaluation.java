package org.socompass.dse.spark;

import org.jspecify.annotations.Nullable;
import org.socompass.dse.PointEvaluator;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.SweepSpec;

/**
 * A sweep as a virtual machine has it: one for all tasks that it runs, so that they share the
 * searches of operators.
 */
final class Evaluation {
  private static @Nullable Evaluation last;

  private final Work work;
  private final PointSpace space;
  private final PointEvaluator evaluator;

  private Evaluation(Work work, SweepSpec spec) {
    if (!spec.digest().equals(work.digest())) {
      throw new IllegalStateException(
          "this worker reads another sweep than the driver: their jars differ");
    }
    this.work = work;
    space = new PointSpace(spec);
    evaluator = new PointEvaluator(spec);
  }

  /** Returns the evaluation of a sweep, which is made when the first task asks. */
  static synchronized Evaluation of(Work work) {
    Evaluation known = last;
    if (known != null && work.equals(known.work)) {
      return known;
    }
    return first(work, work.spec().spec());
  }

  /** Makes the evaluation of a driver, which tasks find that run in its virtual machine. */
  static synchronized Evaluation first(Work work, SweepSpec spec) {
    var made = new Evaluation(work, spec);
    last = made;
    return made;
  }

  PointSpace space() {
    return space;
  }

  PointEvaluator evaluator() {
    return evaluator;
  }
}
