package org.socompass.llm.storage;

/**
 * Where a matrix stands: what schemes choose its type by.
 *
 * @param role what it is for
 * @param layer its layer, from 0; 0 outside of layers
 * @param layers layers of the model
 * @param rowElements elements that are stored one after another: the contraction
 * @param queryGroup query heads that share a key and value head
 * @param experts routed experts; 0 if the model is dense
 */
public record MatrixSite(
    MatrixRole role, int layer, int layers, long rowElements, int queryGroup, int experts) {
  /** Returns the same of another layer. */
  public MatrixSite in(int otherLayer) {
    return new MatrixSite(role, otherLayer, layers, rowElements, queryGroup, experts);
  }
}
