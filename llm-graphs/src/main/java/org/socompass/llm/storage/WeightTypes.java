package org.socompass.llm.storage;

import org.socompass.hardware.DataType;

/** The type of every matrix of a model. */
public interface WeightTypes {
  /** Returns the type in which a matrix is stored. */
  DataType type(MatrixSite site);

  /** Returns the type of a role wherever no rule on layers or shapes applies. */
  DataType usual(MatrixRole role);
}
