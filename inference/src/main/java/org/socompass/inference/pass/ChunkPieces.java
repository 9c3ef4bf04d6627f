package org.socompass.inference.pass;

import java.util.List;
import java.util.Optional;
import org.socompass.hardware.DataType;
import org.socompass.inference.cut.EnergyUse;
import org.socompass.inference.cut.Piece;
import org.socompass.inference.cut.Pieces;
import org.socompass.inference.engine.Scheduling;
import org.socompass.input.InputException;
import org.socompass.llm.OperatorNode;
import org.socompass.operator.Bound;
import org.socompass.operator.Matmul;
import org.socompass.operator.energy.Energy;

/**
 * What the operators of a chunk cost: products on the NPU, in parts where a contraction is too
 * long, their outlier columns and all else on the float processor, and the first use of weights.
 */
final class ChunkPieces {
  private static final double FLOAT_BYTES = 2;

  private final Scheduling.Chunks chunks;
  private final Pieces pieces;
  private final String npu;
  private final String floats;
  private final double floatBytesPerSecond;

  /**
   * Creates the pieces of an engine.
   *
   * @param floatBytesPerSecond bandwidth of the float processor [B/s]
   */
  ChunkPieces(
      Scheduling.Chunks chunks,
      Pieces pieces,
      String npu,
      String floats,
      double floatBytesPerSecond) {
    this.chunks = chunks;
    this.pieces = pieces;
    this.npu = npu;
    this.floats = floats;
    this.floatBytesPerSecond = floatBytesPerSecond;
  }

  /** Returns an operator on the float processor. */
  Piece onFloats(OperatorNode node) {
    return piece(node, floats);
  }

  /**
   * Returns a product on the NPU. Panels of a long contraction do not fit the NPU: such a product
   * is a sum of shorter ones.
   */
  Piece onNpu(OperatorNode node) {
    var p = (Matmul) node.operator();
    long parts = (p.k() - 1) / chunks.greatestContraction() + 1;
    if (parts == 1) {
      return piece(node, npu);
    }
    long k = (p.k() - 1) / parts + 1;
    var part = p.resized(p.batch(), p.m(), k, p.n());
    Piece one = piece(new OperatorNode(node.name(), part, node.count()), npu);
    return new Piece(
        npu,
        one.operator(),
        parts * one.seconds(),
        parts * one.bytes(),
        parts * one.submitSeconds(),
        one.boundBy(),
        parts * one.rooflineSeconds(),
        one.energy().times(parts));
  }

  /** Returns the reading of weights that the first chunk brings into reach of the NPU. */
  Piece firstUse(List<OperatorNode> products) {
    double weights =
        products.stream().mapToDouble(n -> ((Matmul) n.operator()).weightBytes()).sum();
    double seconds = weights / chunks.firstUseBytesPerSecond();
    return new Piece(
        npu,
        products.get(0).operator(),
        seconds,
        weights,
        0,
        Bound.MEMORY,
        Math.min(seconds, weights / pieces.device().memory().peakBytesPerSecond()),
        new EnergyUse.Reading(npu, seconds, weights));
  }

  /** Returns the outlier columns of the activations of a product. */
  OperatorNode outliers(OperatorNode node) {
    var product = (Matmul) node.operator();
    var outliers =
        new Matmul(
            product.batch(),
            product.m(),
            Math.max(1, Math.round(product.k() * chunks.outlierShare())),
            product.n(),
            DataType.FP16,
            DataType.FP16,
            DataType.FP16);
    return new OperatorNode(node.name() + "_outliers", outliers, node.count());
  }

  /** Returns outliers in float, whose rows of the weights are not all resident. */
  Piece outlierPiece(OperatorNode outliers) {
    var product = (Matmul) outliers.operator();
    Piece plain = onFloats(outliers);
    double loaded = (1 - chunks.residentShare()) * product.k() * product.n() * FLOAT_BYTES;
    double loadSeconds = loaded / floatBytesPerSecond;
    return new Piece(
        floats,
        plain.operator(),
        plain.seconds() + loadSeconds,
        plain.bytes() + loaded,
        plain.submitSeconds(),
        plain.boundBy(),
        plain.rooflineSeconds(),
        plain.energy().plus(new EnergyUse.Reading(floats, loadSeconds, loaded)));
  }

  static Optional<Energy> sum(Optional<Energy> a, Optional<Energy> b) {
    return a.flatMap(x -> b.map(x::plus));
  }

  private Piece piece(OperatorNode node, String processor) {
    return pieces
        .find(node.operator(), processor)
        .orElseThrow(
            () ->
                new InputException(
                    "%s of %s: %s"
                        .formatted(
                            node.name(),
                            pieces.device().id(),
                            pieces.reason(node.operator(), processor))));
  }
}
