package org.socompass.dse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.RowStore;
import org.socompass.input.InputException;

/** Rows in memory, on a disk that is full after some of them. */
public final class MemoryStore implements RowStore {
  public final List<Row> rows = new ArrayList<>();
  private final long capacity;

  public MemoryStore() {
    this(Long.MAX_VALUE);
  }

  public MemoryStore(long capacity) {
    this.capacity = capacity;
  }

  @Override
  public long size() {
    return rows.size();
  }

  @Override
  public void append(List<Row> batch) {
    if (rows.size() + batch.size() > capacity) {
      throw new InputException("memory: can't be written: No space left on device");
    }
    rows.addAll(batch);
  }

  @Override
  public void forEach(Consumer<Row> reader) {
    List.copyOf(rows).forEach(reader);
  }

  @Override
  public void exportParquet(Path file) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
