package org.socompass.inference.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;

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
    return result;
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
    if (!EngineLibrary.isShipped(id)) {
      List<String> known = new java.util.ArrayList<>(ids());
      known.addAll(ALIASES.keySet());
      throw new InputException(
          "unknown engine '"
              + name
              + "'; "
              + NearestName.hint(name, known)
              + " ('socompass list engines' prints all)");
    }
    return EngineLibrary.byId(id);
  }
}
