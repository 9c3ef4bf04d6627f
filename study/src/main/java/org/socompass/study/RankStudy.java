package org.socompass.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import org.socompass.cost.die.ProcessNodes;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.DesignModel;
import org.socompass.evaluation.Metric;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.trust.Trust;
import org.socompass.input.InputException;
import org.socompass.mapper.OperatorCache;

/** One inference on many devices, in the order of a metric. */
public final class RankStudy {
  private RankStudy() {}

  /**
   * What is asked.
   *
   * @param devices template ids or paths
   * @param inference the inference; its engine may be {@code auto}
   * @param by what orders the devices
   * @param costing how cost is computed
   * @param command the words of the command line that asks; empty if none does
   */
  public record Request(
      List<String> devices,
      InferenceRequest inference,
      Metric by,
      Costing costing,
      List<String> command) {
    /** Copies the lists. */
    public Request {
      devices = List.copyOf(devices);
      command = List.copyOf(command);
    }
  }

  /** Why a device stands where it does: those that run come first. */
  public enum Standing {
    /** It runs the inference, the model fits, and the metric is known. */
    RANKED,
    /** As before, but the metric has no value. */
    UNKNOWN,
    /** The model does not fit its memory. */
    DOES_NOT_FIT,
    /** It can't run the inference. */
    CANNOT_RUN
  }

  /**
   * One device.
   *
   * @param device template id or path
   * @param standing whether it is ranked
   * @param evaluation its prediction; empty if it can't run the inference
   * @param value the metric that orders; empty if it has no value
   * @param reason why it is not ranked; empty if it is
   * @param trust why its prediction may be trusted; empty if it can't run the inference
   */
  public record Row(
      String device,
      Standing standing,
      Optional<DesignEvaluation> evaluation,
      OptionalDouble value,
      String reason,
      Optional<Trust> trust) {}

  /**
   * What is answered.
   *
   * @param rows the devices, best first; those that are not ranked follow
   * @param by what orders them
   * @param provenance where the result comes from
   */
  public record Result(List<Row> rows, Metric by, Provenance provenance) {
    /** Copies the list. */
    public Result {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Returns the devices in order. Equal ones keep the order of the request.
   *
   * @param cache where mappings are kept
   * @param progress told how many devices are done
   * @throws InputException if a device is unknown
   */
  public static Result of(Request request, OperatorCache cache, IntConsumer progress) {
    Provenance provenance =
        Provenance.of(request.command())
            .model(request.inference().model(), request.inference().quantization())
            .seed(request.costing().seed());
    List<DeviceSource> sources =
        request.devices().stream().map(id -> new DeviceSource(id, List.of())).toList();
    sources.forEach(s -> ProcessNodes.builtIn().check(s.template().tree(s.overrides())));
    List<Row> rows = new ArrayList<>();
    for (DeviceSource source : sources) {
      progress.accept(rows.size());
      provenance = provenance.device(source);
      rows.add(row(request, source, cache));
    }
    rows.sort(order(request.by()));
    return new Result(rows, request.by(), provenance);
  }

  private static Row row(Request request, DeviceSource source, OperatorCache cache) {
    String id = source.idOrPath();
    var design =
        new DesignModel(
            source,
            request.costing().experiment(),
            s -> new InferenceModel(s, Background.NONE, cache));
    DesignEvaluation evaluation;
    try {
      evaluation = InputException.checked(() -> design.evaluation(request.inference()));
    } catch (InputException e) {
      return new Row(
          id,
          Standing.CANNOT_RUN,
          Optional.empty(),
          OptionalDouble.empty(),
          String.valueOf(e.getMessage()),
          Optional.empty());
    }
    Optional<Trust> trust = Optional.of(design.trust().trust(evaluation.result()));
    OptionalDouble value = request.by().value(evaluation);
    if (!evaluation.result().fitsInMemory()) {
      return new Row(
          id,
          Standing.DOES_NOT_FIT,
          Optional.of(evaluation),
          value,
          "the model does not fit",
          trust);
    }
    return value.isPresent()
        ? new Row(id, Standing.RANKED, Optional.of(evaluation), value, "", trust)
        : new Row(
            id,
            Standing.UNKNOWN,
            Optional.of(evaluation),
            value,
            evaluation.reason(request.by().id()).orElse("no value"),
            trust);
  }

  private static Comparator<Row> order(Metric by) {
    Comparator<Row> byValue =
        Comparator.comparingDouble(
            r -> {
              double v = r.value().orElse(0);
              return by.better() == Metric.Better.MAX ? -v : v;
            });
    return Comparator.comparing(Row::standing).thenComparing(byValue);
  }
}
