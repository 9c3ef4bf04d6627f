package org.socompass.inference.pass;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.inference.cut.Piece;
import org.socompass.inference.result.OperatorTime;
import org.socompass.llm.OperatorNode;
import org.socompass.operator.energy.Energy;

/** Sums the runs of each operator on each processor over the chunks of a prompt. */
final class ChunkUsage {
  private final Device device;
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

  ChunkUsage(Device device) {
    this.device = device;
  }

  /** Counts equal runs. */
  void add(OperatorNode node, Piece piece, long runs) {
    add(node, piece, runs, node.operator().operations());
  }

  /** Counts equal runs of what only moves data: it computes nothing of the operator. */
  void addTransfer(OperatorNode node, Piece piece, long runs) {
    add(node, piece, runs, 0);
  }

  private void add(OperatorNode node, Piece piece, long runs, double operations) {
    Usage u =
        byName.computeIfAbsent(
            node.name() + "@" + piece.processor(), name -> new Usage(node, piece));
    u.count += runs;
    u.seconds += runs * (piece.seconds() + piece.submitSeconds());
    u.operations += runs * operations;
    u.bytes += runs * piece.bytes();
    u.roofline += runs * piece.rooflineSeconds();
    u.energy = ChunkPieces.sum(u.energy, piece.energy().on(device).map(e -> e.times(runs)));
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
