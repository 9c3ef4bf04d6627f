package org.socompass.study.whatif;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import org.socompass.evaluation.DesignEvaluation;
import org.socompass.evaluation.DesignModel;
import org.socompass.evaluation.Metrics;
import org.socompass.evaluation.Odds;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.trust.Trust;
import org.socompass.input.InputException;
import org.socompass.mapper.OperatorCache;
import org.socompass.study.Costing;
import org.socompass.study.Provenance;

/** Inferences that differ from one in a few respects: what each changes, and how surely. */
public final class WhatIfStudy {
  private static final int MOST_VARIANTS = 10_000;

  private WhatIfStudy() {}

  /**
   * One inference.
   *
   * @param values what it differs by, in the order of the axes
   * @param source its device
   * @param inference what runs
   */
  public record Variant(List<String> values, DeviceSource source, InferenceRequest inference) {
    /** Copies the values. */
    public Variant {
      values = List.copyOf(values);
    }
  }

  /**
   * What is asked.
   *
   * @param axes what varies
   * @param base what the others are compared with
   * @param variants the others
   * @param background what else runs on the devices
   * @param costing how cost is computed; all share the draws
   * @param command the words of the command line that asks; empty if none does
   */
  public record Request(
      List<String> axes,
      Variant base,
      List<Variant> variants,
      Background background,
      Costing costing,
      List<String> command) {
    /**
     * Copies the lists.
     *
     * @throws InputException if there are too many variants
     */
    public Request {
      axes = List.copyOf(axes);
      variants = List.copyOf(variants);
      command = List.copyOf(command);
      if (variants.size() > MOST_VARIANTS) {
        throw new InputException(
            "the sweeps have more than " + MOST_VARIANTS + " points; take larger steps");
      }
    }
  }

  /**
   * One inference beside the base.
   *
   * @param values what it differs by
   * @param device id or path of its device
   * @param evaluation its prediction; empty if it can't run
   * @param reason why it can't run; empty if it can
   * @param trust why its prediction may be trusted; empty if it can't run
   * @param base the prediction of the base
   */
  public record Row(
      List<String> values,
      String device,
      Optional<DesignEvaluation> evaluation,
      String reason,
      Optional<Trust> trust,
      Optional<DesignEvaluation> base) {
    /** Copies the values. */
    public Row {
      values = List.copyOf(values);
    }

    /** Returns a metric; empty if it has no value. */
    public OptionalDouble value(String metric) {
      return evaluation.map(e -> Metrics.named(metric).value(e)).orElse(OptionalDouble.empty());
    }

    /** Returns how much a metric differs from the base's [%]; empty if either has no value. */
    public OptionalDouble changePercent(String metric) {
      OptionalDouble own = value(metric);
      OptionalDouble other =
          base.map(e -> Metrics.named(metric).value(e)).orElse(OptionalDouble.empty());
      return own.isPresent() && other.isPresent() && other.getAsDouble() != 0
          ? OptionalDouble.of(100 * (own.getAsDouble() / other.getAsDouble() - 1))
          : OptionalDouble.empty();
    }

    /**
     * Returns the probability that it is better than the base in a metric [%], by common draws;
     * empty of the base itself and where it does not follow from a latency.
     */
    public OptionalDouble betterPercent(String metric) {
      if (evaluation.isEmpty() || base.isEmpty() || evaluation.equals(base)) {
        return OptionalDouble.empty();
      }
      OptionalDouble share = Odds.beats(metric, evaluation.get(), base.get());
      return share.isPresent() ? OptionalDouble.of(100 * share.getAsDouble()) : share;
    }
  }

  /**
   * What is answered.
   *
   * @param axes what varies
   * @param rows the base, and then the others in the order of the request
   * @param provenance where the result comes from
   */
  public record Result(List<String> axes, List<Row> rows, Provenance provenance) {
    /** Copies the lists. */
    public Result {
      axes = List.copyOf(axes);
      rows = List.copyOf(rows);
    }
  }

  /**
   * Returns the comparison.
   *
   * @param cache where mappings are kept
   * @param progress told how many are done
   * @throws InputException if the base can't run
   */
  public static Result of(Request request, OperatorCache cache, IntConsumer progress) {
    progress.accept(0);
    DesignModel first = model(request, request.base(), cache);
    DesignEvaluation base =
        InputException.checked(() -> first.evaluation(request.base().inference()));
    Provenance provenance =
        Provenance.of(request.command())
            .device(request.base().source())
            .model(request.base().inference().model(), request.base().inference().quantization())
            .seed(request.costing().seed());
    List<Row> rows = new ArrayList<>();
    rows.add(row(request.base(), first, base, Optional.of(base)));
    for (Variant variant : request.variants()) {
      progress.accept(rows.size());
      rows.add(row(request, variant, cache, base));
      provenance = provenance.device(variant.source());
    }
    return new Result(request.axes(), rows, provenance);
  }

  private static Row row(
      Request request, Variant variant, OperatorCache cache, DesignEvaluation base) {
    try {
      DesignModel model = model(request, variant, cache);
      DesignEvaluation evaluation =
          InputException.checked(() -> model.evaluation(variant.inference()));
      return row(variant, model, evaluation, Optional.of(base));
    } catch (InputException e) {
      return new Row(
          variant.values(),
          variant.source().idOrPath(),
          Optional.empty(),
          String.valueOf(e.getMessage()),
          Optional.empty(),
          Optional.of(base));
    }
  }

  private static Row row(
      Variant variant,
      DesignModel model,
      DesignEvaluation evaluation,
      Optional<DesignEvaluation> base) {
    return new Row(
        variant.values(),
        variant.source().idOrPath(),
        Optional.of(evaluation),
        "",
        Optional.of(model.trust().trust(evaluation.result())),
        base);
  }

  private static DesignModel model(Request request, Variant variant, OperatorCache cache) {
    return new DesignModel(
        variant.source(),
        request.costing().experiment(),
        s -> new InferenceModel(s, request.background(), cache).withoutTimelines());
  }
}
