package org.socompass.dse.spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.socompass.cost.die.ProcessNodes;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.inference.engine.EngineLibrary;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.tier.TierUse;
import org.socompass.input.Dimension;
import org.socompass.input.InputException;
import org.socompass.input.Quoted;
import org.socompass.input.Section;
import org.socompass.input.TextFile;
import org.socompass.input.YamlNode;
import org.socompass.input.YamlReader;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;

/** Reads a sweep's spec. Its schema is stated here: every key that a spec may have is read. */
public final class SpecReader {
  private static final long GREATEST_FILE_BYTES = 1 << 20;
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");
  private static final int GREATEST_LENGTH = (int) ForwardPass.MAXIMUM_LENGTH;
  private static final int GREATEST_BATCH = (int) ForwardPass.MAXIMUM_BATCH;
  private static final int DEFAULT_PROMPT = 512;
  private static final int DEFAULT_OUTPUT = 128;
  private static final int DEFAULT_POPULATION = 40;

  /** Keys of what may be a file. */
  private static final Set<String> FILE_KEYS = Set.of("device", "model", "quantization", "engine");

  private static final Pattern FILE_NAME = Pattern.compile("[/\\\\]|\\.(ya?ml|json|gguf)$");

  private final Path folder;
  private final Inputs inputs;

  /** Where the template and the models come from. */
  interface Inputs {
    DeviceTemplate device(String idOrPath);

    LanguageModel model(String idOrPath);
  }

  private static final Inputs FILES =
      new Inputs() {
        @Override
        public DeviceTemplate device(String idOrPath) {
          return DeviceTemplate.of(idOrPath);
        }

        @Override
        public LanguageModel model(String idOrPath) {
          return ModelLibrary.load(idOrPath);
        }
      };

  private SpecReader(Path folder, Inputs inputs) {
    this.folder = folder;
    this.inputs = inputs;
  }

  /**
   * Reads a spec file, and the template and models that it names. Paths in it are relative to its
   * folder.
   *
   * @throws InputException if one of them can't be read or is not valid, with its place
   */
  public static SweepSpec read(Path file) {
    return read(file.toString(), text(file), folder(file));
  }

  /** Returns the text of a spec file. */
  static String text(Path file) {
    return TextFile.read(file, GREATEST_FILE_BYTES);
  }

  /** Returns what paths in a spec file are relative to. */
  static Path folder(Path file) {
    Path parent = file.toAbsolutePath().normalize().getParent();
    return parent == null ? Path.of("") : parent;
  }

  /**
   * Reads a spec.
   *
   * @param file name for messages
   * @param text the spec
   * @param folder what paths in it are relative to
   */
  public static SweepSpec read(String file, String text, Path folder) {
    return read(file, text, folder, FILES);
  }

  /**
   * Reads a spec that may name what ships, and no file.
   *
   * @param name name for messages
   * @param text the spec
   * @throws InputException if it is not valid, or names a file
   */
  public static SweepSpec readShipped(String name, String text) {
    YamlNode.Mapping root = YamlReader.read(name, text);
    refuseFiles("", root);
    return Section.read(root, "", new SpecReader(Path.of(""), FILES)::spec);
  }

  private static void refuseFiles(String key, YamlNode node) {
    if (node instanceof YamlNode.Mapping mapping) {
      mapping.entries().forEach(SpecReader::refuseFiles);
    } else if (node instanceof YamlNode.Sequence sequence) {
      sequence.items().forEach(item -> refuseFiles(key, item));
    } else if (node instanceof YamlNode.Scalar scalar
        && FILE_KEYS.contains(key)
        && FILE_NAME.matcher(scalar.text()).find()) {
      throw new InputException(
          scalar.mark(),
          key,
          Quoted.of(scalar.text()) + " is a file; only what ships can be named here");
    }
  }

  static SweepSpec read(String file, String text, Path folder, Inputs inputs) {
    return Section.read(YamlReader.read(file, text), "", new SpecReader(folder, inputs)::spec);
  }

  private SweepSpec spec(Section s) {
    String name = s.optionalText("name").orElse("sweep");
    String path = resolved(s.text("device"), ".yaml", ".yml");
    DeviceTemplate device = at(s, "device", () -> inputs.device(path));
    at(s, "device", () -> device.device(List.of()));
    ProcessNodes.builtIn().check(device.tree(List.of()));
    List<Parameter> parameters = new ArrayList<>();
    s.section(
        "parameters",
        all -> {
          for (String key : all.keys()) {
            checkName(all, key);
            parameters.add(
                all.section(
                    key,
                    p -> {
                      Parameter parameter = ParameterReader.read(key, p, this::enginePath);
                      ParameterChecks.checkPaths(device, parameter, all, key);
                      ParameterChecks.checkValues(device, parameter, p);
                      return parameter;
                    }));
          }
          return parameters;
        });
    if (parameters.isEmpty()) {
      throw s.error("parameters", "needs at least one parameter");
    }
    ParameterChecks.checkOneEngine(s, parameters);
    ParameterChecks.checkOnePath(s, parameters);
    List<Workload> workloads = workloads(s);
    List<String> ids = Columns.metricIds(workloads);
    ParameterChecks.checkColumns(s, parameters, ids);
    return new SweepSpec(
        name,
        device,
        parameters,
        workloads,
        GoalReader.constraints(s, ids),
        GoalReader.objectives(s, ids),
        GoalReader.columns(s),
        engineFiles(device, parameters, workloads),
        s.optionalSection("search", SpecReader::search)
            .orElse(new Search(Search.Method.GRID, 0, 0, 0)));
  }

  private static Map<String, String> engineFiles(
      DeviceTemplate device, List<Parameter> parameters, List<Workload> workloads) {
    List<String> engines = new ArrayList<>();
    workloads.forEach(w -> engines.add(w.request().engine()));
    parameters.forEach(p -> p.levels().forEach(l -> l.engine().ifPresent(engines::add)));
    device.device(List.of()).engines().values().stream().sorted().forEach(engines::add);
    Map<String, String> result = new LinkedHashMap<>();
    engines.stream()
        .filter(EngineLibrary::isPath)
        .forEach(path -> result.computeIfAbsent(path, EngineLibrary::text));
    return result;
  }

  private String enginePath(String idOrPath) {
    return EngineLibrary.isPath(idOrPath)
        ? folder.resolve(TextFile.path(idOrPath)).normalize().toString()
        : idOrPath;
  }

  private String resolved(String idOrPath, String... extensions) {
    boolean isPath = idOrPath.contains("/");
    for (String extension : extensions) {
      isPath |= idOrPath.endsWith(extension);
    }
    return isPath ? folder.resolve(TextFile.path(idOrPath)).normalize().toString() : idOrPath;
  }

  /** Runs work that may refuse what stands at a key. */
  static <T> T at(Section s, String key, Supplier<T> work) {
    try {
      return work.get();
    } catch (InputException | IllegalArgumentException e) {
      throw s.error(key, String.valueOf(e.getMessage()));
    }
  }

  private static void checkName(Section s, String name) {
    if (!NAME.matcher(name).matches()) {
      throw s.keyError(
          name, Quoted.of(name) + " must be a letter followed by letters, digits, '_' and '-'");
    }
  }

  private List<Workload> workloads(Section s) {
    List<Workload> result = new ArrayList<>();
    s.section(
        "workloads",
        all -> {
          Map<String, String> names = new HashMap<>();
          for (String name : all.keys()) {
            checkName(all, name);
            String other = names.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (other != null) {
              throw all.keyError(
                  name,
                  Quoted.of(name)
                      + " and "
                      + Quoted.of(other)
                      + " differ in case only; columns of files do not tell them apart");
            }
            result.add(all.section(name, w -> workload(name, w)));
          }
          return result;
        });
    if (result.isEmpty()) {
      throw s.error("workloads", "needs at least one workload");
    }
    return result;
  }

  private String resolvedModel(String idOrPath) {
    return resolved(idOrPath, ".yaml", ".yml", ".json", ".gguf");
  }

  private Workload workload(String name, Section s) {
    String model = resolvedModel(s.text("model"));
    int prompt = size(s, "prompt", DEFAULT_PROMPT, GREATEST_LENGTH);
    int output = size(s, "output", DEFAULT_OUTPUT, GREATEST_LENGTH);
    int batch = size(s, "batch", 1, GREATEST_BATCH);
    Optional<String> engine = s.optionalText("engine");
    List<String> processors = s.has("processors") ? s.list("processors", text -> text) : List.of();
    double weight = s.has("weight") ? s.positive("weight", Dimension.NUMBER) : 1;
    var request =
        new InferenceRequest(
                PlanReader.routed(s, at(s, "model", () -> inputs.model(model))),
                s.optionalText("quantization")
                    .map(q -> at(s, "quantization", () -> Quantization.of(q)))
                    .or(() -> at(s, "model", () -> ModelLibrary.storage(model)))
                    .orElse(Quantization.FP16),
                prompt,
                output,
                batch,
                engine
                    .map(e -> at(s, "engine", () -> ParameterReader.engine(enginePath(e))))
                    .orElse(Engines.AUTO),
                processors)
            .placed(
                new TierUse(
                    s.has("placement")
                        ? s.choice("placement", TierUse.Mode.class)
                        : TierUse.Mode.DRAM_ONLY,
                    s.has("expert_skew")
                        ? s.within("expert_skew", Dimension.NUMBER, 0, TierUse.GREATEST_SKEW)
                        : 0,
                    false));
    InferenceRequest planned = PlanReader.planned(s, request, m -> inputs.model(resolvedModel(m)));
    return new Workload(name, model, planned, weight);
  }

  private static int size(Section s, String key, int absent, int greatest) {
    int value = s.count(key, 1, absent);
    if (value > greatest) {
      throw s.error(key, "must be at most " + greatest + ", but is " + value);
    }
    return value;
  }

  private static Search search(Section s) {
    Search.Method method = s.choice("method", Search.Method.class);
    long seed = s.count("seed", 0, 0);
    if (method == Search.Method.GRID) {
      return new Search(method, 0, 0, 0);
    }
    if (method != Search.Method.NSGA2) {
      return new Search(method, seed, s.count("samples", 1), 0);
    }
    int population = s.count("population", 4, DEFAULT_POPULATION);
    if (s.has("samples") == s.has("generations")) {
      throw s.error(
          "method", "nsga2 needs 'generations', or 'samples', the most that it evaluates");
    }
    long samples =
        s.has("samples") ? s.count("samples", 1) : (long) population * s.count("generations", 1);
    return new Search(method, seed, samples, population);
  }
}
