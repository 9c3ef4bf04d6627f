package org.socompass.study.calibrate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.pass.RatedPass;
import org.socompass.inference.rates.EngineRates;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.input.InputException;
import org.socompass.input.Quoted;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.ratefit.OneMeasurement;
import org.socompass.validation.DatasetReader;
import org.socompass.validation.DeviceNames;
import org.socompass.validation.Row;
import org.socompass.validation.WholeModelRows;

/** The constants of an engine on a device from one measured prefill and decode. */
public final class OneMeasurementStudy {
  private static final long USUAL_CONTEXT = 128;
  private static final String CSV = ".csv";
  private static final Pattern PART =
      Pattern.compile("(prefill|decode)=(?:(\\d{1,7}):)?(\\d+(?:\\.\\d+)?)\\s*tok/s");

  private OneMeasurementStudy() {}

  /**
   * What is asked.
   *
   * @param device template id or path
   * @param engine name of an engine that has rates
   * @param processors ids of the processors; empty for those that the engine uses
   * @param model model id or path; of a file it is that of rows which name none
   * @param quantization name of the quantization; the same
   * @param one what was measured, as {@code prefill=128:853tok/s,decode=16.2tok/s}: tokens of the
   *     prompt, or of the context (128 if not given), and the rate; or path of a CSV file with the
   *     columns of {@code llm.csv}
   */
  public record Request(
      String device,
      String engine,
      List<String> processors,
      String model,
      String quantization,
      String one) {
    /** Copies the list. */
    public Request {
      processors = List.copyOf(processors);
    }
  }

  /**
   * What is answered.
   *
   * @param before rates of the engine on all devices
   * @param fitted those on the device
   * @param engine id of the engine's profile
   * @param engineFile an engine file with them
   * @param processor id of the processor
   * @param templateFields lines of a template that extends the device
   */
  public record Result(
      EngineRates before,
      OneMeasurement.Result fitted,
      String engine,
      String engineFile,
      String processor,
      List<String> templateFields) {
    /** Copies the list. */
    public Result {
      templateFields = List.copyOf(templateFields);
    }
  }

  /**
   * Returns the constants.
   *
   * @throws InputException if the request is not valid, or the measurement impossible
   */
  public static Result of(Request request) {
    EngineProfile engine = Engines.profile(request.engine(), request.processors());
    EngineRates rates =
        engine
            .rates()
            .orElseThrow(
                () ->
                    new InputException(
                        "--engine: '"
                            + request.engine()
                            + "' is timed by mappings and has no rates; fit its template with"
                            + " --data"));
    var model = new InferenceModel(new DeviceSource(request.device(), List.of()));
    Measurements measured =
        request.one().toLowerCase(Locale.ROOT).endsWith(CSV)
            ? rows(model, request, engine)
            : text(model, request);
    List<OneMeasurement.Measured> prefill = measured.prefill();
    List<OneMeasurement.Measured> decode = measured.decode();
    OneMeasurement.Result fitted = OneMeasurement.of(rates, prefill, decode);
    String processor = (prefill.isEmpty() ? decode : prefill).get(0).pass().processor().id();
    String source =
        "scaled to %s on %s: %s"
            .formatted(measured.of(), request.device(), request.one())
            .replace('"', '\'');
    List<String> fields =
        fitted.bytesPerSecond().isPresent()
            ? List.of(
                "processors:",
                "  " + processor + ":",
                "    dram:",
                "      bandwidth_cap: {value: "
                    + String.format(
                        Locale.ROOT, "%.6g GB/s", fitted.bytesPerSecond().getAsDouble() / 1e9)
                    + ", source: \""
                    + source
                    + "\"}")
            : List.of();
    return new Result(
        rates,
        fitted,
        engine.id(),
        OneMeasurement.engineFile(engine.id(), fitted.constants(), source),
        processor,
        fields);
  }

  /** Measured passes, and what was measured in words. */
  private record Measurements(
      List<OneMeasurement.Measured> prefill, List<OneMeasurement.Measured> decode, String of) {}

  private static Measurements text(InferenceModel model, Request request) {
    List<OneMeasurement.Measured> prefill = List.of();
    List<OneMeasurement.Measured> decode = List.of();
    OptionalLong prompt = OptionalLong.empty();
    for (String part : request.one().split(",", -1)) {
      Matcher m = PART.matcher(part.strip());
      if (!m.matches()) {
        throw new InputException(
            "--one: "
                + Quoted.of(part.strip())
                + " is not PHASE=TOKENS:RATEtok/s, as prefill=128:853tok/s or decode=16.2tok/s");
      }
      double rate = Double.parseDouble(m.group(3));
      if (!(rate > 0)) {
        throw new InputException("--one: a rate must be positive, but is " + m.group(3));
      }
      boolean isPrefill = m.group(1).equals("prefill");
      if (isPrefill && m.group(2) == null) {
        throw new InputException("--one: prefill needs its tokens, as prefill=128:853tok/s");
      }
      if (!(isPrefill ? prefill : decode).isEmpty()) {
        throw new InputException("--one: " + m.group(1) + " is given twice");
      }
      long tokens = m.group(2) == null ? prompt.orElse(USUAL_CONTEXT) : Long.parseLong(m.group(2));
      if (tokens < 1) {
        throw new InputException("--one: tokens must be at least 1, but are " + tokens);
      }
      ForwardPass forward =
          isPrefill ? ForwardPass.prefill(1, tokens) : ForwardPass.decode(1, tokens);
      List<OneMeasurement.Measured> measured =
          List.of(
              new OneMeasurement.Measured(
                  pass(model, request, request.model(), request.quantization(), forward),
                  forward.tokens() / rate));
      if (isPrefill) {
        prompt = OptionalLong.of(tokens);
        prefill = measured;
      } else {
        decode = measured;
      }
    }
    return new Measurements(
        prefill, decode, "one measurement of " + request.model() + " in " + request.quantization());
  }

  /** Rows as in {@code llm.csv}: those of another device or engine are not meant. */
  private static Measurements rows(InferenceModel model, Request request, EngineProfile engine) {
    var names = DeviceNames.of(List.of(request.device()));
    List<OneMeasurement.Measured> prefill = new ArrayList<>();
    List<OneMeasurement.Measured> decode = new ArrayList<>();
    Set<String> models = new TreeSet<>();
    for (Row row : DatasetReader.rows(Path.of(request.one()))) {
      boolean isMeant =
          row.optional("device").map(names::has).orElse(true)
              && row.optional("engine")
                  .map(name -> Engines.profile(name, request.processors()).id())
                  .map(engine.id()::equals)
                  .orElse(true);
      if (isMeant) {
        ForwardPass forward = WholeModelRows.forward(row);
        String measured = row.optional("model").orElse(request.model());
        String stored = row.optional("quantization").orElse(request.quantization());
        (forward.phase() == Phase.PREFILL ? prefill : decode)
            .add(
                new OneMeasurement.Measured(
                    pass(model, request, measured, stored, forward),
                    forward.tokens() / row.positive("tokens_per_second")));
        models.add(measured + " in " + stored);
      }
    }
    if (models.isEmpty()) {
      throw new InputException(
          request.one()
              + ": has no row of device "
              + Quoted.of(request.device())
              + " and engine "
              + Quoted.of(request.engine()));
    }
    return new Measurements(
        prefill,
        decode,
        (prefill.size() + decode.size()) + " measurements of " + String.join(", ", models));
  }

  private static RatedPass pass(
      InferenceModel model,
      Request request,
      String measured,
      String quantization,
      ForwardPass forward) {
    return model
        .ratedPass(
            new InferenceRequest(
                ModelLibrary.load(measured),
                Quantization.of(quantization),
                forward.queryLength(),
                1,
                forward.batch(),
                request.engine(),
                request.processors()),
            forward)
        .orElseThrow();
  }
}
