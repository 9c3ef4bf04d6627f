package org.socompass.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.socompass.hardware.DataType;
import org.socompass.llm.layer.AttentionShape;
import org.socompass.llm.layer.HeadNorm;
import org.socompass.llm.layer.LatentAttention;
import org.socompass.llm.layer.SelfAttention;
import org.socompass.llm.layer.Span;
import org.socompass.llm.storage.MatrixRole;
import org.socompass.operator.Attention;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Matmul;
import org.socompass.operator.RowOperator;

/**
 * Operators of attention.
 *
 * <pre>{@code
 * latent, expanded:  k, v = up(latent of all context)   attention of h heads, keys nope + rope
 * latent, absorbed:  q' = q Wuk   attention of h heads to one key kvRank + rope   y = y' Wuv
 * }</pre>
 *
 * <p>Latent attention takes the form with fewer operations: absorbed in decode, expanded for long
 * prompts. A chunk's attention is that of a window of its length: never less than it reads.
 */
final class AttentionNodes {
  private final NodeList nodes;
  private final ForwardPass pass;
  private final long tokens;

  AttentionNodes(NodeList nodes) {
    this.nodes = nodes;
    this.pass = nodes.pass;
    this.tokens = nodes.tokens;
  }

  /** Adds attention with keys and values of heads. */
  void add(SelfAttention attention) {
    AttentionShape shape = attention.shape();
    long heads = nodes.share("heads", shape.heads());
    long copies = shape.copies(pass.tensorParallel());
    long kvHeads = nodes.share("kv_heads", copies * shape.kvHeads());
    long headDim = shape.headDim();
    long queryWidth = heads * headDim;
    long kvWidth = attention.hasOwnKeys() ? kvHeads * headDim : 0;
    long kvProjection = copies * attention.kvProjectionWidth() / pass.tensorParallel();
    long queryProjection = nodes.share("heads", attention.queryProjectionWidth());
    if (nodes.options.fusedQkv() && kvProjection > 0) {
      var parts = new ArrayList<Quantization.Part>();
      parts.add(new Quantization.Part(MatrixRole.QUERY, nodes.hidden, queryProjection));
      parts.add(new Quantization.Part(MatrixRole.KEY, nodes.hidden, kvWidth));
      if (kvProjection > kvWidth) {
        parts.add(new Quantization.Part(MatrixRole.VALUE, nodes.hidden, kvProjection - kvWidth));
      }
      nodes.product("qkv_projection", nodes.hidden, parts);
    } else {
      nodes.product("q_projection", nodes.hidden, queryProjection);
      if (kvProjection > 0) {
        nodes.product("k_projection", nodes.hidden, kvWidth);
      }
      if (kvProjection > kvWidth) {
        nodes.product("v_projection", nodes.hidden, kvWidth);
      }
    }
    headNorm("q_norm", shape.headNorm(), heads, headDim);
    if (kvWidth > 0) {
      headNorm("k_norm", shape.headNorm(), kvHeads, headDim);
    }
    if (nodes.model.learnedPositions() == 0) {
      nodes.elementwise("rope", ElementwiseOperator.Kind.ROPE, tokens * (queryWidth + kvWidth));
    }
    if (kvWidth > 0) {
      // Of a prompt longer than the window only its end stays in the ring.
      long kept = pass.batch() * attention.span().kept(pass.queryLength());
      nodes.cacheAppend(2 * kept * kvWidth);
    }
    long window = attention.span().kind() == Span.Kind.FULL ? 0 : attention.span().tokens();
    attend(heads, kvHeads, headDim, headDim, window, false);
    if (attention.gate() != SelfAttention.Gate.NONE) {
      nodes.elementwise("attention_gate", ElementwiseOperator.Kind.GATE, tokens * queryWidth);
    }
    nodes.quantize("quantize_output_projection", tokens * queryWidth);
    nodes.product("output_projection", queryWidth, nodes.hidden);
  }

  private void headNorm(String name, HeadNorm norm, long heads, long headDim) {
    switch (norm) {
      case NONE -> {
        // Nothing to compute.
      }
      case PER_HEAD, WITHOUT_WEIGHTS ->
          nodes.norm(name, tokens * heads, headDim, RowOperator.Kind.RMSNORM);
      case PER_HEAD_LAYERNORM ->
          nodes.norm(name, tokens * heads, headDim, RowOperator.Kind.LAYERNORM);
      case FULL_WIDTH -> nodes.norm(name, tokens, heads * headDim, RowOperator.Kind.RMSNORM);
    }
  }

  /**
   * Adds the attention itself; a group of queries that shares its keys forms one product.
   *
   * @param window keys that a query sees; 0 if all
   * @param latent whether values are the first elements of the keys
   */
  private void attend(
      long heads, long kvHeads, long headDim, long valueDim, long window, boolean latent) {
    List<Sequences> all = sequences(window);
    for (Sequences alike : all) {
      attend(heads, kvHeads, headDim, valueDim, window, latent, alike, all.size() > 1);
    }
  }

  /** Sequences whose last query sees the same number of keys. */
  private record Sequences(long count, long context) {}

  /**
   * Returns the sequences by what their queries see. Kernels of fused attention take sequences of
   * any lengths and spread their keys over the cores, so that the mean stands for all.
   */
  private List<Sequences> sequences(long window) {
    long queries = pass.queryLength();
    if (pass.contexts().isEmpty()) {
      return List.of(new Sequences(pass.batch(), pass.contextLength()));
    }
    // A ring holds no more than its queries see.
    LongUnaryOperator seen = c -> window > 0 ? Math.min(window + queries - 1, c) : c;
    if (nodes.options.fusedAttention()) {
      long sum = pass.contexts().stream().mapToLong(c -> seen.applyAsLong(c)).sum();
      return List.of(new Sequences(pass.batch(), (sum - 1) / pass.batch() + 1));
    }
    Map<Long, Long> counts = new TreeMap<>();
    pass.contexts().forEach(c -> counts.merge(seen.applyAsLong(c), 1L, Long::sum));
    return counts.entrySet().stream().map(e -> new Sequences(e.getValue(), e.getKey())).toList();
  }

  private void attend(
      long heads,
      long kvHeads,
      long headDim,
      long valueDim,
      long window,
      boolean latent,
      Sequences alike,
      boolean isNamed) {
    UnaryOperator<String> named =
        role -> isNamed ? OperatorNode.ofContext(role, alike.context) : role;
    long queries = pass.queryLength();
    // A ring holds no more than the queries of a decode step see.
    long context =
        window > 0 && (queries == 1 || pass.phase() == Phase.DECODE)
            ? Math.min(window + queries - 1, alike.context)
            : alike.context;
    long band = window < context ? window : 0;
    if (nodes.options.fusedAttention()) {
      nodes.add(
          named.apply(OperatorNode.ATTENTION),
          new Attention(
              alike.count,
              queries,
              context,
              heads,
              kvHeads,
              headDim,
              valueDim,
              latent,
              true,
              DataType.FP16,
              band,
              nodes.cache,
              false));
      return;
    }
    Blocks blocks = Blocks.of(queries, context, band);
    long batch = alike.count * kvHeads * blocks.count;
    long rows = heads / kvHeads * blocks.queries;
    DataType type = nodes.cache;
    nodes.add(
        named.apply(OperatorNode.Q_MUL_K),
        new Matmul(batch, rows, headDim, blocks.keys, DataType.FP16, type, DataType.FP16, true));
    nodes.add(
        named.apply("softmax"),
        new RowOperator(RowOperator.Kind.SOFTMAX, batch * rows, blocks.keys, DataType.FP16));
    nodes.add(
        named.apply(OperatorNode.A_MUL_V),
        new Matmul(batch, rows, blocks.keys, valueDim, DataType.FP16, type, DataType.FP16, true));
  }

  /**
   * The products that attention is made of where it is not one operator: a band is cut into blocks
   * of at least a window of queries, each with the keys that its queries see.
   */
  private record Blocks(long count, long queries, long keys) {
    static Blocks of(long queries, long context, long window) {
      if (window == 0 || queries < 2 * window) {
        long keys = window == 0 ? context : Math.min(context, window + queries - 1);
        return new Blocks(1, queries, keys);
      }
      long count = queries / window;
      long each = (queries + count - 1) / count;
      return new Blocks(count, each, Math.min(context, each + window - 1));
    }
  }

  /** Adds latent attention in its cheaper form. */
  void add(LatentAttention latent) {
    long heads = nodes.share("heads", latent.heads());
    if (latent.queryRank() > 0) {
      nodes.product("q_down_projection", nodes.hidden, latent.queryRank());
      nodes.norm("q_latent_norm", tokens, latent.queryRank(), RowOperator.Kind.RMSNORM);
      nodes.quantize("quantize_q_up", tokens * latent.queryRank());
      nodes.product("q_up_projection", latent.queryRank(), heads * latent.queryKeyDim());
    } else {
      nodes.product("q_projection", nodes.hidden, heads * latent.queryKeyDim());
    }
    nodes.product("kv_down_projection", nodes.hidden, latent.cacheWidth());
    nodes.norm("kv_latent_norm", tokens, latent.kvRank(), RowOperator.Kind.RMSNORM);
    if (latent.ropeDim() > 0) {
      nodes.elementwise(
          "rope", ElementwiseOperator.Kind.ROPE, tokens * (heads + 1) * latent.ropeDim());
    }
    long indexed = latent.indexer().map(i -> (long) i.headDim()).orElse(0L);
    nodes.cacheAppend(tokens * (latent.cacheWidth() + indexed));
    long window = 0;
    if (latent.indexer().isPresent()) {
      LatentAttention.Indexer indexer = latent.indexer().get();
      index(latent, indexer);
      window = indexer.chosen();
    }
    if (absorbedOperations(latent, heads, window) <= expandedOperations(latent, heads, window)) {
      nodes.products("q_absorption", heads, tokens, latent.nopeDim(), latent.kvRank());
      attend(heads, 1, latent.cacheWidth(), latent.kvRank(), window, true);
      nodes.products("v_absorption", heads, tokens, latent.kvRank(), latent.valueDim());
    } else {
      long context = pass.heldTokens();
      nodes.quantize("quantize_kv_up", context * latent.kvRank());
      nodes.add(
          "kv_up_projection",
          nodes.quantization.layerProduct(
              nodes.model,
              "kv_up_projection",
              context,
              latent.kvRank(),
              heads * (latent.nopeDim() + latent.valueDim())));
      attend(heads, heads, latent.queryKeyDim(), latent.valueDim(), window, false);
    }
    nodes.quantize("quantize_output_projection", tokens * heads * latent.valueDim());
    nodes.product("output_projection", heads * latent.valueDim(), nodes.hidden);
  }

  /** Scores of all keys by the indexer, of which the best are chosen. */
  private void index(LatentAttention latent, LatentAttention.Indexer indexer) {
    nodes.product(
        "index_q_projection", latent.queryRank(), (long) indexer.heads() * indexer.headDim());
    nodes.product("index_k_projection", nodes.hidden, indexer.headDim());
    nodes.product("index_weights_projection", nodes.hidden, indexer.heads());
    long rows = indexer.heads() * pass.queryLength();
    nodes.add(
        OperatorNode.INDEX_SCORES,
        new Matmul(
            pass.batch(),
            rows,
            indexer.headDim(),
            meanContext(),
            DataType.FP16,
            DataType.FP16,
            DataType.FP16,
            true));
    nodes.norm("index_choice", tokens, meanContext(), RowOperator.Kind.SOFTMAX);
  }

  private long meanContext() {
    return (pass.heldTokens() - 1) / pass.batch() + 1;
  }

  /** Scores that a head computes. */
  private double scores(long window) {
    return new Attention(
            pass.batch(),
            pass.queryLength(),
            meanContext(),
            1,
            1,
            1,
            1,
            false,
            true,
            DataType.FP16,
            window < meanContext() ? window : 0,
            DataType.FP16)
        .scores();
  }

  private double absorbedOperations(LatentAttention a, long heads, long window) {
    double absorption = 2.0 * tokens * heads * a.kvRank() * (a.nopeDim() + a.valueDim());
    return absorption + 2.0 * heads * scores(window) * (a.cacheWidth() + a.kvRank());
  }

  private double expandedOperations(LatentAttention a, long heads, long window) {
    double expansion = 2.0 * pass.heldTokens() * heads * a.kvRank() * (a.nopeDim() + a.valueDim());
    return expansion + 2.0 * heads * scores(window) * (a.queryKeyDim() + a.valueDim());
  }
}
