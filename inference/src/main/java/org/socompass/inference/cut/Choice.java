package org.socompass.inference.cut;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.socompass.hardware.Device;
import org.socompass.operator.energy.Energy;

/**
 * One way to run an operator.
 *
 * @param kind how it is spread
 * @param pieces what runs where; pieces on one processor run in this order
 * @param seconds time from the first start to the last end, hand-overs not included [s]
 * @param ownGraph whether it is a static graph of its own, which the host starts and waits for
 */
public record Choice(Kind kind, List<Piece> pieces, double seconds, boolean ownGraph) {
  /** Copies the pieces. */
  public Choice {
    pieces = List.copyOf(pieces);
  }

  /** Creates a choice that is no graph of its own. */
  public Choice(Kind kind, List<Piece> pieces, double seconds) {
    this(kind, pieces, seconds, false);
  }

  /**
   * Returns the time of pieces one after another [s].
   *
   * @param ahead whether they are submitted ahead
   */
  public static double visibleSeconds(List<Piece> pieces, boolean ahead) {
    if (pieces.size() == 1) {
      return pieces.get(0).visibleSeconds(ahead);
    }
    return pieces.stream().mapToDouble(p -> p.visibleSeconds(ahead)).sum();
  }

  /** Returns the ids of the processors used, the first piece's first. */
  public List<String> processors() {
    if (!isCut()) {
      return List.of(pieces.get(0).processor());
    }
    var ids = new LinkedHashSet<String>();
    pieces.forEach(p -> ids.add(p.processor()));
    return List.copyOf(ids);
  }

  /** Returns the pieces on a processor, in order. */
  public List<Piece> piecesOn(String processor) {
    List<Piece> result = new ArrayList<>(pieces.size());
    for (Piece piece : pieces) {
      if (piece.processor().equals(processor)) {
        result.add(piece);
      }
    }
    return result;
  }

  /** Returns whether one processor does all of it. */
  public boolean isOnly(String processor) {
    return !isCut() && pieces.get(0).processor().equals(processor);
  }

  /** Returns whether two processors work on it at once. */
  public boolean isCut() {
    String first = pieces.get(0).processor();
    for (int i = 1; i < pieces.size(); i++) {
      if (!pieces.get(i).processor().equals(first)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the hand-overs between this operator and the next. A cut begins by handing the input to
   * both processors, and ends when each has the other's results. Between two graphs on one
   * processor the host gets the results of the first and hands over the input of the second.
   */
  public int handOversTo(Choice next) {
    boolean isCut = isCut();
    boolean isNextCut = next.isCut();
    if (isCut || isNextCut) {
      return (isCut ? 1 : 0) + (isNextCut ? 1 : 0);
    }
    if (!pieces.get(0).processor().equals(next.pieces.get(0).processor())) {
      return 1;
    }
    return ownGraph && next.ownGraph ? 2 : 0;
  }

  /** Returns the bytes moved [B]. */
  public double bytes() {
    return pieces.size() == 1
        ? pieces.get(0).bytes()
        : pieces.stream().mapToDouble(Piece::bytes).sum();
  }

  /** Returns the bytes of weights that are read inside main memory and multiplied there [B]. */
  public double inMemoryBytes() {
    return pieces.size() == 1
        ? pieces.get(0).inMemoryBytes()
        : pieces.stream().mapToDouble(Piece::inMemoryBytes).sum();
  }

  /** Returns the piece that takes longest. */
  public Piece longest() {
    Piece longest = pieces.get(0);
    for (Piece p : pieces) {
      longest = p.seconds() > longest.seconds() ? p : longest;
    }
    return longest;
  }

  /** Returns the least time that peak rates allow, processors working at once [s]. */
  public double rooflineSeconds() {
    if (pieces.size() == 1) {
      return pieces.get(0).rooflineSeconds();
    }
    Map<String, Double> sums = new TreeMap<>();
    pieces.forEach(p -> sums.merge(p.processor(), p.rooflineSeconds(), Double::sum));
    return sums.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  /**
   * Returns the energy of the pieces above idle, by processor; empty if that of one is not known.
   *
   * @param device the device, or another that differs in its energies at most
   */
  public Optional<Map<String, Energy>> energies(Device device) {
    Map<String, Energy> sums = new TreeMap<>();
    for (Piece piece : pieces) {
      Optional<Energy> energy = piece.energy().on(device);
      if (energy.isEmpty()) {
        return Optional.empty();
      }
      sums.merge(piece.processor(), energy.get(), Energy::plus);
    }
    return Optional.of(sums);
  }
}
