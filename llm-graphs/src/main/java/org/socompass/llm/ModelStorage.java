package org.socompass.llm;

import org.socompass.llm.storage.MatrixRole;

/**
 * The memory that a model takes under a quantization.
 *
 * @param model the model
 * @param quantization how it is stored
 */
public record ModelStorage(LanguageModel model, Quantization quantization) {
  /** Returns the bytes of all parameters as stored [B]. */
  public double weightsBytes() {
    double vector = quantization.vectors().bytesPerElement();
    double vectors =
        ((double) model.layers() * model.layerVectorElements()
                + model.parameters().finalNorm()
                + (double) model.learnedPositions() * model.hidden())
            * vector;
    double table =
        !quantization.storesEmbedding(model)
            ? 0
            : (double) model.vocabulary()
                    * model.hidden()
                    * quantization.embedding(model).bytesPerElement()
                + (model.biases() == Biases.ALL && !model.tiedEmbeddings()
                    ? model.vocabulary() * vector
                    : 0);
    return decodeWeightBytes() + table + vectors;
  }

  /**
   * Returns the bytes of the matrices that every decode step reads whatever its batch: those of all
   * layers and the LM head [B]. Of the embedding table a step reads one row per sequence, which is
   * traffic of the embedding operator; norms and biases, under 0.1 %, are left out.
   */
  public double decodeWeightBytes() {
    long hidden = model.hidden();
    long queries = model.attention().queryWidth();
    long keys = model.attention().kvWidth();
    long intermediate = model.intermediate();
    double layer =
        bytes(MatrixRole.QUERY, hidden, queries)
            + bytes(MatrixRole.KEY, hidden, keys)
            + bytes(MatrixRole.VALUE, hidden, keys)
            + bytes(MatrixRole.ATTENTION_OUTPUT, queries, hidden)
            + (model.feedForward().kind().isGated()
                ? bytes(MatrixRole.GATE, hidden, intermediate)
                : 0)
            + bytes(MatrixRole.UP, hidden, intermediate)
            + bytes(MatrixRole.DOWN, intermediate, hidden);
    return model.layers() * layer + bytes(MatrixRole.HEAD, hidden, model.vocabulary());
  }

  private double bytes(MatrixRole role, long rows, long columns) {
    return quantization.weightBytes(model, role, rows, columns);
  }

  /**
   * Returns the bytes of the keys and values of all layers [B].
   *
   * @param batch sequences
   * @param tokens tokens of a sequence
   * @throws IllegalArgumentException if one is negative
   */
  public double kvCacheBytes(long batch, long tokens) {
    if (batch < 0 || tokens < 0) {
      throw new IllegalArgumentException(
          "batch and tokens must not be negative, but are " + batch + " and " + tokens);
    }
    return 2.0
        * batch
        * tokens
        * model.layers()
        * model.attention().kvWidth()
        * quantization.kvCache().bytesPerElement();
  }
}
