package org.socompass.dse.spark;

import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Turns a point that was drawn into its place in the sharing order and itself. */
final class RankOfPoint implements MapFunction<Long, Row> {
  static final String RANK = "rank";
  static final String POINT = "point";
  static final StructType SCHEMA =
      new StructType().add(RANK, DataTypes.LongType, false).add(POINT, DataTypes.LongType, false);

  private static final long serialVersionUID = 1;

  private final Work work;

  RankOfPoint(Work work) {
    this.work = work;
  }

  @Override
  public Row call(Long point) {
    Evaluation evaluation = Evaluation.of(work);
    return RowFactory.create(evaluation.order().rank(evaluation.space().point(point)), point);
  }
}
