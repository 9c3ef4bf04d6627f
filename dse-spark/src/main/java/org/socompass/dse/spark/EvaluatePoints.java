package org.socompass.dse.spark;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/** Turns points into rows, one at a time. */
final class EvaluatePoints implements MapPartitionsFunction<Long, Row> {
  private static final long serialVersionUID = 1;

  private final Work work;

  EvaluatePoints(Work work) {
    this.work = work;
  }

  @Override
  public Iterator<Row> call(Iterator<Long> points) {
    Evaluation evaluation = Evaluation.of(work);
    Stream<Long> all =
        StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(points, Spliterator.ORDERED), false);
    return all.map(
            point ->
                SparkRows.ofRow(
                    evaluation.evaluator().evaluate(point, evaluation.space().point(point))))
        .iterator();
  }
}
