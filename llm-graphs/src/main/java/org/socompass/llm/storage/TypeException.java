package org.socompass.llm.storage;

import java.util.Set;
import org.socompass.hardware.DataType;

/**
 * Matrices that a scheme stores in another type than their role's.
 *
 * @param roles what they are for
 * @param layers in which layers
 * @param leastQueryGroup only if at least so many query heads share a key and value head; 1 for any
 * @param leastExperts only if the model has at least so many routed experts; 0 for any
 * @param mostExperts only if it has at most so many
 * @param type their type
 */
public record TypeException(
    Set<MatrixRole> roles,
    LayerSelection layers,
    int leastQueryGroup,
    int leastExperts,
    int mostExperts,
    DataType type) {
  /** Copies the roles. */
  public TypeException {
    roles = Set.copyOf(roles);
  }

  /** Returns whether it is about the matrix of a layer. */
  public boolean applies(MatrixSite site, int layer) {
    return roles.contains(site.role())
        && layers.contains(layer, site.layers())
        && site.queryGroup() >= leastQueryGroup
        && site.experts() >= leastExperts
        && site.experts() <= mostExperts;
  }
}
