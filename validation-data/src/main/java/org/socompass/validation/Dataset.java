package org.socompass.validation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.socompass.inference.engine.Engines;
import org.socompass.input.InputException;

/**
 * Measurements from one source.
 *
 * @param id name, unique among the data sets read together
 * @param source where the figures are from
 * @param license terms of the source
 * @param method how they were measured
 * @param launch how its kernels were launched when they were timed
 * @param engines releases that were measured, by the names that the rows give engines
 * @param tables one per CSV file, by file name
 */
public record Dataset(
    String id,
    String source,
    Optional<String> license,
    Optional<String> method,
    LaunchMethods launch,
    Map<String, String> engines,
    List<Table> tables) {
  /** Copies the tables. */
  public Dataset {
    engines = Map.copyOf(engines);
    tables = List.copyOf(tables);
  }

  /**
   * Returns the engine that a row means: the name that it has, or the release that was measured.
   */
  public String engine(Row row) {
    String name = row.text("engine");
    return engines.getOrDefault(name, name);
  }

  /** Returns the id of the profile of the engine that a row means; empty if there is none. */
  public String profile(Row row) {
    try {
      String processors = row.fields().getOrDefault("processors", "");
      return Engines.profile(engine(row), List.of(processors.split("\\+", -1))).id();
    } catch (InputException | MissingColumnException unknown) {
      return ""; // the row is skipped, and says why
    }
  }

  /**
   * One CSV file.
   *
   * @param name file name without {@code .csv}: what the rows measure
   * @param columns header
   * @param rows measurements in the order of the file
   */
  public record Table(String name, List<String> columns, List<Row> rows)
      implements MeasurementTable {
    /** Copies the lists. */
    public Table {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }

    @Override
    public void forEach(Consumer<Row> sink) {
      rows.forEach(sink);
    }
  }
}
