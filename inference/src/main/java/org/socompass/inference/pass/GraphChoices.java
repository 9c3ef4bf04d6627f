package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.socompass.hardware.GraphGeneration;
import org.socompass.inference.cut.Choice;
import org.socompass.inference.cut.Kind;
import org.socompass.inference.cut.Piece;
import org.socompass.inference.cut.Pieces;
import org.socompass.inference.cut.PreparedLengths;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Strategy;
import org.socompass.inference.result.OperatorTime;
import org.socompass.input.InputException;
import org.socompass.llm.OperatorNode;
import org.socompass.operator.Bound;
import org.socompass.operator.Matmul;

/**
 * How products run on an NPU that runs prepared graphs only: in the lengths that there are, padded,
 * one after another, or in graphs that are made first.
 */
final class GraphChoices {
  private final EngineProfile engine;
  private final Pieces known;
  private final ChainSchedule.SharedMemory memory;
  private final PreparedLengths lengths;

  GraphChoices(
      EngineProfile engine,
      Pieces known,
      ChainSchedule.SharedMemory memory,
      PreparedLengths lengths) {
    this.engine = engine;
    this.known = known;
    this.memory = memory;
    this.lengths = lengths;
  }

  /** Some strategies are about products that have no graph of their length. */
  boolean mustBeUsed(Matmul product) {
    return switch (engine.strategy()) {
      case PADDING, PIPELINE, ONLINE_PREPARE -> !lengths.has(product.m());
      default -> false;
    };
  }

  /** Returns the fastest way to run a product on prepared graphs that the strategy allows. */
  Optional<Choice> fastest(Matmul product, String npu) {
    long rows = product.m();
    List<List<Long>> ways =
        engine.strategy() == Strategy.ONLINE_PREPARE || lengths.has(rows)
            ? List.of(List.of(rows))
            : lengths.covering(rows);
    if (engine.strategy() == Strategy.PADDING && !lengths.has(rows)) {
      ways = List.of(lengths.padded(rows));
    } else if (engine.strategy() == Strategy.PIPELINE) {
      List<List<Long>> chunked = ways.stream().filter(w -> w.size() > 1).toList();
      ways = chunked.isEmpty() ? ways : chunked;
    }
    Optional<Choice> best = Optional.empty();
    for (List<Long> way : ways) {
      Optional<Choice> candidate = chunks(product, npu, way);
      boolean isFaster =
          candidate.isPresent()
              && (best.isEmpty() || candidate.get().seconds() < best.get().seconds());
      best = isFaster ? candidate : best;
    }
    return best;
  }

  private Optional<Choice> chunks(Matmul product, String npu, List<Long> way) {
    List<Piece> pieces = new ArrayList<>();
    for (long rows : way) {
      Optional<Piece> piece = known.find(product.withRows(rows), npu);
      if (piece.isEmpty()) {
        return Optional.empty();
      }
      pieces.add(piece.get());
    }
    Kind kind =
        way.size() > 1 ? Kind.PIPELINE : way.get(0) == product.m() ? Kind.WHOLE : Kind.PADDING;
    boolean ahead = memory.lane(npu).submitsAhead();
    return Optional.of(new Choice(kind, pieces, Choice.visibleSeconds(pieces, ahead), true));
  }

  /** Returns the time to make the graphs that a prompt of an unprepared length needs. */
  Optional<OperatorTime> generation(List<OperatorNode> nodes, List<Choice> choices, String npu) {
    Set<Matmul> shapes = new LinkedHashSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      if (choices.get(i).processors().contains(npu)
          && nodes.get(i).operator() instanceof Matmul product
          && !lengths.has(product.m())) {
        shapes.add(product);
      }
    }
    if (shapes.isEmpty()) {
      return Optional.empty();
    }
    GraphGeneration cost =
        known
            .device()
            .processor(npu)
            .kernels()
            .graphGeneration()
            .orElseThrow(
                () ->
                    new InputException(
                        "engine '%s' needs processors.%s.kernels.graph_generation, which '%s' lacks"
                            .formatted(engine.id(), npu, known.device().id())));
    double seconds = 0;
    for (Matmul shape : shapes) {
      seconds += cost.seconds(shape.m(), shape.k(), shape.n());
    }
    return Optional.of(
        OperatorTime.idle(
            "graph_generation",
            "engine",
            npu,
            shapes.size(),
            seconds / shapes.size(),
            Bound.LAUNCH));
  }
}
