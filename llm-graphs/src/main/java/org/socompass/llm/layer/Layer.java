package org.socompass.llm.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A kind of layer and how many there are of it.
 *
 * <pre>{@code
 * serial:    x -> norm -> mixer -> [norm] -> + -> norm -> feed-forward -> [norm] -> +
 * parallel:  x -> norm -> mixer + feed-forward -> +
 * }</pre>
 *
 * @param kind name of the kind, unique in a model
 * @param count layers of this kind
 * @param mixer how tokens see each other
 * @param feedForward the network after it, if there is one
 * @param normalization norms
 * @param parallelBlock whether mixer and feed-forward network read the same hidden state
 * @param extras further matrices that every token goes through
 * @param extraVectorElements further parameters that are in no matrix
 */
public record Layer(
    String kind,
    int count,
    Mixer mixer,
    Optional<FeedForward> feedForward,
    Normalization normalization,
    boolean parallelBlock,
    List<WeightMatrix> extras,
    long extraVectorElements) {
  /**
   * Copies the extras and validates the layer.
   *
   * @throws IllegalArgumentException if the name is blank, the count not positive, the layer has
   *     neither mixer nor feed-forward network, or one norm is shared by blocks in series
   */
  public Layer {
    if (kind.isBlank()) {
      throw new IllegalArgumentException("the kind of a layer must not be blank");
    }
    Sizes.inRange("layers", count, 4096);
    Sizes.upTo("extra vectors", extraVectorElements, 1L << 40);
    if (mixer instanceof NoMixer && feedForward.isEmpty() && extras.isEmpty()) {
      throw new IllegalArgumentException(
          "layer '" + kind + "' has neither a mixer nor a feed-forward network");
    }
    if (normalization.perLayer() == 1 && !parallelBlock) {
      throw new IllegalArgumentException(
          "norms_per_layer must be 2 or 4 unless parallel_block is true, but is 1");
    }
    extras = List.copyOf(extras);
  }

  /** Creates one layer in series without extras. */
  public static Layer of(String kind, Mixer mixer, FeedForward feedForward, Normalization norm) {
    return new Layer(kind, 1, mixer, Optional.of(feedForward), norm, false, List.of(), 0);
  }

  /** Returns this layer under another name and in another number. */
  public Layer named(String otherKind, int otherCount) {
    return new Layer(
        otherKind,
        otherCount,
        mixer,
        feedForward,
        normalization,
        parallelBlock,
        extras,
        extraVectorElements);
  }

  /** Returns this layer with another skew of its experts, if it has some. */
  public Layer withRoutingSkew(double skew) {
    return new Layer(
        kind,
        count,
        mixer,
        feedForward.map(f -> f.withRoutingSkew(skew)),
        normalization,
        parallelBlock,
        extras,
        extraVectorElements);
  }

  /** Returns this layer with another mixer. */
  public Layer with(Mixer other) {
    return new Layer(
        kind, count, other, feedForward, normalization, parallelBlock, extras, extraVectorElements);
  }

  /** Returns whether it has a mixer. */
  public boolean hasMixer() {
    return !(mixer instanceof NoMixer);
  }

  /** Returns whether it attends to an image only, so that text alone does not go through it. */
  public boolean isForImages() {
    return mixer instanceof SelfAttention attention && attention.keys() == SelfAttention.Keys.CROSS;
  }

  /** Returns the weight matrices of one layer. */
  public List<WeightMatrix> matrices(int hidden) {
    List<WeightMatrix> all = new ArrayList<>(mixer.matrices(hidden));
    feedForward.ifPresent(f -> all.addAll(f.matrices(hidden)));
    all.addAll(extras);
    return all;
  }

  /** Returns the elements of the weight matrices of one layer. */
  public long matrixElements(int hidden) {
    return matrices(hidden).stream().mapToLong(WeightMatrix::elements).sum();
  }

  /** Returns the parameters of one layer that are not in matrices: norms, biases, filters. */
  public long vectorElements(int hidden) {
    int blocks = (hasMixer() ? 1 : 0) + (feedForward.isPresent() ? 1 : 0);
    return (long) normalization.norms(blocks) * normalization.kind().vectors() * hidden
        + mixer.vectorElements(hidden)
        + feedForward.map(f -> f.vectorElements(hidden)).orElse(0L)
        + extraVectorElements;
  }

  /** Returns the parameters of one layer. */
  public long parameters(int hidden) {
    return matrixElements(hidden) + vectorElements(hidden);
  }

  /** Returns the parameters of one layer that a token goes through. */
  public long activeParameters(int hidden) {
    return parameters(hidden) - feedForward.map(f -> f.idleElements(hidden)).orElse(0L);
  }
}
