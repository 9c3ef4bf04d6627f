package org.socompass.inference.decoding;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.socompass.llm.ModelStorage;

/** What the weights of models take, counted once for all designs. Thread-safe. */
public final class KnownWeights {
  private static final int MOST = 256;

  private final Map<Key, Sizes> known = new ConcurrentHashMap<>();

  private record Key(ModelStorage storage, int tensorParallel, int groups) {}

  /**
   * What the weights of a model take.
   *
   * @param allBytes all, as often as devices hold them [B]
   * @param tableBytes the embedding table [B]
   * @param headBytes the LM head [B]
   */
  public record Sizes(double allBytes, double tableBytes, double headBytes) {}

  /**
   * Returns the sizes of a model.
   *
   * @param tensorParallel devices of a group, which share each layer
   * @param groups groups
   */
  Sizes of(ModelStorage storage, int tensorParallel, int groups) {
    var key = new Key(storage, tensorParallel, groups);
    Sizes found = known.get(key);
    if (found == null) {
      found =
          new Sizes(
              storage.weightsBytes(tensorParallel, groups),
              storage.tableBytes(),
              storage.headBytes());
      if (known.size() < MOST) {
        known.put(key, found);
      }
    }
    return found;
  }
}
