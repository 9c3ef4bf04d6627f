package org.socompass.llm.storage;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.socompass.hardware.DataType;

/**
 * Types as a file states them, one for every layer.
 *
 * @param byRole types of a role by layer; one for roles outside of layers; a layer without such a
 *     matrix has the type of another
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
  public DataType type(MatrixSite site) {
    List<DataType> types = byRole.getOrDefault(site.role(), List.of(other));
    return types.get(Math.min(site.layer(), types.size() - 1));
  }

  /** Returns the type that most layers have, the first of equally many. */
  @Override
  public DataType usual(MatrixRole role) {
    Map<DataType, Integer> counts = new HashMap<>();
    List<DataType> types = byRole.getOrDefault(role, List.of(other));
    types.forEach(type -> counts.merge(type, 1, Integer::sum));
    DataType best = types.get(0);
    for (DataType type : types) {
      if (Objects.requireNonNull(counts.get(type)) > Objects.requireNonNull(counts.get(best))) {
        best = type;
      }
    }
    return best;
  }
}
