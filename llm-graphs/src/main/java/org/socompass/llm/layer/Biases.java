package org.socompass.llm.layer;

/** Which matrices of a model have a bias vector. */
public enum Biases {
  /** None. */
  NONE,
  /** The projections to queries, keys and values. */
  QKV,
  /** Every matrix of a layer, and the LM head if it is not the embedding table. */
  ALL
}
