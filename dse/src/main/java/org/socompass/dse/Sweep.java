package org.socompass.dse;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.socompass.dse.spec.Design;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.RowStore;
import org.socompass.input.InputException;

/**
 * Runs a sweep: takes up where the store ends, evaluates, stores batch by batch. The rows are the
 * same for any number of threads, however often it was stopped.
 */
public final class Sweep {
  private static final int BATCH = 1000;
  private static final long BATCH_NANOS = 1_000_000_000L;

  private final SweepSpec spec;
  private final PointSpace space;
  private final PointEvaluator evaluator;
  private final RowStore store;
  private final Tally tally;
  private final List<Row> batch = new ArrayList<>();
  private long lastBatch = System.nanoTime();

  /**
   * Prepares a sweep.
   *
   * @param store what is done already
   * @throws InputException if the space is too large
   */
  public Sweep(SweepSpec spec, PointEvaluator evaluator, RowStore store) {
    this.spec = spec;
    this.space = new PointSpace(spec);
    this.evaluator = evaluator;
    this.store = store;
    this.tally = new Tally(spec, evaluator.columns());
  }

  /**
   * Runs until the last point, or until stopped.
   *
   * @param jobs threads
   * @param isStopped whether to stop; what is done by then is stored
   * @param progress told after each batch
   * @return what was found
   * @throws InputException if the store can't be written, or holds rows of other models
   */
  public Tally run(int jobs, BooleanSupplier isStopped, Consumer<Tally> progress) {
    List<Row> known = new ArrayList<>();
    store.forEach(
        row -> {
          tally.add(row);
          // A search that chooses its points is replayed with what it knew.
          if (!space.isIndexed()) {
            known.add(row);
          }
          if (row.point() == 0) {
            checkModels(row);
          }
        });
    progress.accept(tally);
    lastBatch = System.nanoTime();
    try (var evaluation = new OrderedEvaluation(evaluator, jobs)) {
      if (space.isIndexed()) {
        evaluation.run(
            store.size(), space.size(), space::point, isStopped, row -> store(row, progress));
      } else {
        search(known, evaluation, isStopped, progress);
      }
    } finally {
      known.clear();
    }
    flush(progress);
    return tally;
  }

  /** Rows of models that predict otherwise must not be mixed. */
  private void checkModels(Row first) {
    Design design = space.isIndexed() ? space.point(0) : Nsga2.first(spec);
    if (!evaluator.evaluate(0, design).equals(first)) {
      throw new InputException(
          "the models changed since: they give another result for the first point of the sweep;"
              + " name another folder");
    }
  }

  private void search(
      List<Row> known,
      OrderedEvaluation evaluation,
      BooleanSupplier isStopped,
      Consumer<Tally> progress) {
    new Nsga2(spec, evaluator.columns())
        .run(
            (first, designs) -> {
              List<Row> rows = new ArrayList<>();
              long end = first + designs.size();
              for (long p = first; p < Math.min(end, known.size()); p++) {
                rows.add(known.get((int) p));
              }
              evaluation.run(
                  first + rows.size(),
                  end,
                  point -> designs.get((int) (point - first)),
                  isStopped,
                  row -> {
                    rows.add(row);
                    store(row, progress);
                  });
              return rows;
            });
  }

  private void store(Row row, Consumer<Tally> progress) {
    batch.add(row);
    tally.add(row);
    if (batch.size() >= BATCH || System.nanoTime() - lastBatch >= BATCH_NANOS) {
      flush(progress);
    }
  }

  private void flush(Consumer<Tally> progress) {
    if (!batch.isEmpty()) {
      store.append(batch);
      batch.clear();
    }
    lastBatch = System.nanoTime();
    progress.accept(tally);
  }
}
