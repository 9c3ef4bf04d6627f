package org.socompass.study;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.socompass.cost.CostExperiment;
import org.socompass.cost.area.AreaModel;
import org.socompass.cost.area.AreaReport;
import org.socompass.cost.draws.Draws;
import org.socompass.cost.draws.Uncertain;
import org.socompass.evaluation.Tornado;
import org.socompass.hardware.Device;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.input.InputException;

/** What a device takes to make: the blocks of its dies, its cost, its embodied carbon. */
public final class CostStudy {
  private CostStudy() {}

  /**
   * What is asked about cost.
   *
   * @param source the device
   * @param costing how cost is computed
   * @param against a device to compare with, by the same draws; empty for none
   * @param isSensitivity whether to say which constants the cost depends on
   * @param command the words of the command line that asks; empty if none does
   */
  public record Request(
      DeviceSource source,
      Costing costing,
      Optional<DeviceSource> against,
      boolean isSensitivity,
      List<String> command) {
    /** Copies the command. */
    public Request {
      command = List.copyOf(command);
    }
  }

  /**
   * What is answered about cost.
   *
   * @param account cost and carbon, line by line
   * @param comparison the comparison; empty if nobody asked
   * @param sensitivity what moves the system cost, or the chip's where the system's is not known;
   *     empty if nobody asked or neither is known
   * @param costing how cost was computed
   * @param provenance where the result comes from
   */
  public record Result(
      CostAccount account,
      Optional<CostComparison> comparison,
      Optional<Tornado> sensitivity,
      Costing costing,
      Provenance provenance) {}

  /**
   * What is asked about area.
   *
   * @param source the device
   * @param samples draws of the uncertain constants, at least 2
   * @param seed their seed
   * @param command the words of the command line that asks; empty if none does
   */
  public record AreaRequest(DeviceSource source, int samples, long seed, List<String> command) {
    /** Copies the command. */
    public AreaRequest {
      command = List.copyOf(command);
    }
  }

  /**
   * What is answered about area.
   *
   * @param device the device
   * @param area its blocks
   * @param samples draws of the uncertain constants
   * @param seed their seed
   * @param provenance where the result comes from
   */
  public record AreaResult(
      Device device, AreaReport area, int samples, long seed, Provenance provenance) {}

  /**
   * Returns the cost of a device.
   *
   * @throws InputException if the template is not valid, or names what the tables lack
   */
  public static Result of(Request request) {
    CostExperiment experiment = request.costing().experiment();
    CostAccount account = account(experiment, request.source());
    Provenance provenance =
        Provenance.of(request.command()).device(request.source()).seed(request.costing().seed());
    return new Result(
        account,
        request.against().map(other -> new CostComparison(account, account(experiment, other))),
        request.isSensitivity()
            ? sensitivity(experiment, request.source(), account)
            : Optional.empty(),
        request.costing(),
        request.against().map(provenance::device).orElse(provenance));
  }

  private static CostAccount account(CostExperiment experiment, DeviceSource source) {
    Device device = source.load();
    Device anchor = source.anchor();
    return new CostAccount(device, InputException.checked(() -> experiment.of(device, anchor)));
  }

  private static Optional<Tornado> sensitivity(
      CostExperiment experiment, DeviceSource source, CostAccount account) {
    boolean isSystem = account.outcome().cost().system().isPresent();
    Function<CostExperiment.Outcome, Optional<Uncertain>> result =
        isSystem ? o -> o.cost().system() : o -> o.cost().chip();
    return result
        .apply(account.outcome())
        .map(
            value ->
                new Tornado(
                    account.device().id(),
                    isSystem ? "system cost" : "chip cost",
                    "USD",
                    value.value(),
                    experiment.sensitivity(account.device(), source.anchor(), result),
                    "Performance per cost moves the other way"));
  }

  /**
   * Returns the area of a device.
   *
   * @throws InputException if the template is not valid, or names what the tables lack
   */
  public static AreaResult of(AreaRequest request) {
    DeviceSource source = request.source();
    Device device = source.load();
    Draws draws = Draws.monteCarlo(request.samples(), request.seed());
    AreaReport area =
        InputException.checked(() -> new AreaModel(draws).report(device, source.anchor()));
    return new AreaResult(
        device,
        area,
        request.samples(),
        request.seed(),
        Provenance.of(request.command()).device(source).seed(request.seed()));
  }
}
