package org.socompass.dse.store;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps the rows of a sweep in the order of their points, without gaps. What {@link #append} has
 * returned from is kept whatever happens next.
 */
public interface RowStore extends AutoCloseable {
  /** Returns the number of rows kept. */
  long size();

  /**
   * Keeps rows, all or none.
   *
   * @param rows the next points in order
   * @throws org.socompass.input.InputException if they can't be written; those before are kept
   */
  void append(List<Row> rows);

  /** Hands out all rows in the order of their points, one at a time. */
  void forEach(Consumer<Row> reader);

  /**
   * Writes all rows as a Parquet file.
   *
   * @throws org.socompass.input.InputException if it can't be written
   */
  void exportParquet(Path file);

  @Override
  void close();
}
