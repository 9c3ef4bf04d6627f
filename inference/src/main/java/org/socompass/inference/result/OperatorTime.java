package org.socompass.inference.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.socompass.operator.Bound;
import org.socompass.operator.energy.Energy;

/**
 * Time of one operator of a phase.
 *
 * @param name its name in the graph
 * @param operator what it computes
 * @param shape its shape in words
 * @param processor id of the processor that runs it; several are joined by {@code +}
 * @param count how often it runs in the phase
 * @param seconds time of one run [s]
 * @param boundBy what limits it
 * @param rooflineSeconds the least time that peak rates allow for one run [s]
 * @param operations arithmetic operations of one run, padding excluded [op]
 * @param mainMemoryBytes bytes moved to and from main memory in one run [B]
 * @param energies energy of one run above what idle processors and memory draw, by the processor
 *     that causes it; empty if the template lacks its inputs
 * @param inMemoryBytes bytes of weights that one run reads inside main memory and multiplies there,
 *     none of them among those moved; 0 if the processor does the work [B]
 */
public record OperatorTime(
    String name,
    String operator,
    String shape,
    String processor,
    long count,
    double seconds,
    Bound boundBy,
    double rooflineSeconds,
    double operations,
    double mainMemoryBytes,
    Optional<Map<String, Energy>> energies,
    double inMemoryBytes) {
  /** What reads from storage or a network are, which run beside the operators of a pass. */
  public static final String BESIDE = "storage";

  /** Copies the energies, sorted. */
  public OperatorTime {
    energies = energies.map(e -> Collections.unmodifiableMap(new TreeMap<>(e)));
  }

  /** Creates the time of what the processor itself does. */
  public OperatorTime(
      String name,
      String operator,
      String shape,
      String processor,
      long count,
      double seconds,
      Bound boundBy,
      double rooflineSeconds,
      double operations,
      double mainMemoryBytes,
      Optional<Map<String, Energy>> energies) {
    this(
        name,
        operator,
        shape,
        processor,
        count,
        seconds,
        boundBy,
        rooflineSeconds,
        operations,
        mainMemoryBytes,
        energies,
        0);
  }

  /** Creates the time of what does no work of its own: waiting, starting, preparing. */
  public static OperatorTime idle(
      String name, String operator, String processor, long count, double seconds, Bound boundBy) {
    return new OperatorTime(
        name, operator, "", processor, count, seconds, boundBy, 0, 0, 0, Optional.of(Map.of()));
  }

  /** Returns whether units in main memory do the work, or a part of it. */
  public boolean isInMemory() {
    return inMemoryBytes > 0;
  }

  /** Returns whether it runs beside the others, its time being only what is waited for. */
  public boolean isBeside() {
    return operator.equals(BESIDE);
  }

  /** Returns the same with other energies. */
  public OperatorTime withEnergies(Optional<Map<String, Energy>> others) {
    return new OperatorTime(
        name,
        operator,
        shape,
        processor,
        count,
        seconds,
        boundBy,
        rooflineSeconds,
        operations,
        mainMemoryBytes,
        others,
        inMemoryBytes);
  }

  /**
   * Returns the same in another time.
   *
   * @param other time of one run [s]
   * @param by what limits it then
   */
  public OperatorTime withTime(double other, Bound by) {
    return new OperatorTime(
        name,
        operator,
        shape,
        processor,
        count,
        other,
        by,
        rooflineSeconds,
        operations,
        mainMemoryBytes,
        energies,
        inMemoryBytes);
  }

  /**
   * Returns the same that moves and reads other bytes.
   *
   * @param moved bytes of one run to and from main memory [B]
   * @param inside bytes of weights that one run reads inside main memory [B]
   */
  public OperatorTime withBytes(double moved, double inside) {
    return new OperatorTime(
        name,
        operator,
        shape,
        processor,
        count,
        seconds,
        boundBy,
        rooflineSeconds,
        operations,
        moved,
        energies,
        inside);
  }

  /**
   * Returns as many runs, each with so many times the work.
   *
   * @param times not negative
   */
  public OperatorTime scaled(double times) {
    return new OperatorTime(
        name,
        operator,
        shape,
        processor,
        count,
        seconds * times,
        boundBy,
        rooflineSeconds * times,
        operations * times,
        mainMemoryBytes * times,
        energies.map(
            all -> {
              Map<String, Energy> scaled = new TreeMap<>();
              all.forEach((id, energy) -> scaled.put(id, energy.scaled(times)));
              return scaled;
            }),
        inMemoryBytes * times);
  }

  /** Returns the same under another name. */
  public OperatorTime named(String other) {
    return new OperatorTime(
        other,
        operator,
        shape,
        processor,
        count,
        seconds,
        boundBy,
        rooflineSeconds,
        operations,
        mainMemoryBytes,
        energies,
        inMemoryBytes);
  }

  /**
   * Returns so many times the runs.
   *
   * @param times at least 1
   */
  public OperatorTime repeated(long times) {
    return new OperatorTime(
        name,
        operator,
        shape,
        processor,
        count * times,
        seconds,
        boundBy,
        rooflineSeconds,
        operations,
        mainMemoryBytes,
        energies,
        inMemoryBytes);
  }

  /**
   * Returns the runs of the same name on the same processor as one, in the order of the first of
   * each.
   */
  public static List<OperatorTime> summed(List<OperatorTime> operators) {
    Map<String, OperatorTime> sums = new LinkedHashMap<>();
    for (OperatorTime o : operators) {
      sums.merge(o.name() + "@" + o.processor(), o, OperatorTime::mean);
    }
    return List.copyOf(sums.values());
  }

  /** Returns all runs of two, each as their mean; shape and bound are those of the longer time. */
  private static OperatorTime mean(OperatorTime a, OperatorTime b) {
    OperatorTime longer = a.totalSeconds() >= b.totalSeconds() ? a : b;
    long count = a.count + b.count;
    double x = (double) a.count / count;
    double y = (double) b.count / count;
    return new OperatorTime(
        a.name,
        a.operator,
        longer.shape,
        a.processor,
        count,
        x * a.seconds + y * b.seconds,
        longer.boundBy,
        x * a.rooflineSeconds + y * b.rooflineSeconds,
        x * a.operations + y * b.operations,
        x * a.mainMemoryBytes + y * b.mainMemoryBytes,
        a.energies.flatMap(e -> b.energies.map(f -> mean(e, a.count, f, b.count))),
        x * a.inMemoryBytes + y * b.inMemoryBytes);
  }

  private static Map<String, Energy> mean(
      Map<String, Energy> a, long countOfA, Map<String, Energy> b, long countOfB) {
    Map<String, Energy> result = new TreeMap<>();
    a.forEach((id, e) -> result.merge(id, e.times(countOfA), Energy::plus));
    b.forEach((id, e) -> result.merge(id, e.times(countOfB), Energy::plus));
    result.replaceAll((id, e) -> e.dividedBy(countOfA + countOfB));
    return result;
  }

  /** Returns the energy of one run above idle on all processors and main memory. */
  public Optional<Energy> energy() {
    if (energies.isEmpty()) {
      return Optional.empty();
    }
    Energy sum = Energy.NONE;
    for (Energy energy : energies.get().values()) {
      sum = sum.plus(energy);
    }
    return Optional.of(sum);
  }

  /** Returns the time of all runs [s]. */
  public double totalSeconds() {
    return seconds * count;
  }

  /** Returns the share of the time that peak rates would need, in [0, 1]. */
  public double utilization() {
    return seconds == 0 ? 0 : Math.min(1, rooflineSeconds / seconds);
  }
}
