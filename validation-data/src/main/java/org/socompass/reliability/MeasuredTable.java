package org.socompass.reliability;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.inference.trust.MeasuredRows;
import org.socompass.validation.Dataset;
import org.socompass.validation.ErrorKind;
import org.socompass.validation.Row;

/** How many rows of data sets measure which device with which engine or class of operators. */
public final class MeasuredTable {
  private MeasuredTable() {}

  /**
   * What was measured.
   *
   * @param device id of a device that ships
   * @param kind engine and phase, or class of operators and family
   */
  public record Key(String device, ErrorKind kind) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::device).thenComparing(Key::kind);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Returns the rows of data sets, without a prediction, sorted; devices that do not ship aside.
   */
  public static Map<Key, Integer> rows(List<Dataset> datasets) {
    Map<Key, Integer> result = new TreeMap<>();
    Set<String> shipped = Set.copyOf(DeviceLibrary.ids());
    for (Dataset dataset : datasets) {
      for (Dataset.Table table : dataset.tables()) {
        for (Row row : table.rows()) {
          String device = row.fields().getOrDefault("device", "");
          if (shipped.contains(device)) {
            kind(dataset, table.name(), row)
                .ifPresent(kind -> result.merge(new Key(device, kind), 1, Integer::sum));
          }
        }
      }
    }
    return result;
  }

  private static Optional<ErrorKind> kind(Dataset dataset, String table, Row row) {
    Map<String, String> fields = row.fields();
    return table.equals("llm")
        ? ErrorKind.of("llm-" + fields.getOrDefault("phase", ""), "", dataset.profile(row), fields)
        : ErrorKind.of(table, fields.getOrDefault("processor", ""), "", fields);
  }

  /**
   * Returns the same with the errors of those that could be predicted.
   *
   * @param residuals their errors
   */
  public static Map<Key, MeasuredRows> withErrors(
      Map<Key, Integer> rows, List<Residual> residuals) {
    Map<Key, List<Residual>> byKey = new TreeMap<>();
    residuals.forEach(
        r -> byKey.computeIfAbsent(new Key(r.device(), r.kind()), k -> new ArrayList<>()).add(r));
    Map<Key, MeasuredRows> result = new TreeMap<>();
    rows.forEach(
        (key, n) -> {
          List<Residual> own = byKey.getOrDefault(key, List.of());
          double error =
              own.stream().mapToDouble(r -> Math.abs(Math.exp(-r.ln()) - 1)).average().orElse(0);
          result.put(key, new MeasuredRows(n, VarianceFit.mean(own), 100 * error));
        });
    return Collections.unmodifiableMap(result);
  }
}
