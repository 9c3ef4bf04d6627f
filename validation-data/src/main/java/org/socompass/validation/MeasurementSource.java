package org.socompass.validation;

import java.util.List;

/**
 * A data set whose rows are given one after the other, so that none of them need be kept.
 *
 * @param dataset what the set says of itself; it may have no tables of its own
 * @param tables its measurements, by file name
 */
public record MeasurementSource(Dataset dataset, List<MeasurementTable> tables) {
  /** Copies the tables. */
  public MeasurementSource {
    tables = List.copyOf(tables);
  }

  /** Returns a data set in memory. */
  public static MeasurementSource of(Dataset dataset) {
    return new MeasurementSource(dataset, List.copyOf(dataset.tables()));
  }
}
