package org.socompass.dse.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.LongAccumulator;
import org.socompass.dse.store.Row;

/**
 * Turns the points of a task into the bytes of their rows, which are in the order of the points.
 */
final class EvaluatePoints implements Function<long[], byte[]> {
  private static final long serialVersionUID = 1;

  private final Work work;
  private final LongAccumulator done;

  EvaluatePoints(Work work, LongAccumulator done) {
    this.work = work;
    this.done = done;
  }

  @Override
  public byte[] call(long[] points) {
    Evaluation evaluation = Evaluation.of(work);
    List<Row> rows = new ArrayList<>(points.length);
    for (long point : points) {
      rows.add(evaluation.evaluator().evaluate(point, evaluation.space().point(point)));
    }
    rows.sort(Comparator.comparingLong(Row::point));
    done.add(points.length);
    return RowBytes.of(rows);
  }
}
