package org.socompass.validation;

import java.util.List;
import java.util.function.Consumer;

/** Measurements of one kind, row by row: in memory, or in a file that is read on each pass. */
public interface MeasurementTable {
  /** Returns what the rows measure: the file's name without {@code .csv}. */
  String name();

  /** Returns the header. */
  List<String> columns();

  /**
   * Gives every row in the order of the file.
   *
   * @throws org.socompass.input.InputException if the file can't be read or a line is not valid
   */
  void forEach(Consumer<Row> sink);
}
