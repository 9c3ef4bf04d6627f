package org.socompass.llm.storage;

import java.util.Map;
import org.socompass.hardware.DataType;

/** The type of every matrix of a model. */
public interface WeightTypes {
  /**
   * Returns the types of the matrices of a role.
   *
   * @return for each type how many layers have it, in the order of the first; 1 for a role outside
   *     of layers
   */
  Map<DataType, Integer> types(MatrixSite site);

  /** Returns the type of a role wherever no rule on layers or shapes applies. */
  DataType usual(MatrixRole role);
}
