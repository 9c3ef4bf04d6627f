package org.socompass.llm;

import java.util.OptionalDouble;

/**
 * A decoder-only language model: the shapes from which its parameters and operators follow.
 *
 * <pre>{@code
 * token -> embedding -> [ norm -> attention -> + -> norm -> feed-forward -> + ] x layers
 *                                                   -> norm -> LM head -> logits
 * }</pre>
 *
 * <p>Every layer is dense and attends to the whole context: a sliding window that some models apply
 * to some layers is not modelled, which is exact up to the window's length.
 *
 * @param id name in files and on the command line
 * @param name name for people
 * @param layers decoder layers
 * @param hidden elements of the hidden state of a token
 * @param attention heads
 * @param feedForward feed-forward network
 * @param normalization norms
 * @param vocabulary rows of the embedding table and columns of the LM head
 * @param tiedEmbeddings whether the LM head is the embedding table
 * @param biases matrices that have a bias
 * @param parallelBlock whether attention and feed-forward network read the same input
 * @param learnedPositions rows of the table of learned positions; 0 if positions are rotary
 * @param maxPositions longest context the model was made for [token]
 * @param publishedParameters parameter count that its authors state, if known
 * @param source where shapes and count are from
 */
public record LanguageModel(
    String id,
    String name,
    int layers,
    int hidden,
    AttentionShape attention,
    FeedForward feedForward,
    Normalization normalization,
    int vocabulary,
    boolean tiedEmbeddings,
    Biases biases,
    boolean parallelBlock,
    int learnedPositions,
    int maxPositions,
    OptionalDouble publishedParameters,
    String source) {

  /**
   * Validates the model.
   *
   * @throws IllegalArgumentException if a size is out of range, a text is blank, or one norm per
   *     layer is given without a parallel block
   */
  public LanguageModel {
    if (id.isBlank() || name.isBlank() || source.isBlank()) {
      throw new IllegalArgumentException("id, name and source must not be blank");
    }
    Sizes.inRange("layers", layers, 4096);
    Sizes.inRange("hidden", hidden, 1 << 20);
    Sizes.inRange("vocabulary", vocabulary, 1 << 24);
    Sizes.inRange("max_positions", maxPositions, Integer.MAX_VALUE);
    if (learnedPositions < 0) {
      throw new IllegalArgumentException(
          "learned_positions must not be negative, but is " + learnedPositions);
    }
    if (normalization.perLayer() == 1 && !parallelBlock) {
      throw new IllegalArgumentException(
          "norms_per_layer must be 2 or 4 unless parallel_block is true, but is 1");
    }
    if (parallelBlock && normalization.perLayer() != 1) {
      throw new IllegalArgumentException(
          "norms_per_layer must be 1 when parallel_block is true, but is "
              + normalization.perLayer());
    }
  }

  /** Returns the query heads. */
  public int heads() {
    return attention.heads();
  }

  /** Returns the key and value heads. */
  public int kvHeads() {
    return attention.kvHeads();
  }

  /** Returns the elements of a head. */
  public int headDim() {
    return attention.headDim();
  }

  /** Returns the width of the feed-forward network. */
  public int intermediate() {
    return feedForward.intermediate();
  }

  /** Returns the elements of the weight matrices of one layer. */
  public long layerMatrixElements() {
    return 2L * hidden * (attention.queryWidth() + attention.kvWidth())
        + (long) feedForward.kind().matrices() * hidden * intermediate();
  }

  /** Returns the parameters of one layer that are not in matrices: norms and biases. */
  public long layerVectorElements() {
    long norms = (long) normalization.perLayer() * normalization.kind().vectors() * hidden;
    long qkNorms = attention.qkNorm() ? 2L * headDim() : 0;
    long qkv = attention.queryWidth() + 2 * attention.kvWidth();
    long biasElements =
        switch (biases) {
          case NONE -> 0;
          case QKV -> qkv;
          case ALL ->
              qkv
                  + 2L * hidden // output projection and down projection
                  + (feedForward.kind().matrices() - 1L) * intermediate();
        };
    return norms + qkNorms + biasElements;
  }

  /** Returns the parameters, computed from the shapes. */
  public ParameterCount parameters() {
    long lmHead =
        tiedEmbeddings ? 0 : (long) vocabulary * hidden + (biases == Biases.ALL ? vocabulary : 0);
    return new ParameterCount(
        ((long) vocabulary + learnedPositions) * hidden,
        layers * (layerMatrixElements() + layerVectorElements()),
        normalization.beforeLmHead() ? (long) normalization.kind().vectors() * hidden : 0,
        lmHead);
  }
}
