package org.socompass.llm;

import java.util.List;
import org.socompass.hardware.DataType;
import org.socompass.llm.layer.StateMixer;
import org.socompass.llm.layer.WeightMatrix;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Matmul;
import org.socompass.operator.RowOperator;
import org.socompass.operator.StateScan;

/**
 * Operators of recurrences and short convolutions.
 *
 * <p>A step of decode updates the state once. A prompt runs through the recurrence token by token
 * (a scan), or, where a head has one decay, in chunks of Q tokens as products of matrices:
 *
 * <pre>{@code
 * scores = C B^T        [Q, N] x [N, Q]   of each chunk and group       N = key elements
 * within = scores x X   [Q, Q] x [Q, P]   of each chunk and head        P = value elements
 * state  = B^T X        [N, Q] x [Q, P]
 * before = C S          [Q, N] x [N, P]
 * }</pre>
 *
 * <p>The delta rule solves a triangular system of Q unknowns for each chunk besides, counted as one
 * more product with keys and values. A prompt shorter than a chunk is one.
 *
 * <p><b>Source.</b> Dao and Gu, Transformers are SSMs, 2024, section 6; Yang et al., Gated Delta
 * Networks, 2024, section 3.3.
 */
final class StateNodes {
  /** Tokens of a chunk: the size of the authors' kernels for either form. */
  private static final long CHUNK = 64;

  private final NodeList nodes;
  private final ForwardPass pass;

  StateNodes(NodeList nodes) {
    this.nodes = nodes;
    this.pass = nodes.pass;
  }

  /** Adds the mixer; it is not split over devices. */
  void add(StateMixer mixer) {
    if (pass.tensorParallel() > 1) {
      throw new IllegalArgumentException(
          "tensor parallelism over %d devices is not modelled for %s of %s"
              .formatted(pass.tensorParallel(), mixer.id(), nodes.model.id()));
    }
    List<WeightMatrix> projections = mixer.projections();
    int last = projections.size() - 1;
    for (int i = 0; i < last; i++) {
      nodes.extra(projections.get(i));
      if (i == 0 && mixer.kernel() > 0) {
        nodes.elementwise(
            "state_convolution",
            ElementwiseOperator.Kind.SHORT_CONVOLUTION,
            nodes.tokens * mixer.convolved());
      }
    }
    if (mixer.keyDim() > 0) {
      recurrence(mixer);
      nodes.norm("state_norm", nodes.tokens, mixer.valueWidth(), RowOperator.Kind.RMSNORM);
    } else {
      nodes.elementwise(
          "state_gate", ElementwiseOperator.Kind.GATE, nodes.tokens * mixer.valueWidth());
    }
    nodes.quantize("quantize_state_out", nodes.tokens * mixer.valueWidth());
    nodes.extra(projections.get(last));
  }

  private void recurrence(StateMixer mixer) {
    boolean hasChunks =
        switch (mixer.kind()) {
          case MAMBA2, GATED_DELTA_NET, KIMI_DELTA_ATTENTION, LIGHTNING_ATTENTION -> true;
          case RWKV, MAMBA, RG_LRU, SHORT_CONVOLUTION -> false;
        };
    if (pass.phase() == Phase.DECODE && pass.queryLength() > 1) {
      // A draft that is not accepted leaves the state as it was before: one is kept for each.
      nodes.add(
          "state_snapshots",
          new ElementwiseOperator(
              ElementwiseOperator.Kind.KV_APPEND,
              pass.batch() * (pass.queryLength() - 1) * mixer.state().recurrent(),
              DataType.FP32,
              DataType.FP32));
    }
    if (hasChunks && pass.queryLength() > 1) {
      chunks(mixer);
      return;
    }
    nodes.add(
        "state_scan",
        new StateScan(
            scan(mixer.kind()),
            pass.batch(),
            pass.queryLength(),
            mixer.valueWidth(),
            mixer.state().recurrent(),
            DataType.FP16,
            DataType.FP32));
  }

  private static StateScan.Kind scan(StateMixer.Kind kind) {
    return switch (kind) {
      case MAMBA -> StateScan.Kind.SELECTIVE;
      case MAMBA2, LIGHTNING_ATTENTION, RWKV, SHORT_CONVOLUTION -> StateScan.Kind.DECAY;
      case GATED_DELTA_NET, KIMI_DELTA_ATTENTION -> StateScan.Kind.DELTA;
      case RG_LRU -> StateScan.Kind.GATED;
    };
  }

  private void chunks(StateMixer mixer) {
    long length = Math.min(CHUNK, pass.queryLength());
    long chunks = pass.batch() * ((pass.queryLength() + CHUNK - 1) / CHUNK);
    long keys = mixer.keyDim();
    long values = mixer.valueDim();
    long heads = chunks * mixer.heads();
    product("state_scores", chunks * mixer.keyHeads(), length, keys, length);
    if (mixer.kind() == StateMixer.Kind.GATED_DELTA_NET
        || mixer.kind() == StateMixer.Kind.KIMI_DELTA_ATTENTION) {
      product("state_corrections", heads, length, length, keys + values);
    }
    nodes.elementwise("state_decay", ElementwiseOperator.Kind.GATE, heads * length * length);
    product("state_within", heads, length, length, values);
    product("state_chunks", heads, keys, length, values);
    product("state_before", heads, length, keys, values);
  }

  private void product(String name, long batch, long m, long k, long n) {
    nodes.add(name, new Matmul(batch, m, k, n, DataType.FP16, DataType.FP16, DataType.FP16));
  }
}
