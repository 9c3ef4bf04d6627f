package org.socompass.study.whatif;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.cost.CostExperiment;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.DesignModel;
import org.socompass.hardware.template.TemplateSchema;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.input.Dimension;
import org.socompass.input.InputException;
import org.socompass.mapper.OperatorCache;
import org.socompass.study.RunStudy;

/**
 * What twice a number of the template would buy: the same inference on a device that differs in one
 * field.
 */
public final class DoublingStudy {
  private static final List<String> NO_LATENCY =
      List.of("energy", "area", "product", "thermal", "dvfs");

  private DoublingStudy() {}

  /**
   * What one field does.
   *
   * @param path path of the field
   * @param from its value, as the template has it
   * @param to twice that, or the most that the field may be; empty if there is none
   * @param ttftRatio time to the first token over that of the device as it is
   * @param tpotRatio the same of the time of a further token
   * @param reason why it can't be doubled; empty if it can
   */
  public record Effect(
      String path, String from, String to, double ttftRatio, double tpotRatio, String reason) {}

  /** Returns the fields of a device that its latency may depend on and that can be doubled. */
  public static List<String> paths(DeviceSource source) {
    return TemplateTree.fields(source.template().tree(source.overrides())).stream()
        .filter(f -> doubled(f).isPresent())
        .map(TemplateTree.Field::path)
        .filter(p -> NO_LATENCY.stream().noneMatch(List.of(p.split("\\.", -1))::contains))
        .toList();
  }

  /**
   * Returns what fields do.
   *
   * @param request the inference and its device
   * @param paths the fields
   * @param cache where mappings are kept
   * @throws InputException if the device as it is can't run the inference
   */
  public static List<Effect> of(RunStudy.Request request, List<String> paths, OperatorCache cache) {
    DesignEvaluation plain = evaluation(request, request.source(), cache);
    List<Effect> effects = new ArrayList<>();
    for (TemplateTree.Field field :
        TemplateTree.fields(request.source().template().tree(request.source().overrides()))) {
      if (paths.contains(field.path())) {
        effects.add(effect(request, field, plain, cache));
      }
    }
    return effects;
  }

  private static Effect effect(
      RunStudy.Request request,
      TemplateTree.Field field,
      DesignEvaluation plain,
      OperatorCache cache) {
    Optional<String> to = doubled(field);
    if (to.isEmpty()) {
      return new Effect(field.path(), field.text(), "", 1, 1, "it is at its end");
    }
    List<String> overrides = new ArrayList<>(request.source().overrides());
    overrides.add(field.path() + "=" + to.get());
    try {
      DesignEvaluation changed =
          evaluation(request, request.source().overriddenBy(overrides), cache);
      return new Effect(
          field.path(),
          field.text(),
          to.get(),
          changed.result().ttftSeconds() / plain.result().ttftSeconds(),
          changed.result().tpotSeconds() / plain.result().tpotSeconds(),
          "");
    } catch (InputException e) {
      return new Effect(field.path(), field.text(), to.get(), 1, 1, String.valueOf(e.getMessage()));
    }
  }

  private static DesignEvaluation evaluation(
      RunStudy.Request request, DeviceSource source, OperatorCache cache) {
    var design =
        new DesignModel(
            source,
            CostExperiment.nominal(request.costing().settings()),
            s -> new InferenceModel(s, request.background(), cache).withoutTimelines());
    return InputException.checked(() -> design.evaluation(request.inference()));
  }

  /** Returns twice a quantity in the unit in which it is written, or the most that it may be. */
  private static Optional<String> doubled(TemplateTree.Field field) {
    Optional<TemplateSchema.Key> key =
        TemplateSchema.shipped()
            .find(field.path())
            .filter(k -> k.form() == TemplateSchema.Form.QUANTITY);
    Optional<Dimension> dimension = key.flatMap(TemplateSchema.Key::dimension);
    if (dimension.isEmpty()) {
      return Optional.empty();
    }
    Dimension.Parsed value = dimension.get().parse(field.text());
    if (value.error().isPresent() || !(value.value() > 0)) {
      return Optional.empty();
    }
    double most = key.get().maximum();
    if (2 * value.value() > most) {
      return value.value() < most ? Optional.of(dimension.get().format(most)) : Optional.empty();
    }
    int blank = field.text().indexOf(' ');
    String number = blank < 0 ? field.text() : field.text().substring(0, blank);
    if (!number.matches("[0-9.]+(e[+-]?[0-9]+)?")) {
      return Optional.empty();
    }
    String twice = new BigDecimal(number).multiply(BigDecimal.valueOf(2)).toPlainString();
    return Optional.of(blank < 0 ? twice : twice + field.text().substring(blank));
  }
}
