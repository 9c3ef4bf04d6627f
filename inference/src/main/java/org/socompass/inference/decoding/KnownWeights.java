package org.socompass.inference.decoding;

import java.util.List;
import org.socompass.inference.pass.RecentlyAsked;
import org.socompass.inference.pass.SameObjects;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.StoredWeights;

/** What the weights of models take, counted once for all designs. Thread-safe. */
public final class KnownWeights {
  private static final int MOST = 256;

  private final RecentlyAsked<SameObjects, Sizes> sizes = new RecentlyAsked<>(MOST);
  private final RecentlyAsked<SameObjects, StoredWeights> stored = new RecentlyAsked<>(MOST);

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
    return sizes.get(
        key(storage, List.of(tensorParallel, groups)),
        () ->
            new Sizes(
                storage.weightsBytes(tensorParallel, groups),
                storage.tableBytes(),
                storage.headBytes()));
  }

  /** Returns the weights of a model by how often a token reads them. */
  public StoredWeights stored(ModelStorage storage) {
    return stored.get(key(storage, List.of()), () -> StoredWeights.of(storage));
  }

  /** Models and quantizations are read once, and come again as the same objects. */
  private static SameObjects key(ModelStorage storage, List<Object> values) {
    return new SameObjects(values, List.of(storage.model(), storage.quantization()));
  }
}
