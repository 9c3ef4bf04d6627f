package org.socompass.inference.result;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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
    List<Sum> sums = new ArrayList<>();
    double dearestOfAll = 0;
    double besideWatts = 0;
    for (OperatorTime o : phase.operators()) {
      if (o.energies().isEmpty()) {
        return Optional.empty();
      }
      Map<String, Energy> energies = o.energies().get();
      if (o.processor().indexOf('+') < 0) {
        sum(sums, o.processor());
      } else {
        for (String id : o.processor().split("\\+", -1)) {
          sum(sums, id);
        }
      }
      double joules = 0;
      for (Map.Entry<String, Energy> e : energies.entrySet()) {
        Sum sum = sum(sums, e.getKey());
        sum.add(e.getValue(), o.count());
        joules = e.getValue().joules();
        if (!o.isBeside()) {
          sum.dearestWatts = Math.max(sum.dearestWatts, watts(joules, o.seconds()));
          sum.isTimed = true;
        }
      }
      if (energies.size() > 1) {
        joules = o.energy().orElseThrow().joules();
      }
      if (o.isBeside()) {
        besideWatts += watts(joules, phase.seconds());
      } else {
        dearestOfAll = Math.max(dearestOfAll, watts(joules, o.seconds()));
      }
    }
    sums.sort(Comparator.comparing(sum -> sum.id));
    double idleWatts = device.memory().energy().map(MemoryEnergy::idleWatts).orElse(0.0);
    double memoryIdle = idleWatts * phase.seconds();
    Map<String, Energy> byProcessor = new TreeMap<>();
    for (Sum sum : sums) {
      OptionalDouble idle = EnergyModel.idleWatts(device.processor(sum.id));
      if (idle.isEmpty()) {
        return Optional.empty();
      }
      idleWatts += idle.getAsDouble();
      byProcessor.put(
          sum.id, sum.energy().plus(Energy.idle(idle.getAsDouble(), 0, phase.seconds())));
    }
    double peak =
        phase.isOverlapped()
            ? sums.stream().filter(sum -> sum.isTimed).mapToDouble(sum -> sum.dearestWatts).sum()
            : dearestOfAll;
    return Optional.of(
        new PhaseEnergy(phase.seconds(), byProcessor, memoryIdle, idleWatts + peak + besideWatts));
  }

  /** What a processor causes above idle, as it is summed up over operators. */
  private static final class Sum {
    private final String id;
    private double idleJoules;
    private double clockJoules;
    private double operationJoules;
    private double transferJoules;
    private double memoryBackgroundJoules;
    private double memoryTransferJoules;
    private double dearestWatts;
    private boolean isTimed;

    Sum(String id) {
      this.id = id;
    }

    void add(Energy energy, long count) {
      idleJoules += energy.idleJoules() * count;
      clockJoules += energy.clockJoules() * count;
      operationJoules += energy.operationJoules() * count;
      transferJoules += energy.transferJoules() * count;
      memoryBackgroundJoules += energy.memoryBackgroundJoules() * count;
      memoryTransferJoules += energy.memoryTransferJoules() * count;
    }

    Energy energy() {
      return new Energy(
          idleJoules,
          clockJoules,
          operationJoules,
          transferJoules,
          memoryBackgroundJoules,
          memoryTransferJoules);
    }
  }

  /** Returns the sum of a processor, of which there are few. */
  private static Sum sum(List<Sum> sums, String id) {
    for (Sum sum : sums) {
      if (sum.id.equals(id)) {
        return sum;
      }
    }
    var sum = new Sum(id);
    sums.add(sum);
    return sum;
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
