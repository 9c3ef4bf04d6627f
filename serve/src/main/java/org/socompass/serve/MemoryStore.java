package org.socompass.serve;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.RowStore;

/** Rows of a sweep in memory, for as long as the page is served. Thread-safe. */
final class MemoryStore implements RowStore {
  private final List<Row> rows = new ArrayList<>();

  @Override
  public synchronized long size() {
    return rows.size();
  }

  @Override
  public synchronized void append(List<Row> next) {
    rows.addAll(next);
  }

  @Override
  public void forEach(Consumer<Row> reader) {
    from(0, Integer.MAX_VALUE).forEach(reader);
  }

  /** Returns some of the rows. */
  synchronized List<Row> from(int first, int most) {
    int begin = Math.min(first, rows.size());
    int end = (int) Math.min(rows.size(), (long) begin + most);
    return new ArrayList<>(rows.subList(begin, end));
  }

  @Override
  public void exportParquet(Path file) {
    throw new IllegalStateException("rows in memory are not exported");
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
