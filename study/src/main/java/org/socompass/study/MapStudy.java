package org.socompass.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.inference.cut.InMemory;
import org.socompass.inference.cut.Piece;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.trust.Band;
import org.socompass.inference.trust.DesignBase;
import org.socompass.inference.trust.Trust;
import org.socompass.inference.trust.TrustModel;
import org.socompass.input.InputException;
import org.socompass.mapper.MapResult;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.OperatorCache;
import org.socompass.mapper.OperatorMapper;
import org.socompass.mapper.SearchBudget;
import org.socompass.mapper.explain.Explainer;
import org.socompass.mapper.explain.Explanation;
import org.socompass.operator.Bound;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.mapping.Mapping;

/** The best mapping of one operator on one processor, and what bounds it. */
public final class MapStudy {
  private MapStudy() {}

  /**
   * What is asked.
   *
   * @param source the device
   * @param processor the processor; empty for the GPU if there is one, else the first
   * @param operator the operator
   * @param budget how many mappings may be evaluated
   * @param given a mapping to show instead of the best; empty for none
   * @param command the words of the command line that asks; empty if none does
   */
  public record Request(
      DeviceSource source,
      Optional<String> processor,
      OperatorSpec operator,
      SearchBudget budget,
      Optional<Given> given,
      List<String> command) {
    /** Copies the command. */
    public Request {
      command = List.copyOf(command);
    }
  }

  /**
   * A mapping that the user chose.
   *
   * @param name what messages call it, as the file that it is from
   * @param mapping the mapping
   */
  public record Given(String name, Mapping mapping) {}

  /**
   * What is answered.
   *
   * @param device the device
   * @param processor the processor
   * @param best the best mapping that was found
   * @param given the mapping that the user chose instead
   * @param inMemory the operator by units in main memory, the processor sending the commands; empty
   *     if there are none that can form it
   * @param explanation why the mapping that is shown is as fast as it is
   * @param band how far its latency may be off
   * @param trust why it may be trusted
   * @param searches what the search did
   * @param provenance where the result comes from
   */
  public record Result(
      Device device,
      Processor processor,
      MappedOperator best,
      Optional<MappedOperator> given,
      Optional<Piece> inMemory,
      Explanation explanation,
      Band band,
      Trust trust,
      SearchStatistics searches,
      Provenance provenance) {
    /** Returns the mapping that is shown. */
    public MappedOperator shown() {
      return given.orElse(best);
    }

    /** Returns what the mapping that is shown costs. */
    public OperatorCost cost() {
      return shown().cost();
    }

    /** Returns whether it is a product on a device with units in main memory. */
    public boolean isForUnits() {
      return device.memory().pim().isPresent() && shown().operator() instanceof Matmul;
    }

    /** Returns its latency in clocks of the processor [cycle]. */
    public double cycles() {
      return cost().latencySeconds() * processor.clockHz();
    }

    /** Returns whether the mapping that is shown is proven to be the best. */
    public boolean isOptimal() {
      return best.search().optimal() && cost().latencySeconds() <= best.cost().latencySeconds();
    }

    /** Returns the share of the latency that another mapping might save at most. */
    public double gap() {
      double least = best.cost().latencySeconds() * (1 - best.search().gap());
      return isOptimal() ? 0 : Math.max(0, 1 - least / cost().latencySeconds());
    }

    /** Returns how long each resource is busy, in the order of the bounds [s]. */
    public Map<Bound, Double> busySeconds() {
      Map<Bound, Double> busy = new LinkedHashMap<>();
      for (Bound bound : Bound.values()) {
        double seconds =
            bound == Bound.LAUNCH
                ? cost().launchSeconds()
                : cost().busySeconds().getOrDefault(bound, 0.0);
        if (seconds > 0) {
          busy.put(bound, seconds);
        }
      }
      return busy;
    }
  }

  /**
   * Returns the best mapping of an operator.
   *
   * @param cache where mappings are kept
   * @throws InputException if the operator has no mapping, or the given one does not fit
   */
  public static Result of(Request request, OperatorCache cache) {
    Device device = request.source().load();
    Operator wanted = request.operator().operator(device);
    Processor runs = device.processor(request.processor().orElseGet(() -> processorOf(device)));
    var mapper = new OperatorMapper(device, request.budget(), cache);
    MappedOperator best =
        mapped(
            InputException.checked(() -> mapper.mapWithRunnerUp(wanted, runs.id())),
            "%s %s has no mapping on %s of %s: %s",
            wanted.id(),
            wanted.shape(),
            runs.id(),
            device.id());
    Optional<MappedOperator> given =
        request
            .given()
            .map(
                g ->
                    mapped(
                        InputException.checked(
                            () -> mapper.evaluate(wanted, runs.id(), g.mapping())),
                        "%s: does not fit %s %s on %s of %s: %s",
                        g.name(),
                        wanted.id(),
                        wanted.shape(),
                        runs.id(),
                        device.id()));
    var explainer = new Explainer(device);
    var model = new TrustModel(device, DesignBase.of(request.source()));
    return new Result(
        device,
        runs,
        best,
        given,
        InMemory.piece(best, device),
        given.isEmpty() && best.search().optimal()
            ? explainer.explain(best)
            : explainer.explainAsItIs(given.orElse(best)),
        model.band(runs, wanted),
        model.trust(runs, wanted),
        SearchStatistics.of(Map.of("", mapper)),
        Provenance.of(request.command()).device(request.source()));
  }

  /** Returns a mapping, or says why there is none in the last place of a message. */
  private static MappedOperator mapped(MapResult result, String message, Object... words) {
    if (result instanceof MapResult.Infeasible infeasible) {
      Object[] all = Arrays.copyOf(words, words.length + 1);
      all[words.length] = infeasible.reason();
      throw new InputException(message.formatted(all));
    }
    return (MappedOperator) result;
  }

  /** Returns the GPU of a device, or its first processor. */
  static String processorOf(Device device) {
    return device.processors().values().stream()
        .filter(p -> p.kind() == ProcessorKind.GPU)
        .map(Processor::id)
        .findFirst()
        .orElseGet(() -> device.processorIds().get(0));
  }
}
