package org.socompass.cli.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.InferenceResult;
import org.socompass.llm.Quantization;

/** How engines store the weights, where one of them has another type than was asked for. */
final class StorageNotes {
  private StorageNotes() {}

  /**
   * Returns a note for each type, the one of the engine that ran first; none if all store what was
   * asked for.
   *
   * @param rivals ids of the engines that it was compared with
   */
  static List<String> of(InferenceResult result, List<String> rivals) {
    Quantization asked = result.request().quantization();
    Map<String, List<String>> engines = new LinkedHashMap<>();
    Stream.concat(
            Stream.of(result.engine()),
            rivals.stream().filter(id -> !id.equals(result.engine().id())).map(Engines::profile))
        .forEach(
            engine ->
                engines
                    .computeIfAbsent(stored(engine, asked).id(), k -> new ArrayList<>())
                    .add(engine.id()));
    if (engines.keySet().equals(Set.of(asked.id()))) {
      return List.of();
    }
    List<String> notes = new ArrayList<>();
    engines.forEach((type, ids) -> notes.add(type + " by " + String.join(", ", ids)));
    return notes;
  }

  /** Returns how an engine stores what was asked for. */
  static Quantization stored(EngineProfile engine, Quantization asked) {
    return engine.storage().getOrDefault(asked, asked);
  }
}
