package org.socompass.llm;

import java.util.ArrayList;
import java.util.List;
import org.socompass.hardware.DataType;
import org.socompass.llm.layer.Normalization;
import org.socompass.llm.layer.WeightMatrix;
import org.socompass.operator.AllReduce;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Operator;
import org.socompass.operator.RowGroups;
import org.socompass.operator.RowOperator;

/** Operators of one pass in the making, sizes being those of one device. */
final class NodeList {
  final LanguageModel model;
  final Quantization quantization;
  final GraphOptions options;
  final DataType cache;
  final ForwardPass pass;
  final long tokens;
  final long hidden;

  private final List<OperatorNode> nodes = new ArrayList<>();

  NodeList(
      LanguageModel model,
      Quantization quantization,
      GraphOptions options,
      DataType cache,
      ForwardPass pass) {
    this.model = model;
    this.quantization = quantization;
    this.options = options;
    this.cache = cache;
    this.pass = pass;
    this.tokens = pass.tokens();
    this.hidden = model.hidden();
  }

  List<OperatorNode> nodes() {
    return List.copyOf(nodes);
  }

  /** Returns the part of one device. */
  long share(String name, long total) {
    int devices = pass.tensorParallel();
    if (total % devices != 0) {
      throw new IllegalArgumentException(
          "tensor parallelism over %d devices must divide %s of %s, which is %d"
              .formatted(devices, name, model.id(), total));
    }
    return total / devices;
  }

  void add(String name, Operator operator) {
    nodes.add(new OperatorNode(name, operator, 1));
  }

  void product(String name, long k, long n) {
    add(name, quantization.layerProduct(model, name, tokens, k, n));
  }

  /** Adds the product with several matrices side by side. */
  void product(String name, long k, List<Quantization.Part> parts) {
    add(name, quantization.product(model, tokens, k, parts));
  }

  /** Adds a product with several matrices of one shape. */
  void products(String name, long copies, long m, long k, long n) {
    add(name, quantization.layerProduct(model, name, m, k, n).resized(copies, m, k, n));
  }

  /** Adds the products of experts that all have as many rows. */
  void experts(String name, RowGroups groups, long k, long n) {
    long copies = groups.rows().size();
    long m = groups.meanRows();
    add(
        name,
        quantization.layerProduct(model, name, m, k, n).resized(copies, m, k, n).grouped(groups));
  }

  /** Adds the product of all tokens with a matrix that every token is multiplied by. */
  void extra(WeightMatrix matrix) {
    switch (matrix.use()) {
      case EVERY_TOKEN ->
          products(matrix.role(), matrix.copies(), tokens, matrix.in(), matrix.out());
      case LOOKUP ->
          add(
              matrix.role(),
              new ElementwiseOperator(
                  ElementwiseOperator.Kind.EMBEDDING,
                  tokens * matrix.out(),
                  quantization.tableType(),
                  DataType.FP16));
      case ROUTED, NOT_BY_TEXT -> {
        // Experts are added with their router; what text does not use is not computed.
      }
    }
  }

  void quantize(String name, long elements) {
    if (quantization.quantizesActivations()) {
      add(
          name,
          new ElementwiseOperator(
              ElementwiseOperator.Kind.QUANTIZE,
              elements,
              DataType.FP16,
              quantization.activation()));
    }
  }

  void allReduce(String name) {
    if (pass.tensorParallel() > 1) {
      add(name, new AllReduce(tokens * hidden, DataType.FP16, pass.tensorParallel()));
    }
  }

  void residualAdd(String name) {
    elementwise(name, ElementwiseOperator.Kind.RESIDUAL_ADD, tokens * hidden);
  }

  void norm(String name, long rows, long columns, RowOperator.Kind kind) {
    add(name, new RowOperator(kind, rows, columns, DataType.FP16));
  }

  /** Adds a norm of the hidden state, with the addition before it if they are fused. */
  void norm(String name, long rows, Normalization.Kind kind, boolean withAddition) {
    norm(name, rows, hidden, withAddition ? RowOperator.Kind.FUSED_ADD_RMSNORM : kind.operator());
  }

  void elementwise(String name, ElementwiseOperator.Kind kind, long elements) {
    add(name, new ElementwiseOperator(kind, elements, DataType.FP16, DataType.FP16));
  }

  /** Adds the storing of new elements in the cache, converted if its type is narrower. */
  void cacheAppend(long elements) {
    boolean converts = cache.bytesPerElement() != DataType.FP16.bytesPerElement();
    add(
        "kv_append",
        new ElementwiseOperator(
            converts ? ElementwiseOperator.Kind.QUANTIZE : ElementwiseOperator.Kind.KV_APPEND,
            elements,
            DataType.FP16,
            cache));
  }
}
