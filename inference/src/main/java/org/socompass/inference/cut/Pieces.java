package org.socompass.inference.cut;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.mapper.MapResult;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Operator;

/**
 * The pieces of operators on the processors of a device, mapped best, each made once. What an NPU
 * reads again and again may come from the system cache; how large that must be is tracked. Not
 * thread-safe.
 */
public final class Pieces {
  private final OperatorMapper mapper;
  private final Map<String, Map<Operator, Made>> known = new HashMap<>();
  private final CacheReach reach = new CacheReach();

  /** A piece, or why there is none. */
  private record Made(Optional<Piece> piece, String reason) {}

  /** Creates the pieces of a mapper's device. */
  public Pieces(OperatorMapper mapper) {
    this.mapper = mapper;
  }

  /** Returns what maps them. */
  public OperatorMapper mapper() {
    return mapper;
  }

  /** Returns the device. */
  public Device device() {
    return mapper.device();
  }

  /** Returns the sizes of the system cache at which all pieces so far are the same. */
  public CacheReach.Range cacheRange() {
    return reach.range();
  }

  /** Returns an operator on a processor; empty if no mapping fits. */
  public Optional<Piece> find(Operator operator, String processor) {
    return made(operator, processor).piece();
  }

  /** Returns why an operator has no mapping on a processor. */
  public String reason(Operator operator, String processor) {
    return made(operator, processor).reason();
  }

  /**
   * Returns an operator on a processor.
   *
   * @throws Piece.InfeasiblePieceException if no mapping fits
   */
  Piece of(Operator operator, String processor) {
    Made made = made(operator, processor);
    if (made.piece().isEmpty()) {
      throw new Piece.InfeasiblePieceException(made.reason());
    }
    return made.piece().get();
  }

  private Made made(Operator operator, String processor) {
    Map<Operator, Made> there = known.get(processor);
    if (there == null) {
      there = new HashMap<>();
      known.put(processor, there);
    }
    Made made = there.get(operator);
    if (made == null) {
      made = make(mapper.map(operator, processor));
      there.put(operator, made);
    }
    return made;
  }

  private Made make(MapResult result) {
    return result instanceof MapResult.Infeasible infeasible
        ? new Made(Optional.empty(), infeasible.reason())
        : new Made(Optional.of(Piece.of((MappedOperator) result, device(), reach)), "");
  }
}
