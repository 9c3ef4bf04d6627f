package org.socompass.inference.pass;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.inference.cut.Piece;
import org.socompass.inference.result.OperatorTime;
import org.socompass.llm.OperatorNode;
import org.socompass.operator.energy.Energy;

/** Sums the runs of each operator on each processor over the chunks of a prompt. */
final class ChunkUsage {
  private final Map<String, Usage> byName = new LinkedHashMap<>();

  /** Sum of the runs of one operator on one processor. */
  private static final class Usage {
    final OperatorNode node;
    final Piece piece;
    long count;
    double seconds;
    double operations;
    double bytes;
    double roofline;
    Optional<Energy> energy = Optional.of(Energy.NONE);

    Usage(OperatorNode node, Piece piece) {
      this.node = node;
      this.piece = piece;
    }
  }

  /** Counts one run. */
  void add(OperatorNode node, Piece piece) {
    Usage u =
        byName.computeIfAbsent(
            node.name() + "@" + piece.processor(), name -> new Usage(node, piece));
    u.count++;
    u.seconds += piece.seconds() + piece.submitSeconds();
    // What only moves data has no roofline: it computes nothing of the operator.
    u.operations += piece.rooflineSeconds() == 0 ? 0 : node.operator().operations();
    u.bytes += piece.bytes();
    u.roofline += piece.rooflineSeconds();
    u.energy = ChunkPieces.sum(u.energy, piece.energy());
  }

  /** Returns the mean of each operator on each processor, in the order of first use. */
  List<OperatorTime> times() {
    return byName.values().stream().map(ChunkUsage::time).toList();
  }

  private static OperatorTime time(Usage u) {
    return new OperatorTime(
        u.node.name(),
        u.node.operator().id(),
        u.node.operator().shape(),
        u.piece.processor(),
        u.count,
        u.seconds / u.count,
        u.piece.boundBy(),
        u.roofline / u.count,
        u.operations / u.count,
        u.bytes / u.count,
        u.energy.map(e -> Map.of(u.piece.processor(), e.dividedBy(u.count))));
  }
}
