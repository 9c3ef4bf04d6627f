package org.socompass.dse.spark;

import org.apache.spark.api.java.function.MapFunction;

/** Turns a place in the sharing order of a grid into its point. */
final class PointOfRank implements MapFunction<Long, Long> {
  private static final long serialVersionUID = 1;

  private final Work work;

  PointOfRank(Work work) {
    this.work = work;
  }

  @Override
  public Long call(Long rank) {
    Evaluation evaluation = Evaluation.of(work);
    return evaluation.space().gridIndex(evaluation.order().design(rank));
  }
}
