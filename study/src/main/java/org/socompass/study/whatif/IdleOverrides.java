package org.socompass.study.whatif;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.socompass.cost.CostExperiment;
import org.socompass.cost.area.AreaModel;
import org.socompass.cost.draws.Draws;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.DesignModel;
import org.socompass.evaluation.Metrics;
import org.socompass.hardware.Device;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.cut.InMemory;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceResult;
import org.socompass.input.InputException;
import org.socompass.mapper.MapResult;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.OperatorCache;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Operator;
import org.socompass.study.CostStudy;
import org.socompass.study.MapStudy;
import org.socompass.study.RunStudy;

/**
 * Overrides of a template that move nothing of a result: the same figures come out without them. A
 * model may not read the field, or something else may bind.
 */
public final class IdleOverrides {
  /** Each costs a prediction. */
  private static final int MOST = 16;

  private IdleOverrides() {}

  /**
   * Returns those that move neither times, energies nor memory of an inference, nor area or cost.
   */
  public static List<String> of(RunStudy.Request request, OperatorCache cache) {
    var experiment = CostExperiment.nominal(request.costing().settings());
    return of(
        request.source(),
        source -> {
          var design =
              new DesignModel(
                  source, experiment, s -> new InferenceModel(s, request.background(), cache));
          DesignEvaluation evaluation = design.evaluation(request.inference());
          InferenceResult result = evaluation.result();
          List<Object> figures = new ArrayList<>();
          figures.add(result.prefill().operators());
          figures.add(result.decode().operators());
          Metrics.all().forEach(metric -> figures.add(metric.value(evaluation)));
          return figures;
        });
  }

  /** Returns those that do not move the cost of an operator. */
  public static List<String> of(MapStudy.Request request, String processor, OperatorCache cache) {
    return of(
        request.source(),
        source -> {
          Device device = source.load();
          Operator operator = request.operator().operator(device);
          MapResult result =
              new OperatorMapper(device, request.budget(), cache).map(operator, processor);
          return result instanceof MappedOperator mapped
              ? List.of(mapped.mapping(), mapped.cost(), InMemory.piece(mapped, device))
              : List.of(result);
        });
  }

  /** Returns those that do not move a block of the die. */
  public static List<String> of(CostStudy.AreaRequest request) {
    return of(
        request.source(),
        source ->
            List.of(
                new AreaModel(Draws.NOMINAL).report(source.load(), source.anchor()).toString()));
  }

  private static List<String> of(
      DeviceSource source, Function<DeviceSource, List<Object>> figures) {
    List<String> overrides = source.overrides();
    if (overrides.isEmpty() || overrides.size() > MOST) {
      return List.of();
    }
    List<Object> with = figures.apply(source);
    List<String> idle = new ArrayList<>();
    for (int i = 0; i < overrides.size(); i++) {
      List<String> others = new ArrayList<>(overrides);
      others.remove(i);
      if (isSame(with, figures, source.overriddenBy(others))) {
        idle.add(overrides.get(i));
      }
    }
    return idle;
  }

  private static boolean isSame(
      List<Object> with, Function<DeviceSource, List<Object>> figures, DeviceSource without) {
    try {
      return with.equals(figures.apply(without));
    } catch (InputException | IllegalArgumentException needed) {
      // Without it there is no device, or no result: it does move something.
      return false;
    }
  }
}
