package org.socompass.llm.layer;

import java.util.List;

/**
 * The part of a layer that lets tokens see each other: attention, a recurrence, a convolution, or
 * nothing.
 */
public sealed interface Mixer
    permits SelfAttention, LatentAttention, StateMixer, JointMixer, NoMixer {
  /** Returns the name of the kind, as in {@code window-512}. */
  String id();

  /** Returns the weight matrices for a hidden state of {@code hidden} elements. */
  List<WeightMatrix> matrices(int hidden);

  /** Returns the parameters that are in no matrix: biases, norms of heads, filters, decays. */
  long vectorElements(int hidden);

  /**
   * Returns the elements of keys and values that a sequence keeps at a context of {@code tokens}.
   */
  default long cachedElements(long tokens) {
    return 0;
  }

  /**
   * Returns how many devices hold each element of a matrix, of those that tensor parallelism splits
   * the layer over.
   */
  default long copies(String role, int devices) {
    return 1;
  }

  /** Returns how many devices hold each key and value of those that share the layer. */
  default long cacheCopies(int devices) {
    return 1;
  }

  /** Returns the state of a sequence. */
  default StateSize state() {
    return StateSize.NONE;
  }
}
