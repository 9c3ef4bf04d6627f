package org.socompass.llm.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Multi-head latent attention (MLA): keys and values of all heads are projected up from one latent
 * vector a token, which is all that is cached beside the rotated part of the key.
 *
 * <pre>{@code
 * c = norm(x Wkva)[kvRank]   kr = rope(x Wkva)[ropeDim]          cached: kvRank + ropeDim elements
 * k_h = [c Wuk_h, kr]        v_h = c Wuv_h                       h = 1 .. heads
 * q_h = norm(x Wqa) Wqb_h,   or x Wq_h without a rank for queries
 * }</pre>
 *
 * <p><b>Source.</b> DeepSeek-AI, DeepSeek-V2, 2024, section 2.1.
 *
 * @param heads heads
 * @param queryRank elements of the latent vector of queries; 0 if queries are projected at once
 * @param kvRank elements of the latent vector of keys and values
 * @param nopeDim elements of a key that are not rotated
 * @param ropeDim elements of a key that are rotated, the same for all heads
 * @param valueDim elements of a value
 * @param bias whether the projections down and the one after the attention have biases
 * @param indexer what chooses the keys that are seen, if not all are
 */
public record LatentAttention(
    int heads,
    int queryRank,
    int kvRank,
    int nopeDim,
    int ropeDim,
    int valueDim,
    boolean bias,
    Optional<Indexer> indexer)
    implements Mixer {
  private static final Set<String> NOT_SPLIT =
      Set.of(
          "q_down_projection",
          "kv_down_projection",
          "index_q_projection",
          "index_k_projection",
          "index_weights_projection");

  /**
   * A small attention of its own that scores all keys, of which the best are seen.
   *
   * <p><b>Source.</b> DeepSeek-AI, DeepSeek-V3.2, 2025, section 2.1 (lightning indexer).
   *
   * @param heads its heads
   * @param headDim elements of a head; one key a token is cached
   * @param chosen keys that the attention sees
   */
  public record Indexer(int heads, int headDim, int chosen) {
    /**
     * Validates the indexer.
     *
     * @throws IllegalArgumentException if a size is out of range
     */
    public Indexer {
      Sizes.inRange("index_n_heads", heads, 4096);
      Sizes.inRange("index_head_dim", headDim, 4096);
      Sizes.inRange("index_topk", chosen, 1 << 24);
    }
  }

  /**
   * Validates the shape.
   *
   * @throws IllegalArgumentException if a size is out of range, or an indexer has no latent queries
   */
  public LatentAttention {
    Sizes.inRange("heads", heads, 4096);
    Sizes.upTo("q_lora_rank", queryRank, 1 << 16);
    Sizes.inRange("kv_lora_rank", kvRank, 1 << 16);
    Sizes.inRange("qk_nope_head_dim", nopeDim, 4096);
    Sizes.upTo("qk_rope_head_dim", ropeDim, 4096);
    Sizes.inRange("v_head_dim", valueDim, 4096);
    if (indexer.isPresent() && queryRank == 0) {
      throw new IllegalArgumentException("an indexer needs q_lora_rank, which is 0");
    }
  }

  @Override
  public String id() {
    return indexer.isPresent() ? "mla-sparse" : "mla";
  }

  /** Returns the elements of a query or key of one head. */
  public int queryKeyDim() {
    return nopeDim + ropeDim;
  }

  /** Returns the elements of the latent vector and the rotated key of a token. */
  public int cacheWidth() {
    return kvRank + ropeDim;
  }

  @Override
  public List<WeightMatrix> matrices(int hidden) {
    List<WeightMatrix> all = new ArrayList<>();
    if (queryRank > 0) {
      all.add(WeightMatrix.of("q_down_projection", hidden, queryRank));
      all.add(WeightMatrix.of("q_up_projection", queryRank, (long) heads * queryKeyDim()));
    } else {
      all.add(WeightMatrix.of("q_projection", hidden, (long) heads * queryKeyDim()));
    }
    all.add(WeightMatrix.of("kv_down_projection", hidden, cacheWidth()));
    all.add(WeightMatrix.of("kv_up_projection", kvRank, (long) heads * (nopeDim + valueDim)));
    all.add(WeightMatrix.of("output_projection", (long) heads * valueDim, hidden));
    indexer.ifPresent(
        i -> {
          all.add(WeightMatrix.of("index_q_projection", queryRank, (long) i.heads() * i.headDim()));
          all.add(WeightMatrix.of("index_k_projection", hidden, i.headDim()));
          all.add(WeightMatrix.of("index_weights_projection", hidden, i.heads()));
        });
    return all;
  }

  @Override
  public long vectorElements(int hidden) {
    long norms = queryRank + kvRank + indexer.map(i -> 2L * i.headDim()).orElse(0L);
    long biases = bias ? queryRank + cacheWidth() + hidden : 0;
    return norms + biases;
  }

  @Override
  public long cachedElements(long tokens) {
    return (cacheWidth() + indexer.map(Indexer::headDim).orElse(0)) * tokens;
  }

  /** Heads are split; what leads to the latent vectors, and the indexer, is on every device. */
  @Override
  public long copies(String role, int devices) {
    return NOT_SPLIT.contains(role) ? devices : 1;
  }

  @Override
  public long cacheCopies(int devices) {
    return devices;
  }
}
