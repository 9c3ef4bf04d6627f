package org.socompass.inference.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.socompass.hardware.ProcessorKind;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Section;
import org.socompass.input.TextFile;

/** Names of engines on the command line and in data sets, and the profiles that they mean. */
public final class Engines {
  /** The best of those that the device has processors for. */
  public static final String AUTO = "auto";

  private static final Map<String, String> ALIASES = aliases();

  private Engines() {}

  private static Map<String, String> aliases() {
    Map<String, String> result = new LinkedHashMap<>();
    result.put("heteroinfer-layer", "layer");
    result.put("heteroinfer-tensor", "tensor");
    result.put("heteroinfer-tensor-slow-sync", "tensor-slow-sync");
    result.put("llm.npu", "llm-npu");
    result.put("litert", "litert-lm");
    result.put("react-native-executorch", "executorch");
    result.put("xnnpack", "executorch");
    result.put("llama.rn", "llama.cpp");
    result.put("llama.cpp-cpu", "llama.cpp");
    result.put("llama.cpp-vulkan-radv", "llama.cpp-vulkan");
    result.put("llama.cpp-vulkan-amdvlk", "llama.cpp-vulkan");
    result.put("ollama", "llama.cpp");
    return result;
  }

  /** Engines that are another profile on another kind of processor. */
  private static final Map<String, Map<ProcessorKind, String>> BY_KIND =
      Map.of(
          "llama.cpp",
          Map.of(ProcessorKind.GPU, "llama.cpp-opencl", ProcessorKind.NPU, "llama.cpp-hexagon"),
          "ollama",
          Map.of(ProcessorKind.GPU, "llama.cpp-vulkan"),
          "litert-lm",
          Map.of(ProcessorKind.GPU, "litert-lm-gpu", ProcessorKind.NPU, "litert-lm-npu"),
          "mnn",
          Map.of(ProcessorKind.GPU, "mnn-metal"));

  /** Engines of data sets that no profile can stand for, and why. */
  private static final Map<String, String> WITHOUT_PROFILE =
      Map.of(
          "powerinfer-2",
          "it reads the weights of neurons that it expects to be active from flash while it"
              + " computes, and how many of a prompt's they are is not published");

  /** A name that ends in the threads which the engine runs. */
  private static final Pattern THREADS = Pattern.compile("(.+)-t(\\d{1,3})");

  /**
   * Returns the profile of a name on the processors that a request names.
   *
   * @param processors ids of the processors; a single one decides between profiles of one engine
   * @throws InputException if there is none
   */
  public static EngineProfile profile(String name, List<String> processors) {
    if (processors.size() == 1) {
      for (ProcessorKind kind : ProcessorKind.values()) {
        String other = BY_KIND.getOrDefault(name, Map.of()).get(kind);
        if (other != null && processors.get(0).equals(Section.nameOf(kind))) {
          return profile(other);
        }
      }
    }
    return profile(name);
  }

  /** Returns the names that can be used now, sorted, {@code auto} first. */
  public static List<String> ids() {
    var sorted = new TreeSet<>(EngineLibrary.ids());
    List<String> result = new java.util.ArrayList<>();
    result.add(AUTO);
    result.addAll(sorted);
    return result;
  }

  /** Returns other names of engines and what they mean. */
  public static Map<String, String> otherNames() {
    return java.util.Collections.unmodifiableMap(ALIASES);
  }

  /**
   * Returns the profile of a name, or of a file.
   *
   * @throws InputException if there is none
   */
  public static EngineProfile profile(String name) {
    if (EngineLibrary.isPath(name)) {
      return EngineLibrary.read(name);
    }
    String id = ALIASES.getOrDefault(name, name);
    Matcher threads = THREADS.matcher(id);
    if (!EngineLibrary.isShipped(id) && threads.matches()) {
      EngineProfile all = profile(threads.group(1));
      int cores = Math.max(1, Integer.parseInt(threads.group(2)));
      return all.rates().map(r -> all.withRates(r.withMostCores(cores))).orElse(all);
    }
    String reason = WITHOUT_PROFILE.get(id);
    if (reason != null) {
      throw new InputException("engine '" + name + "' has no profile: " + reason);
    }
    if (!EngineLibrary.isShipped(id)) {
      List<String> known = new java.util.ArrayList<>(ids());
      known.addAll(ALIASES.keySet());
      throw TextFile.unknown(
          name,
          () ->
              "unknown engine '"
                  + name
                  + "'; "
                  + NearestName.hint(name, known)
                  + " ('socompass list engines' prints all)");
    }
    return EngineLibrary.byId(id);
  }
}
