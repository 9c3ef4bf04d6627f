package org.socompass.llm.storage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.hardware.DataType;

/**
 * Types as a file states them, one for every matrix.
 *
 * @param byRole types of a role, one for every layer that has it, one outside of layers
 * @param other type of roles that the file lacks
 */
public record TensorTypes(Map<MatrixRole, List<DataType>> byRole, DataType other)
    implements WeightTypes {
  /**
   * Copies the types.
   *
   * @throws IllegalArgumentException if a role has an empty list
   */
  public TensorTypes {
    Map<MatrixRole, List<DataType>> copy = new LinkedHashMap<>();
    byRole.forEach((role, types) -> copy.put(role, List.copyOf(types)));
    if (copy.values().stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("a role must have at least one type");
    }
    byRole = Map.copyOf(copy);
  }

  @Override
  public Map<DataType, Integer> types(MatrixSite site) {
    return counts(site.role());
  }

  private Map<DataType, Integer> counts(MatrixRole role) {
    Map<DataType, Integer> counts = new LinkedHashMap<>();
    byRole.getOrDefault(role, List.of(other)).forEach(type -> counts.merge(type, 1, Integer::sum));
    return counts;
  }

  /** Returns the type that most layers have, the first of equally many. */
  @Override
  public DataType usual(MatrixRole role) {
    DataType best = other;
    int most = 0;
    for (Map.Entry<DataType, Integer> entry : counts(role).entrySet()) {
      if (entry.getValue() > most) {
        most = entry.getValue();
        best = entry.getKey();
      }
    }
    return best;
  }
}
