package org.socompass.validation.llamabench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.socompass.input.InputException;
import org.socompass.input.Mark;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.validation.Dataset;
import org.socompass.validation.LaunchMethods;
import org.socompass.validation.MeasuredFile;
import org.socompass.validation.Row;

/**
 * What {@code llama-bench} measured on a device, as a data set. A test of n prompt tokens behind d
 * others is a prefill of n tokens at a context of d + n; one that generates n behind d is decode at
 * the mean context d + n / 2, rounded up.
 *
 * @param device id of the device or path to its template
 * @param engine engine that ran; empty for the one of the backend that a test names
 * @param model id or path of the model; empty to find it by its number of parameters
 */
public record LlamaBench(String device, Optional<String> engine, Optional<String> model)
    implements MeasuredFile {
  /** Difference of parameters up to which a model is the one that was measured. */
  private static final double ALIKE = 0.006; // llama-bench prints three digits

  private static final List<String> HEADER =
      List.of(
          "device",
          "processors",
          "model",
          "quantization",
          "engine",
          "phase",
          "prompt_tokens",
          "context_tokens",
          "batch",
          "tokens_per_second");

  /** Engine and processor by the start of a backend's name. */
  private static final Map<String, List<String>> BACKENDS = backends();

  private static Map<String, List<String>> backends() {
    Map<String, List<String>> result = new LinkedHashMap<>();
    result.put("cpu", List.of("llama.cpp", "cpu"));
    result.put("blas", List.of("llama.cpp", "cpu"));
    result.put("mtl", List.of("llama.cpp-metal", "gpu"));
    result.put("metal", List.of("llama.cpp-metal", "gpu"));
    result.put("opencl", List.of("llama.cpp-opencl", "gpu"));
    result.put("vulkan", List.of("llama.cpp-vulkan", "gpu"));
    result.put("rocm", List.of("llama.cpp-rocm", "gpu"));
    result.put("cuda", List.of("gpu-only", "gpu"));
    result.put("htp", List.of("llama.cpp-hexagon", "npu"));
    result.put("hexagon", List.of("llama.cpp-hexagon", "npu"));
    return result;
  }

  /**
   * Returns the data set of a file.
   *
   * @param file name for messages
   * @throws InputException with line, if it is not a table of llama-bench, or a model or backend in
   *     it is not known
   */
  @Override
  public Dataset read(String file, String text) {
    List<Row> rows = new ArrayList<>();
    for (BenchTest test : LlamaBenchReader.read(file, text)) {
      if (test.promptTokens() > 0 && test.outputTokens() > 0) {
        continue; // one rate of two phases says nothing of either
      }
      rows.add(new Row(file, test.line(), fields(file, test)));
    }
    if (rows.isEmpty()) {
      throw new InputException(
          new Mark(file, 1, 1), "has no test of a prompt alone or of generation alone");
    }
    return new Dataset(
        "llama-bench",
        "llama-bench: " + file,
        Optional.empty(),
        Optional.empty(),
        LaunchMethods.EAGER,
        Map.of(),
        List.of(new Dataset.Table("llm", HEADER, rows)));
  }

  private Map<String, String> fields(String file, BenchTest test) {
    boolean isPrompt = test.promptTokens() > 0;
    List<String> engineAndProcessor = engine(file, test);
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("device", device);
    fields.put("processors", engineAndProcessor.get(1));
    fields.put("model", model.orElseGet(() -> model(file, test)));
    fields.put("quantization", quantization(test.model()));
    fields.put("engine", engineAndProcessor.get(0));
    fields.put("phase", isPrompt ? "prefill" : "decode");
    fields.put("prompt_tokens", isPrompt ? Long.toString(test.promptTokens()) : "");
    long behind = isPrompt ? test.promptTokens() : (test.outputTokens() + 1) / 2;
    fields.put("context_tokens", Long.toString(test.depthTokens() + behind));
    fields.put("batch", "1");
    fields.put("tokens_per_second", Double.toString(test.tokensPerSecond()));
    return fields;
  }

  private List<String> engine(String file, BenchTest test) {
    String backend = test.backend().toLowerCase(Locale.ROOT);
    Optional<List<String>> known =
        BACKENDS.entrySet().stream()
            .filter(e -> backend.startsWith(e.getKey()))
            .map(Map.Entry::getValue)
            .findFirst();
    if (engine.isPresent()) {
      String processor = known.map(k -> k.get(1)).orElse("gpu");
      return List.of(engine.get(), processor);
    }
    return known.orElseThrow(
        () ->
            new InputException(
                new Mark(file, test.line(), 1),
                "backend "
                    + Quoted.of(test.backend())
                    + " is not known: name the engine with --engine; known: "
                    + String.join(", ", BACKENDS.keySet())));
  }

  /** Returns the model that ships and has as many parameters and a name of the same family. */
  private static String model(String file, BenchTest test) {
    List<String> alike = new ArrayList<>();
    for (String id : ModelLibrary.ids()) {
      LanguageModel candidate = ModelLibrary.byId(id);
      if (isAlike((double) candidate.parameters().total(), test.parameters())) {
        alike.add(id);
      }
    }
    String family = test.model().toLowerCase(Locale.ROOT).split("[ \\d]", 2)[0];
    List<String> related = alike.stream().filter(id -> id.contains(family)).toList();
    List<String> found = related.isEmpty() ? alike : related;
    String name = test.file().toLowerCase(Locale.ROOT);
    List<String> named = found.stream().filter(name::contains).toList();
    if (!named.isEmpty()) {
      found = named;
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new InputException(
        new Mark(file, test.line(), 1),
        (found.isEmpty()
                ? "no model that ships has the parameters of "
                : "several models have the parameters of ")
            + Quoted.of(test.model())
            + (found.isEmpty() ? "" : " (" + NearestName.joined(found) + ")")
            + ": name it with --model");
  }

  private static boolean isAlike(double ours, double theirs) {
    return Math.abs(ours - theirs) <= ALIKE * theirs;
  }

  /** Returns how weights are stored, by the end of what llama-bench calls a model. */
  static String quantization(String model) {
    List<String> words = Arrays.asList(model.toLowerCase(Locale.ROOT).strip().split(" +", -1));
    int dash = words.lastIndexOf("-");
    if (dash > 0 && dash + 1 < words.size()) {
      // "Q4_K - Medium", "IQ4_XS - 4.25 bpw"
      String type = words.get(dash - 1);
      return words.contains("bpw") ? type : type + "_" + words.get(dash + 1).charAt(0);
    }
    String end = words.get(words.size() - 1);
    String last = end.equals("moe") && words.size() > 1 ? words.get(words.size() - 2) : end;
    return last.equals("f16") ? Quantization.FP16.id() : last;
  }
}
