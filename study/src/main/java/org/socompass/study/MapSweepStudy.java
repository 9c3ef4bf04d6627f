package org.socompass.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.trust.Band;
import org.socompass.inference.trust.DesignBase;
import org.socompass.inference.trust.TrustModel;
import org.socompass.input.InputException;
import org.socompass.mapper.MapResult;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.OperatorCache;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Operator;
import org.socompass.operator.OperatorCost;

/** One operator mapped again and again while sizes, processor or template fields vary. */
public final class MapSweepStudy {
  private static final int MOST_POINTS = 20_000;

  private final Request request;
  private final OperatorCache cache;
  private final Map<List<String>, OperatorMapper> mappers = new HashMap<>();
  private final Map<List<String>, TrustModel> trusts = new HashMap<>();
  private final List<Point> points = new ArrayList<>();

  private MapSweepStudy(Request request, OperatorCache cache) {
    this.request = request;
    this.cache = cache;
  }

  /**
   * A quantity that varies: a size of the operator, the processor, or a field of the template.
   *
   * @param name name of the size, {@value #PROCESSOR}, or path of the field
   * @param values what it becomes, as written
   */
  public record Axis(String name, List<String> values) {
    /** Name of the axis of processors. */
    public static final String PROCESSOR = "processor";

    /** Copies the values. */
    public Axis {
      values = List.copyOf(values);
    }

    /** Returns whether it is a size of the operator. */
    public boolean isSize() {
      return OperatorSpec.sizeNames().contains(name);
    }
  }

  /**
   * What is asked.
   *
   * @param source the device, whose fields may vary
   * @param processor the processor; empty for the GPU if there is one, else the first
   * @param operator the operator, whose sizes may vary
   * @param axes what varies
   * @param command the words of the command line that asks; empty if none does
   */
  public record Request(
      DeviceSource source,
      Optional<String> processor,
      OperatorSpec operator,
      List<Axis> axes,
      List<String> command) {
    /** Copies the lists. */
    public Request {
      axes = List.copyOf(axes);
      command = List.copyOf(command);
    }
  }

  /**
   * A point of the sweep.
   *
   * @param values of the axes, in their order
   * @param device id of the device
   * @param processor that runs it
   * @param operator the operator
   * @param result its best mapping, or why it has none
   * @param band how far its latency may be off
   */
  public record Point(
      List<String> values,
      String device,
      String processor,
      Operator operator,
      MapResult result,
      Band band) {
    /** Returns what its best mapping costs; empty if it has none. */
    public Optional<OperatorCost> cost() {
      return result instanceof MappedOperator mapped
          ? Optional.of(mapped.cost())
          : Optional.empty();
    }

    /** Returns why it has no mapping; empty if it has one. */
    public Optional<String> reason() {
      return result instanceof MapResult.Infeasible infeasible
          ? Optional.of(infeasible.reason())
          : Optional.empty();
    }
  }

  /**
   * What is answered.
   *
   * @param axes what varied
   * @param points all points, the last axis varying fastest
   * @param provenance where the result comes from
   */
  public record Result(List<Axis> axes, List<Point> points, Provenance provenance) {
    /** Copies the lists. */
    public Result {
      axes = List.copyOf(axes);
      points = List.copyOf(points);
    }
  }

  /**
   * Checks what varies.
   *
   * @throws InputException if an axis is named twice, or there are too many points
   */
  public static void check(List<Axis> axes) {
    long points = 1;
    for (Axis axis : axes) {
      points *= axis.values().size();
      if (axes.stream().filter(a -> a.name().equals(axis.name())).count() > 1) {
        throw new InputException("--sweep names " + axis.name() + " twice");
      }
      if (points > MOST_POINTS) {
        throw new InputException(
            "the sweeps have more than " + MOST_POINTS + " points; take larger steps");
      }
    }
  }

  /**
   * Returns the points of a sweep.
   *
   * @param cache where mappings are kept
   * @throws InputException if there are too many points, or one is not possible
   */
  public static Result of(Request request, OperatorCache cache) {
    check(request.axes());
    var study = new MapSweepStudy(request, cache);
    study.add(List.of());
    return new Result(
        request.axes(), study.points, Provenance.of(request.command()).device(request.source()));
  }

  private void add(List<String> values) {
    List<Axis> axes = request.axes();
    if (values.size() < axes.size()) {
      for (String value : axes.get(values.size()).values()) {
        List<String> longer = new ArrayList<>(values);
        longer.add(value);
        add(longer);
      }
      return;
    }
    List<String> overrides = new ArrayList<>(request.source().overrides());
    Optional<String> on = request.processor();
    OperatorSpec operator = request.operator();
    for (int i = 0; i < axes.size(); i++) {
      Axis axis = axes.get(i);
      String value = values.get(i);
      if (axis.isSize()) {
        operator = operator.with(axis.name(), Long.parseLong(value));
      } else if (axis.name().equals(Axis.PROCESSOR)) {
        on = Optional.of(value);
      } else {
        overrides.add(axis.name() + "=" + value);
      }
    }
    OperatorMapper mapper =
        mappers.computeIfAbsent(
            overrides,
            o ->
                new OperatorMapper(new DeviceSource(request.source().template(), o).load(), cache));
    Device target = mapper.device();
    Operator wanted = operator.operator(target);
    Processor runs = target.processor(on.orElseGet(() -> MapStudy.processorOf(target)));
    MapResult mapped = InputException.checked(() -> mapper.map(wanted, runs.id()));
    TrustModel trust =
        trusts.computeIfAbsent(
            overrides,
            o ->
                new TrustModel(
                    target, DesignBase.of(new DeviceSource(request.source().template(), o))));
    points.add(
        new Point(
            List.copyOf(values), target.id(), runs.id(), wanted, mapped, trust.band(runs, wanted)));
  }
}
