package org.socompass.inference.result;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.socompass.hardware.Device;
import org.socompass.hardware.power.MemoryEnergy;
import org.socompass.operator.energy.Energy;
import org.socompass.operator.energy.EnergyModel;

/**
 * What a pass draws on one device.
 *
 * <pre>{@code
 * E = sum over operators of count * E_operator + (sum over processors of P_0 + P_m) * seconds
 * average = E / seconds      peak = P_0 + P_m + max over operators of E_operator / its time
 * }</pre>
 *
 * <p>Reads from storage or a network run beside the operators, and their time is only what is
 * waited for: they add their mean power over the pass.
 *
 * <p>Where processors work on different operators at once the peak is that of all of them at their
 * dearest operator: an upper bound.
 *
 * @param seconds time of the pass [s]
 * @param byProcessor what each processor that takes part causes, its idle power and its traffic in
 *     main memory included
 * @param memoryIdleJoules main memory, used or not [J]
 * @param peakWatts highest power of an operator, idle power included [W]
 */
public record PhaseEnergy(
    double seconds, Map<String, Energy> byProcessor, double memoryIdleJoules, double peakWatts) {
  /** Copies the map, sorted. */
  public PhaseEnergy {
    byProcessor = Collections.unmodifiableMap(new TreeMap<>(byProcessor));
  }

  /** Returns the energy of a pass, empty if the template lacks the inputs of a part. */
  static Optional<PhaseEnergy> of(PhaseResult phase, Device device) {
    Map<String, Energy> sums = new TreeMap<>();
    Map<String, Double> dearest = new TreeMap<>();
    double dearestOfAll = 0;
    double besideWatts = 0;
    for (OperatorTime o : phase.operators()) {
      Optional<Energy> energy = o.energy();
      if (energy.isEmpty()) {
        return Optional.empty();
      }
      for (String id : o.processor().split("\\+")) {
        sums.putIfAbsent(id, Energy.NONE);
      }
      for (Map.Entry<String, Energy> e : o.energies().orElseThrow().entrySet()) {
        sums.merge(e.getKey(), e.getValue().times(o.count()), Energy::plus);
        if (!o.isBeside()) {
          dearest.merge(e.getKey(), watts(e.getValue().joules(), o.seconds()), Math::max);
        }
      }
      if (o.isBeside()) {
        besideWatts += watts(energy.get().joules(), phase.seconds());
      } else {
        dearestOfAll = Math.max(dearestOfAll, watts(energy.get().joules(), o.seconds()));
      }
    }
    double idleWatts = device.memory().energy().map(MemoryEnergy::idleWatts).orElse(0.0);
    double memoryIdle = idleWatts * phase.seconds();
    for (String id : List.copyOf(sums.keySet())) {
      OptionalDouble idle = EnergyModel.idleWatts(device.processor(id));
      if (idle.isEmpty()) {
        return Optional.empty();
      }
      idleWatts += idle.getAsDouble();
      sums.merge(id, Energy.idle(idle.getAsDouble(), 0, phase.seconds()), Energy::plus);
    }
    double peak =
        phase.isOverlapped()
            ? dearest.values().stream().mapToDouble(Double::doubleValue).sum()
            : dearestOfAll;
    return Optional.of(
        new PhaseEnergy(phase.seconds(), sums, memoryIdle, idleWatts + peak + besideWatts));
  }

  private static double watts(double joules, double seconds) {
    return seconds > 0 ? joules / seconds : 0;
  }

  /** Returns the energy of all. */
  public Energy total() {
    var sum = new Energy(0, 0, 0, 0, memoryIdleJoules, 0);
    for (Energy energy : byProcessor.values()) {
      sum = sum.plus(energy);
    }
    return sum;
  }

  /** Returns the energy of all [J]. */
  public double joules() {
    return total().joules();
  }

  /** Returns the mean power [W]; 0 for a pass of no time. */
  public double averageWatts() {
    return watts(joules(), seconds);
  }
}
