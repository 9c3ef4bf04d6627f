package org.socompass.llm;

/**
 * Parameters of a model by where they are.
 *
 * @param embedding embedding table and learned positions
 * @param layers all layers, norms and biases included
 * @param finalNorm norm before the LM head
 * @param lmHead LM head; 0 if it is the embedding table
 * @param others tables and matrices of the whole model, and towers that are counted
 */
public record ParameterCount(
    long embedding, long layers, long finalNorm, long lmHead, long others) {
  /** Returns all of them. */
  public long total() {
    return embedding + layers + finalNorm + lmHead + others;
  }
}
