package org.socompass.inference.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.socompass.hardware.DataType;
import org.socompass.inference.training.FineTuning.Recompute;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.GraphBuilder;
import org.socompass.llm.GraphOptions;
import org.socompass.llm.OperatorNode;
import org.socompass.operator.Attention;
import org.socompass.operator.Collective;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.RowOperator;
import org.socompass.operator.StreamedOperator;

/**
 * The operators of a forward and a backward pass on one device.
 *
 * <pre>{@code
 * product     C[m,n] = A[m,k] B[k,n]     dA[m,k] = dC[m,n] B'[n,k]     dB[k,n] = A'[k,m] dC[m,n], if B is trained
 * attention   5 products instead of 2: scores again, dV, dP, dQ, dK
 * norm, activation of i inputs and o outputs    o gradients and i inputs read, i gradients written
 * sums, rotations, gathers, all-reduces         as forward
 * adapter     A[m,k] a[k,r], (A a)[m,r] b[r,n] beside a product, both trained
 * }</pre>
 *
 * <p>All tokens have logits; the loss is a softmax over them.
 *
 * <p><b>Source.</b> Attention: Dao, FlashAttention-2, 2023. The rest is calculus.
 *
 * @param forward operators of the forward pass
 * @param backward operators of the backward pass, as parts of what they cost
 * @param again operators of the forward pass that the backward pass computes again
 */
record TrainingGraph(List<OperatorNode> forward, List<Part> backward, List<OperatorNode> again) {
  private static final double ATTENTION_PRODUCTS = 5 / 2.0;
  private static final String HEAD = "lm_head";
  private static final String ROUTER = "router";
  private static final String LOSS = "loss";
  private static final Set<String> ENDS =
      Set.of("embedding", "position_embedding", "final_norm", HEAD, LOSS);

  /** Operators whose gradients move what they move. */
  private static final Set<ElementwiseOperator.Kind> LINEAR =
      Set.of(
          ElementwiseOperator.Kind.ROPE,
          ElementwiseOperator.Kind.RESIDUAL_ADD,
          ElementwiseOperator.Kind.EMBEDDING,
          ElementwiseOperator.Kind.EXPERT_ORDER);

  /**
   * An operator as part of a pass.
   *
   * @param node the operator
   * @param times how often its time and work count
   */
  record Part(OperatorNode node, double times) {}

  /** Copies the lists. */
  TrainingGraph {
    forward = List.copyOf(forward);
    backward = List.copyOf(backward);
    again = List.copyOf(again);
  }

  /**
   * Returns the graph of a pass.
   *
   * @param tensorParallel devices that share a replica
   * @param hasFusedAttention whether the processor has a kernel that keeps scores on the chip
   */
  static TrainingGraph of(FineTuning tuning, int tensorParallel, boolean hasFusedAttention) {
    var options = new GraphOptions(tuning.fusesAttention() && hasFusedAttention, true, true, true);
    ForwardPass pass =
        ForwardPass.prefill(tuning.batch(), tuning.sequenceTokens())
            .withTensorParallel(tensorParallel);
    List<OperatorNode> forward = new ArrayList<>();
    List<Part> backward = new ArrayList<>();
    for (OperatorNode n :
        new GraphBuilder(tuning.model(), tuning.quantization(), options).wholeModel(pass).nodes()) {
      if (isCacheWrite(n)) {
        continue;
      }
      OperatorNode node = onAllTokens(n, pass);
      forward.add(node);
      backward.addAll(backward(node, tuning));
      for (OperatorNode adapter : adapters(node, tuning)) {
        forward.add(adapter);
        backward.addAll(backward(adapter, tuning));
      }
      if (node.role().equals(HEAD) && node.operator() instanceof Matmul head) {
        var loss =
            new OperatorNode(
                LOSS,
                new RowOperator(
                    RowOperator.Kind.SOFTMAX, head.m(), Math.max(1, head.n()), DataType.FP32),
                1);
        forward.add(loss);
        backward.addAll(backward(loss, tuning));
      }
    }
    return new TrainingGraph(
        forward, backward, forward.stream().filter(n -> isAgain(n, tuning.recompute())).toList());
  }

  private static boolean isCacheWrite(OperatorNode node) {
    return node.role().equals("kv_append");
  }

  private static boolean isAgain(OperatorNode node, Recompute recompute) {
    return switch (recompute) {
      case NONE -> false;
      case ATTENTION -> isScores(node);
      case FULL -> !ENDS.contains(node.role());
    };
  }

  /** Returns whether a node computes with scores that are kept in memory. */
  static boolean isScores(OperatorNode node) {
    return node.role().equals(OperatorNode.Q_MUL_K)
        || node.role().equals("softmax")
        || node.role().equals(OperatorNode.A_MUL_V);
  }

  private static OperatorNode onAllTokens(OperatorNode node, ForwardPass pass) {
    if (node.role().equals(HEAD) && node.operator() instanceof Matmul head) {
      return new OperatorNode(node.name(), head.withRows(pass.tokens()), node.count());
    }
    if (node.role().equals("final_norm") && node.operator() instanceof RowOperator norm) {
      return new OperatorNode(
          node.name(),
          new RowOperator(norm.kind(), pass.tokens(), norm.cols(), norm.type()),
          node.count());
    }
    return node;
  }

  /** Returns whether adapters stand beside a product: not beside the head, a router, experts. */
  static boolean hasAdapters(OperatorNode node, FineTuning tuning) {
    return !tuning.isFull() && node.readsWeights() && isAdapted(node.role()) && !isAdapter(node);
  }

  /** Returns whether matrices of a role have adapters. */
  static boolean isAdapted(String role) {
    return !role.equals(HEAD) && !role.equals(ROUTER) && !role.startsWith("experts");
  }

  private static boolean isAdapter(OperatorNode node) {
    return node.role().endsWith("_lora_a") || node.role().endsWith("_lora_b");
  }

  private static List<OperatorNode> adapters(OperatorNode node, FineTuning tuning) {
    if (!hasAdapters(node, tuning) || !(node.operator() instanceof Matmul p)) {
      return List.of();
    }
    long rank = tuning.rank().orElseThrow();
    DataType type = p.output();
    long wide = rank * matricesOf(node.role());
    return List.of(
        new OperatorNode(
            node.name() + "_lora_a",
            new Matmul(p.batch(), p.m(), p.k(), wide, type, type, type),
            node.count()),
        new OperatorNode(
            node.name() + "_lora_b",
            new Matmul(p.batch(), p.m(), rank, p.n(), type, type, type),
            node.count()));
  }

  /** Returns the matrices that stand side by side in a product. */
  private static int matricesOf(String role) {
    return switch (role) {
      case "qkv_projection" -> 3;
      case "ffn_gate_up" -> 2;
      default -> 1;
    };
  }

  private static List<Part> backward(OperatorNode node, FineTuning tuning) {
    return node.operator() instanceof Matmul p
        ? products(node, p, tuning)
        : List.of(new Part(named(node, "_backward"), backwardTimes(node.operator())));
  }

  /** Returns how often an operator's work counts backward. */
  private static double backwardTimes(Operator operator) {
    if (operator instanceof Attention) {
      return ATTENTION_PRODUCTS;
    }
    if (operator instanceof Collective
        || (operator instanceof ElementwiseOperator e && LINEAR.contains(e.kind()))) {
      return 1;
    }
    StreamedOperator.Work work = ((StreamedOperator) operator).work();
    return (work.outputs() + 2.0 * work.inputs()) / (work.outputs() + work.inputs());
  }

  private static OperatorNode named(OperatorNode node, String suffix) {
    return new OperatorNode(node.name() + suffix, node.operator(), node.count());
  }

  private static List<Part> products(OperatorNode node, Matmul p, FineTuning tuning) {
    List<Part> parts = new ArrayList<>();
    var ofInput =
        new Matmul(
            p.batch(),
            p.m(),
            p.n(),
            p.k(),
            p.activation(),
            p.weight(),
            p.output(),
            p.cached(),
            p.weightBytesPerElement(),
            p.groups());
    parts.add(
        new Part(new OperatorNode(node.name() + "_input_gradient", ofInput, node.count()), 1));
    if (tuning.isFull() || isAdapter(node) || !node.readsWeights()) {
      var ofWeight =
          new Matmul(p.batch(), p.k(), p.m(), p.n(), p.activation(), p.output(), p.output());
      parts.add(
          new Part(new OperatorNode(node.name() + "_weight_gradient", ofWeight, node.count()), 1));
    }
    return parts;
  }

  /**
   * Returns what a forward pass leaves for the backward pass on one device [B].
   *
   * <p>Products keep A, norms and activations their inputs, attention Q, K, V; scores that are not
   * on the chip are kept once. Matrices that read the same tensor keep it once.
   */
  double keptBytes(FineTuning tuning) {
    double all = 0;
    double ofLayers = 0;
    double largestLayer = 0;
    for (OperatorNode node : forward) {
      double bytes = keptBytes(node, tuning);
      if (ENDS.contains(node.role())) {
        all += bytes;
        continue;
      }
      ofLayers += node.count() * bytes;
      largestLayer += bytes;
    }
    if (tuning.recompute() == Recompute.FULL) {
      double inputs =
          (double) tuning.tokensOfPass()
              * tuning.model().hidden()
              * DataType.FP16.bytesPerElement()
              * tuning.model().layers();
      return all + inputs + Math.min(largestLayer, ofLayers);
    }
    return all + ofLayers;
  }

  private static double keptBytes(OperatorNode node, FineTuning tuning) {
    Operator operator = node.operator();
    if (operator instanceof Matmul p) {
      return keptBytes(node, p, tuning);
    }
    if (operator instanceof Attention a) {
      return a.queryBytes() + a.kvBytes();
    }
    if (operator instanceof RowOperator r) {
      // What a softmax of scores leaves is A of the product behind it.
      return isScores(node) ? 0 : r.tensorBytes();
    }
    boolean forgets =
        operator instanceof Collective
            || (operator instanceof ElementwiseOperator e && LINEAR.contains(e.kind()));
    return forgets ? 0 : operator.compulsoryReadBytes();
  }

  private static double keptBytes(OperatorNode node, Matmul p, FineTuning tuning) {
    if (node.role().equals(OperatorNode.Q_MUL_K)) {
      return p.activationBytes() + p.weightBytes();
    }
    if (node.role().equals(OperatorNode.A_MUL_V)) {
      boolean forgets = tuning.recompute() == Recompute.ATTENTION;
      return (forgets ? 0 : p.activationBytes()) + p.weightBytes();
    }
    // The first product of an adapter reads what the product beside it reads.
    boolean isOwn = !node.role().endsWith("_lora_a");
    boolean isTrained = tuning.isFull() || isAdapter(node) || hasAdapters(node, tuning);
    return isOwn && isTrained ? p.activationBytes() : 0;
  }
}
