package org.socompass.inference.decoding;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.socompass.inference.pass.SameObjects;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.StoredWeights;

/** What the weights of models take, counted once for all designs. Thread-safe. */
public final class KnownWeights {
  private static final int MOST = 256;

  private final Map<SameObjects, Sizes> sizes = new ConcurrentHashMap<>();
  private final Map<SameObjects, StoredWeights> stored = new ConcurrentHashMap<>();

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
    return kept(
        sizes,
        key(storage, List.of(tensorParallel, groups)),
        () ->
            new Sizes(
                storage.weightsBytes(tensorParallel, groups),
                storage.tableBytes(),
                storage.headBytes()));
  }

  /** Returns the weights of a model by how often a token reads them. */
  public StoredWeights stored(ModelStorage storage) {
    return kept(stored, key(storage, List.of()), () -> StoredWeights.of(storage));
  }

  /** Models and quantizations are read once, and come again as the same objects. */
  private static SameObjects key(ModelStorage storage, List<Object> values) {
    return new SameObjects(values, List.of(storage.model(), storage.quantization()));
  }

  private static <T> T kept(Map<SameObjects, T> known, SameObjects key, Supplier<T> count) {
    T found = known.get(key);
    if (found == null) {
      found = count.get();
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(key, found);
    }
    return found;
  }
}
