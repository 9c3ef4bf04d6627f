package org.socompass.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.pass.RatedPass;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.input.InputException;
import org.socompass.llm.ForwardPass;

/** Whole-model rows of data sets, ready to be timed with other constants of their engines. */
public final class WholeModelRows {
  private static final String TABLE = "llm";
  private static final String RATE = "tokens_per_second";

  private final List<String> overrides;
  private final Map<String, InferenceModel> models = new HashMap<>();

  /**
   * Creates the reader of rows.
   *
   * @param overrides {@code path=value} assignments for the template of every device
   */
  public WholeModelRows(List<String> overrides) {
    this.overrides = List.copyOf(overrides);
  }

  /**
   * A row of an engine that has rates.
   *
   * @param row the row
   * @param engine its engine
   * @param measuredSeconds time of the pass [s]
   * @param pass what is timed
   */
  public record Rated(Row row, EngineProfile engine, double measuredSeconds, RatedPass pass) {}

  /**
   * Returns what a row of {@code llm.csv} measures.
   *
   * @throws InputException if it is not valid
   */
  public static ForwardPass forward(Row row) {
    return RowPredictor.forward(row);
  }

  /** Returns the rows of a data set whose engines have rates and that can be predicted. */
  public List<Rated> of(Dataset dataset) {
    List<Rated> result = new ArrayList<>();
    dataset.tables().stream()
        .filter(t -> t.name().equals(TABLE))
        .flatMap(t -> t.rows().stream())
        .forEach(row -> rated(dataset, row).ifPresent(result::add));
    return List.copyOf(result);
  }

  private Optional<Rated> rated(Dataset dataset, Row row) {
    try {
      InferenceRequest request = RowPredictor.request(row, dataset.engine(row));
      EngineProfile engine = Engines.profile(request.engine(), request.processors());
      var forward = RowPredictor.forward(row);
      double seconds = forward.tokens() / row.positive(RATE);
      return models
          .computeIfAbsent(
              row.text("device"), d -> new InferenceModel(new DeviceSource(d, overrides)))
          .ratedPass(request, forward)
          .map(pass -> new Rated(row, engine, seconds, pass));
    } catch (InputException | IllegalArgumentException skipped) {
      return Optional.empty(); // validate gives the reason
    }
  }
}
