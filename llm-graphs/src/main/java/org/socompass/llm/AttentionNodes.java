package org.socompass.llm;

import java.util.ArrayList;
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
    long queries = pass.queryLength();
    // A ring holds no more than a decode step sees.
    long context =
        window > 0 && queries == 1 ? Math.min(window, pass.contextLength()) : pass.contextLength();
    long band = window < context ? window : 0;
    if (nodes.options.fusedAttention()) {
      nodes.add(
          OperatorNode.ATTENTION,
          new Attention(
              pass.batch(),
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
              nodes.cache));
      return;
    }
    Blocks blocks = Blocks.of(queries, context, band);
    long batch = pass.batch() * kvHeads * blocks.count;
    long rows = heads / kvHeads * blocks.queries;
    DataType type = nodes.cache;
    nodes.add(
        OperatorNode.Q_MUL_K,
        new Matmul(batch, rows, headDim, blocks.keys, DataType.FP16, type, DataType.FP16, true));
    nodes.add(
        "softmax",
        new RowOperator(RowOperator.Kind.SOFTMAX, batch * rows, blocks.keys, DataType.FP16));
    nodes.add(
        OperatorNode.A_MUL_V,
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
      long context = pass.batch() * pass.contextLength();
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
            pass.contextLength(),
            DataType.FP16,
            DataType.FP16,
            DataType.FP16,
            true));
    nodes.norm("index_choice", tokens, pass.contextLength(), RowOperator.Kind.SOFTMAX);
  }

  /** Scores that a head computes. */
  private double scores(long window) {
    return new Attention(
            pass.batch(),
            pass.queryLength(),
            pass.contextLength(),
            1,
            1,
            1,
            1,
            false,
            true,
            DataType.FP16,
            window < pass.contextLength() ? window : 0,
            DataType.FP16)
        .scores();
  }

  private double absorbedOperations(LatentAttention a, long heads, long window) {
    double absorption = 2.0 * tokens * heads * a.kvRank() * (a.nopeDim() + a.valueDim());
    return absorption + 2.0 * heads * scores(window) * (a.cacheWidth() + a.kvRank());
  }

  private double expandedOperations(LatentAttention a, long heads, long window) {
    double expansion =
        2.0
            * pass.batch()
            * pass.contextLength()
            * heads
            * a.kvRank()
            * (a.nopeDim() + a.valueDim());
    return expansion + 2.0 * heads * scores(window) * (a.queryKeyDim() + a.valueDim());
  }
}
