package org.socompass.llm.layer;

import java.util.List;

/**
 * A mixer whose memory of the past has one size whatever the context: a recurrence with a gate, a
 * state space, a short convolution.
 *
 * <pre>{@code
 * x -> in projections -> [convolution over the last tokens] -> recurrence -> [gate] -> out
 * S_t = decay_t * S_(t-1) + u_t k_t^T        y_t = S_t q_t       S: heads x keyDim x valueDim
 * }</pre>
 *
 * @param kind which recurrence
 * @param heads heads of the state
 * @param keyDim elements of a key, which is the state size of a state space
 * @param valueDim elements of a value of a head
 * @param keyHeads heads of keys, which groups of heads share
 * @param kernel tokens that the convolution sees; 0 without one
 * @param convolved channels that are convolved
 * @param projections weight matrices
 * @param vectors parameters that are in no matrix
 */
public record StateMixer(
    Kind kind,
    int heads,
    int keyDim,
    int valueDim,
    int keyHeads,
    int kernel,
    long convolved,
    List<WeightMatrix> projections,
    long vectors)
    implements Mixer {
  /** Recurrences. */
  public enum Kind {
    /** Selective scan: a decay for each element of the state (Gu and Dao, Mamba, 2023). */
    MAMBA("mamba"),
    /** State space dual: one decay a head (Dao and Gu, Mamba-2, 2024). */
    MAMBA2("mamba2"),
    /** Gated delta rule (Yang et al., Gated Delta Networks, 2024). */
    GATED_DELTA_NET("gated-delta-net"),
    /** Delta rule with a decay for each channel of a key (Kimi Linear, 2025). */
    KIMI_DELTA_ATTENTION("kimi-delta-attention"),
    /** Linear attention with one decay a head (Qin et al., Lightning Attention-2, 2024). */
    LIGHTNING_ATTENTION("lightning-attention"),
    /** Real-gated linear recurrent unit (De et al., Griffin, 2024). */
    RG_LRU("rg-lru"),
    /** Gated convolution over a few tokens, no recurrence (Liquid AI, LFM2, 2025). */
    SHORT_CONVOLUTION("short-convolution"),
    /** Receptance weighted key value (Peng et al., Eagle and Finch, 2024). */
    RWKV("rwkv");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /** Returns the name in files. */
    public String id() {
      return id;
    }
  }

  /**
   * Copies the projections and validates the sizes.
   *
   * @throws IllegalArgumentException if a size is out of range
   */
  public StateMixer {
    Sizes.inRange("heads of " + kind.id, heads, 1 << 20);
    Sizes.upTo("state of " + kind.id, keyDim, 1 << 16);
    Sizes.inRange("head_dim of " + kind.id, valueDim, 1 << 20);
    Sizes.inRange("groups of " + kind.id, keyHeads, 1 << 20);
    Sizes.upTo("kernel of " + kind.id, kernel, 1 << 10);
    Sizes.upTo("channels of " + kind.id, convolved, 1L << 30);
    projections = List.copyOf(projections);
    if (projections.isEmpty()) {
      throw new IllegalArgumentException(
          kind.id + " needs projections: the matrices in, and the matrix out as the last");
    }
  }

  @Override
  public String id() {
    return kind.id;
  }

  @Override
  public List<WeightMatrix> matrices(int hidden) {
    return projections;
  }

  @Override
  public long vectorElements(int hidden) {
    return vectors;
  }

  /** Returns the values of a token. */
  public long valueWidth() {
    return (long) heads * valueDim;
  }

  @Override
  public StateSize state() {
    return new StateSize(
        (long) heads * keyDim * valueDim, kernel == 0 ? 0 : convolved * (kernel - 1));
  }
}
