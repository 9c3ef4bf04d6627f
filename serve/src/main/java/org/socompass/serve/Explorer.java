package org.socompass.serve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.socompass.api.Device;
import org.socompass.api.SoCompass;
import org.socompass.evaluation.Metric;
import org.socompass.evaluation.Metrics;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.hardware.template.DeviceSummary;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.InferenceResult;
import org.socompass.input.Section;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.report.DesignParts;
import org.socompass.report.RunPage;
import org.socompass.report.ShellQuote;
import org.socompass.study.OperatorStudy;
import org.socompass.study.RunStudy;
import org.socompass.study.whatif.DoublingStudy;
import org.socompass.study.whatif.FittingStudy;

/**
 * Answers to what the page asks, as trees for JSON. Mappings and the last results are kept.
 * Thread-safe.
 */
final class Explorer {
  private static final int MOST_RESULTS = 24;
  private static final int MOST_DOUBLED = 64;
  private static final double MICRO = 1e6;

  private final SoCompass compass = new SoCompass();
  private final Uploads uploads = new Uploads();
  private final Map<Question, RunStudy.Result> results =
      new LinkedHashMap<>(MOST_RESULTS, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, RunStudy.Result> eldest) {
          return size() > MOST_RESULTS;
        }
      };

  /** Returns what can be chosen. */
  Map<String, Object> lists() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("devices", DeviceLibrary.ids().stream().map(Explorer::device).toList());
    root.put("models", ModelLibrary.ids());
    root.put("quantizations", Quantization.ids());
    root.put("engines", Engines.ids());
    root.put("uploads", uploads.all().stream().map(this::upload).toList());
    return root;
  }

  private static List<String> device(String id) {
    DeviceSummary device = DeviceLibrary.summary(id);
    return List.of(id, device.name());
  }

  /** Returns the fields of a device. */
  Map<String, Object> fields(Section s) {
    String device = s.text("device");
    List<String> set = s.has("set") ? s.list("set", text -> text) : List.of();
    Device asked = Question.device(device, set);
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("groups", TemplateFields.of(asked.source()));
    return root;
  }

  /** Returns what the page shows at once. */
  Map<String, Object> run(Section s) {
    Question question = Question.read(s);
    RunStudy.Result result = result(question);
    RunStudy.Result shipped = result(question.shipped());
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("title", result.page().title());
    root.put("tiles", Tiles.of(result.evaluation(), shipped.evaluation()));
    root.putAll(RunPage.charts(result.page(), false));
    root.put(
        "parts", DesignParts.ofDevice(result.evaluation()).stream().map(Explorer::parts).toList());
    root.put("engine", result.engine());
    root.put("trust", result.trustLine());
    root.put("layers", result.inference().request().model().layers());
    root.put("rivals", result.rivals().stream().map(Explorer::rival).toList());
    root.put("command", ShellQuote.line(result.provenance().command()));
    root.put("warnings", warnings(result));
    return root;
  }

  /** Returns what takes longer: timelines, and intervals that need many predictions. */
  Map<String, Object> more(Section s) {
    RunStudy.Result result = result(Question.read(s));
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("intervals", Tiles.slow(result.evaluation()));
    root.put("phases", RunPage.charts(result.page(), true).get("phases"));
    root.put(
        "parts", DesignParts.ofRun(result.evaluation()).stream().map(Explorer::parts).toList());
    return root;
  }

  /** Returns all metrics of a design, for a table or a file. */
  Map<String, Object> metrics(Section s) {
    RunStudy.Result result = result(Question.read(s));
    List<List<Object>> rows = new ArrayList<>();
    for (Metric metric : Metrics.all()) {
      rows.add(List.of(metric.id(), metric.unit(), metric.value(result.evaluation())));
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("metrics", rows);
    root.put("command", ShellQuote.line(result.provenance().command()));
    return root;
  }

  /** Returns what twice some fields would buy; of no fields, which fields there are. */
  Map<String, Object> doubles(Section s) {
    List<String> paths = s.has("paths") ? s.list("paths", text -> text) : List.of();
    if (paths.size() > MOST_DOUBLED) {
      throw s.error("paths", "has more than " + MOST_DOUBLED + " fields");
    }
    RunStudy.Request request = Question.read(s).request(uploads);
    Map<String, Object> root = new LinkedHashMap<>();
    if (paths.isEmpty()) {
      root.put("paths", DoublingStudy.paths(request.source()));
      return root;
    }
    root.put(
        "effects",
        compass.ask(mappings -> DoublingStudy.of(request, paths, mappings)).stream()
            .map(
                e -> {
                  Map<String, Object> item = new LinkedHashMap<>();
                  item.put("path", e.path());
                  item.put("from", e.from());
                  item.put("to", e.to());
                  item.put("ttft", e.ttftRatio());
                  item.put("tpot", e.tpotRatio());
                  item.put("reason", e.reason());
                  return item;
                })
            .toList());
    return root;
  }

  /** Returns how an operator is mapped. */
  Map<String, Object> operator(Section s) {
    String phase = s.text("phase");
    String name = s.text("name");
    List<String> processors = s.list("processors", text -> text);
    Question question = Question.read(s);
    RunStudy.Request request = question.request(uploads);
    InferenceResult result = result(question).inference();
    for (String processor : processors) {
      if (!result.device().processorIds().contains(processor)) {
        throw s.error("processors", "the device has no processor " + processor);
      }
    }
    var asked =
        new OperatorStudy.Request(
            request,
            result,
            phase.equals(Phase.PREFILL.id()) ? Phase.PREFILL : Phase.DECODE,
            name,
            processors);
    OperatorStudy.Result found = compass.ask(mappings -> OperatorStudy.of(asked, mappings));
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("operator", found.operator());
    root.put("shape", found.shape());
    root.put("types", found.types());
    root.put("count", found.count());
    root.put("isRated", found.isRated());
    root.put("mapped", found.mapped().stream().map(Explorer::mapped).toList());
    return root;
  }

  private static Map<String, Object> mapped(OperatorStudy.Mapped mapped) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("processor", mapped.processor());
    item.put("us", mapped.latencySeconds() * MICRO);
    item.put("traffic", mapped.traffic());
    item.put("loopNest", mapped.loopNest());
    item.put("reason", mapped.reason());
    item.put("command", ShellQuote.line(mapped.command()));
    return item;
  }

  /** Returns a template that is the design. */
  Map<String, Object> template(Section s) {
    String device = s.text("device");
    String name = s.optionalText("name").orElse("My device");
    List<String> set = s.has("set") ? s.list("set", text -> text) : List.of();
    Question.device(device, set);
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("text", SavedTemplate.of(device, name, set));
    return root;
  }

  /** Reads a model that the page sends. */
  Map<String, Object> upload(String name, byte[] bytes) {
    return upload(uploads.add(name, bytes));
  }

  private Map<String, Object> upload(Uploads.Upload upload) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("id", upload.id());
    item.put("file", upload.file());
    item.put("name", upload.model().name());
    item.put("parameters", upload.model().parameters());
    item.put("storage", upload.model().quantization());
    return item;
  }

  private RunStudy.Result result(Question question) {
    synchronized (results) {
      RunStudy.Result known = results.get(question);
      if (known != null) {
        return known;
      }
    }
    RunStudy.Result result = compass.run(question.inference(uploads)).study();
    synchronized (results) {
      results.put(question, result);
    }
    return result;
  }

  private static List<String> warnings(RunStudy.Result result) {
    List<String> warnings = new ArrayList<>();
    InferenceResult inference = result.inference();
    if (!inference.fitsInMemory()) {
      List<String> fitting = FittingStudy.of(inference);
      warnings.add(
          String.format(
              Locale.ROOT,
              "%s as %s does not fit the memory of %s: %s. Times are as if it did.",
              inference.request().model().id(),
              inference.request().quantization().id(),
              inference.device().id(),
              fitting.isEmpty()
                  ? "no quantization does"
                  : "it fits as " + String.join(", ", fitting)));
    }
    if (result.contextTokens() > inference.request().model().maxPositions()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%d tokens of context are more than the %d that %s was made for.",
              result.contextTokens(),
              inference.request().model().maxPositions(),
              inference.request().model().id()));
    }
    return warnings;
  }

  private static Map<String, Object> parts(DesignParts.Group group) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("label", group.label());
    item.put("unit", group.unit());
    List<List<Object>> values = new ArrayList<>();
    group.values().forEach((name, value) -> values.add(List.of(name, value)));
    item.put("values", values);
    return item;
  }

  private static List<Object> rival(RunStudy.Rival rival) {
    return List.of(rival.engine(), rival.endToEndSeconds());
  }
}
