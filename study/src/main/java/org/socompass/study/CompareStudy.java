package org.socompass.study;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.socompass.evaluation.Latency;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.trust.Band;
import org.socompass.inference.trust.DesignBase;
import org.socompass.inference.trust.Trust;
import org.socompass.inference.trust.TrustModel;
import org.socompass.input.InputException;
import org.socompass.mapper.OperatorCache;

/** The same inferences under several engines of one device. */
public final class CompareStudy {
  private CompareStudy() {}

  /**
   * What is asked.
   *
   * @param source the device
   * @param inferences inferences that differ in their prompt; their engine does not count
   * @param engines engines; speed-ups are over the first
   * @param background what else runs on the device
   * @param command the words of the command line that asks; empty if none does
   */
  public record Request(
      DeviceSource source,
      List<InferenceRequest> inferences,
      List<String> engines,
      Background background,
      List<String> command) {
    /** Copies the lists. */
    public Request {
      inferences = List.copyOf(inferences);
      engines = List.copyOf(engines);
      command = List.copyOf(command);
    }
  }

  /**
   * One engine beside the first of the same prompt.
   *
   * @param engine the engine as the user named it
   * @param result its prediction
   * @param latency how far its latencies may be off
   * @param trust why it may be trusted
   */
  public record Entry(String engine, InferenceResult result, Latency latency, Trust trust) {}

  /**
   * One engine beside the first of the same prompt. What the device as a whole is off by is the
   * same for both: speed-ups keep what differs from row to row.
   *
   * @param entry the engine
   * @param other the first engine
   */
  public record Row(Entry entry, Entry other) {
    /** Returns the engine as the user named it. */
    public String engine() {
      return entry.engine;
    }

    /** Returns its prediction. */
    public InferenceResult result() {
      return entry.result;
    }

    /** Returns that of the first engine. */
    public InferenceResult first() {
      return other.result;
    }

    /** Returns how many times faster its prefill is than the first's. */
    public double prefillSpeedup() {
      return first().ttftSeconds() / result().ttftSeconds();
    }

    /** Returns how many times faster its decode is than the first's. */
    public double decodeSpeedup() {
      return first().tpotSeconds() / result().tpotSeconds();
    }

    /** Returns the band of the speed-up of its prefill; certain of the first itself. */
    public Band prefillRatio() {
      return entry.equals(other)
          ? Band.NONE
          : entry.latency.bands().prefillRatio(other.latency.bands());
    }

    /** Returns the band of the speed-up of its decode; certain of the first itself. */
    public Band decodeRatio() {
      return entry.equals(other)
          ? Band.NONE
          : entry.latency.bands().decodeRatio(other.latency.bands());
    }

    /** Returns the probability that its prefill is faster than the first's; none of the first. */
    public OptionalDouble prefillWins() {
      return entry.equals(other)
          ? OptionalDouble.empty()
          : OptionalDouble.of(prefillRatio().probabilityBelow(1, prefillSpeedup()));
    }

    /** Returns the probability that its decode is faster than the first's; none of the first. */
    public OptionalDouble decodeWins() {
      return entry.equals(other)
          ? OptionalDouble.empty()
          : OptionalDouble.of(decodeRatio().probabilityBelow(1, decodeSpeedup()));
    }
  }

  /**
   * What is answered.
   *
   * @param rows a row for each prompt and engine, the engines of a prompt together
   * @param searches what the searches for mappings did
   * @param provenance where the result comes from
   */
  public record Result(List<Row> rows, SearchStatistics searches, Provenance provenance) {
    /** Copies the list. */
    public Result {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Returns the comparison.
   *
   * @param cache where mappings are kept
   * @throws InputException if an engine is unknown, or the device can't run it
   */
  public static Result of(Request request, OperatorCache cache) {
    var model = new InferenceModel(request.source(), request.background(), cache);
    Provenance provenance = Provenance.of(request.command()).device(request.source());
    var trust = new TrustModel(model.device(), DesignBase.of(request.source()));
    List<Row> rows = new ArrayList<>();
    for (InferenceRequest inference : request.inferences()) {
      int first = rows.size();
      for (String engine : request.engines()) {
        InferenceResult result = InputException.checked(() -> model.run(inference.under(engine)));
        var entry = new Entry(engine, result, Latency.of(trust.bands(result)), trust.trust(result));
        rows.add(new Row(entry, rows.size() == first ? entry : rows.get(first).entry()));
        provenance =
            provenance.engine(result.engine()).model(inference.model(), inference.quantization());
      }
    }
    return new Result(rows, SearchStatistics.of(model.mappers()), provenance);
  }
}
