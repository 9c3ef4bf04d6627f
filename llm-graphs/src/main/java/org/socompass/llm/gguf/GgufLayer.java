package org.socompass.llm.gguf;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.socompass.llm.storage.MatrixRole;

/**
 * One layer of a model in a GGUF file.
 *
 * @param mixer how tokens see each other
 * @param heads query heads; 0 without attention
 * @param kvHeads key and value heads; 0 without attention
 * @param keyLength elements of a head of queries and keys
 * @param valueLength elements of a head of values
 * @param window tokens that a query sees; 0 for all
 * @param matrices the matrices
 * @param vectors names of norms, biases and other vectors, without {@code blk.N.}
 * @param vectorElements their elements
 * @param vectorBytes their bytes [B]
 */
public record GgufLayer(
    Mixer mixer,
    int heads,
    int kvHeads,
    int keyLength,
    int valueLength,
    int window,
    List<GgufMatrix> matrices,
    Set<String> vectors,
    long vectorElements,
    long vectorBytes) {
  /** How the tokens of a sequence see each other. */
  public enum Mixer {
    /** Attention with a cache of keys and values. */
    ATTENTION,
    /** Attention with a cache of latent vectors. */
    LATENT_ATTENTION,
    /** A state of fixed size: Mamba, gated delta net. */
    STATE_SPACE,
    /** Attention and a state side by side. */
    ATTENTION_AND_STATE,
    /** A short convolution. */
    CONVOLUTION,
    /** None: a feed-forward network alone. */
    NONE
  }

  /** Copies the matrices. */
  public GgufLayer {
    matrices = List.copyOf(matrices);
    vectors = Set.copyOf(vectors);
  }

  /** Returns the first matrix of a role. */
  public Optional<GgufMatrix> matrix(MatrixRole role) {
    return matrices.stream().filter(m -> m.role() == role).findFirst();
  }

  /** Returns whether it has a matrix of a role. */
  public boolean has(MatrixRole role) {
    return matrix(role).isPresent();
  }

  /** Returns the matrix of a tensor by its name in the layer, as in {@code attn_q}. */
  public Optional<GgufMatrix> named(String base) {
    return matrices.stream().filter(m -> base(m.tensor().name()).equals(base)).findFirst();
  }

  /** Returns whether it has a matrix of that name. */
  public boolean has(String base) {
    return named(base).isPresent();
  }

  /** Returns the name of a tensor without its layer and without {@code .weight}. */
  public static String base(String tensor) {
    String inLayer = tensor.replaceFirst("^blk\\.\\d+\\.", "");
    return inLayer.endsWith(".weight")
        ? inLayer.substring(0, inLayer.length() - ".weight".length())
        : inLayer;
  }

  /** Returns the bytes of matrices and vectors [B]. */
  public long bytes() {
    return matrices.stream().mapToLong(GgufMatrix::bytes).sum() + vectorBytes;
  }
}
