package org.socompass.llm.storage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.socompass.hardware.DataType;

/**
 * Types by the rules of a quantization scheme: the first exception that applies, else the type of
 * the role; then, while a row is not a multiple of the block, the type that stands in for it.
 *
 * @param byRole the type of every role
 * @param exceptions matrices that differ, the first that applies counts
 * @param standIns types for rows that are no multiple of a block
 */
public record TypeScheme(
    Map<MatrixRole, DataType> byRole,
    List<TypeException> exceptions,
    Map<DataType, DataType> standIns)
    implements WeightTypes {
  /**
   * Copies the rules.
   *
   * @throws IllegalArgumentException if a role has no type, or a type stands in for itself
   */
  public TypeScheme {
    byRole = Map.copyOf(byRole);
    exceptions = List.copyOf(exceptions);
    standIns = Map.copyOf(standIns);
    for (MatrixRole role : MatrixRole.values()) {
      if (!byRole.containsKey(role)) {
        throw new IllegalArgumentException("there is no type for " + role.id());
      }
    }
    for (DataType type : DataType.values()) {
      DataType next = type;
      for (int i = 0; i <= standIns.size() && standIns.containsKey(next); i++) {
        next = Objects.requireNonNull(standIns.get(next));
        if (next == type) {
          throw new IllegalArgumentException(type.id() + " must not stand in for itself");
        }
      }
    }
  }

  @Override
  public Map<DataType, Integer> types(MatrixSite site) {
    Map<DataType, Integer> result = new LinkedHashMap<>();
    int layers = site.role().isOfLayer() ? site.layers() : 1;
    for (int layer = 0; layer < layers; layer++) {
      result.merge(type(site, layer), 1, Integer::sum);
    }
    return result;
  }

  private DataType type(MatrixSite site, int layer) {
    DataType type =
        exceptions.stream()
            .filter(e -> e.applies(site, layer))
            .findFirst()
            .map(TypeException::type)
            .orElseGet(() -> usual(site.role()));
    while (type.groupSize() > 0 && site.rowElements() % type.groupSize() != 0) {
      DataType other = standIns.get(type);
      if (other == null) {
        break;
      }
      type = other;
    }
    return type;
  }

  @Override
  public DataType usual(MatrixRole role) {
    return Objects.requireNonNull(byRole.get(role));
  }
}
