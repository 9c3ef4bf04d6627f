package org.socompass.mapper;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.socompass.operator.Operator;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.mapping.Mapping;

/**
 * The best mapping of a search so far and the best of any other class. Mappings are known by their
 * place in the lexical order of the space; none is created before the search ends.
 *
 * <p>Ties are broken by latency, then main-memory bytes, then place, so that the order in which
 * mappings are offered does not matter.
 */
final class Leaders {
  private static final double NONE = Double.POSITIVE_INFINITY;

  private final long startNanos = System.nanoTime();
  private final SearchBudget budget;
  private final boolean wantsSecond;
  private long evaluated;

  private long place = -1;
  private int mappingClass = -1;
  private double latency = NONE;
  private double bytes = NONE;

  private long secondPlace = -1;
  private double secondLatency = NONE;
  private double secondBytes = NONE;

  /**
   * Creates leaders.
   *
   * @param wantsSecond whether the best of another class is wanted; if not, none is proven
   */
  Leaders(SearchBudget budget, boolean wantsSecond) {
    this.budget = budget;
    this.wantsSecond = wantsSecond;
  }

  /** Counts a mapping whose cost is computed. */
  void evaluated() {
    evaluated++;
  }

  /** Returns whether the budget allows no more evaluations. */
  boolean isSpent() {
    return evaluated >= budget.evaluations();
  }

  /** Returns the latency of the best [s]; infinite if there is none. */
  double latency() {
    return latency;
  }

  /** Returns the latency above which a mapping of a class can't lead any more [s]. */
  double cutoff(int ofClass) {
    return (ofClass == mappingClass || !wantsSecond) ? latency : secondLatency;
  }

  /** Returns the latency above which a mapping of no class can lead any more [s]. */
  double cutoff() {
    return wantsSecond ? secondLatency : latency;
  }

  /**
   * Returns whether a mapping of a class may still lead.
   *
   * @param floor at most its latency [s]
   * @param leastBytes at most its main-memory traffic [B]
   * @param leastPlace at most its place
   */
  boolean canLead(int itsClass, double floor, double leastBytes, long leastPlace) {
    return (itsClass == mappingClass || !wantsSecond)
        ? beats(floor, leastBytes, leastPlace, latency, bytes, place)
        : beats(floor, leastBytes, leastPlace, secondLatency, secondBytes, secondPlace);
  }

  /**
   * Takes a mapping if it leads.
   *
   * @return whether it does
   */
  boolean offer(long itsPlace, int itsClass, double itsLatency, double itsBytes) {
    if (beats(itsLatency, itsBytes, itsPlace, latency, bytes, place)) {
      if (itsClass != mappingClass && wantsSecond) {
        secondPlace = place;
        secondLatency = latency;
        secondBytes = bytes;
      }
      place = itsPlace;
      mappingClass = itsClass;
      latency = itsLatency;
      bytes = itsBytes;
      return true;
    }
    if (itsClass != mappingClass
        && wantsSecond
        && beats(itsLatency, itsBytes, itsPlace, secondLatency, secondBytes, secondPlace)) {
      secondPlace = itsPlace;
      secondLatency = itsLatency;
      secondBytes = itsBytes;
      return true;
    }
    return false;
  }

  private static boolean beats(
      double latency,
      double bytes,
      long place,
      double otherLatency,
      double otherBytes,
      long otherPlace) {
    if (otherPlace < 0 || latency != otherLatency) {
      return otherPlace < 0 || latency < otherLatency;
    }
    return bytes != otherBytes ? bytes < otherBytes : place < otherPlace;
  }

  /**
   * Returns the best of a search that left nothing open.
   *
   * @param total mappings of the space
   * @param mapping the mapping of a place
   * @param reason explains why there is none
   */
  MapResult result(
      Operator operator,
      String processorId,
      long total,
      LongFunction<Mapping> mapping,
      Function<Mapping, OperatorCost> cost,
      Supplier<String> reason) {
    return result(operator, processorId, total, 0, NONE, mapping, cost, reason);
  }

  /**
   * Returns the best of a search.
   *
   * @param open mappings that were neither evaluated nor ruled out
   * @param openSeconds least lower bound of their latencies [s]; of no meaning if there are none
   */
  MapResult result(
      Operator operator,
      String processorId,
      long total,
      long open,
      double openSeconds,
      LongFunction<Mapping> mapping,
      Function<Mapping, OperatorCost> cost,
      Supplier<String> reason) {
    if (place < 0) {
      return new MapResult.Infeasible(reason.get());
    }
    Mapping winner = mapping.apply(place);
    Optional<MappedOperator.RunnerUp> runnerUp = Optional.empty();
    if (secondPlace >= 0) {
      Mapping second = mapping.apply(secondPlace);
      runnerUp =
          Optional.of(new MappedOperator.RunnerUp(second, cost.apply(second).latencySeconds()));
    }
    double gap = open == 0 ? 0 : Math.max(0, 1 - openSeconds / latency);
    return new MappedOperator(
        operator,
        processorId,
        winner,
        cost.apply(winner),
        new MappedOperator.Search(
            total,
            evaluated,
            total - evaluated - open,
            gap,
            (System.nanoTime() - startNanos) * 1e-9),
        runnerUp);
  }
}
