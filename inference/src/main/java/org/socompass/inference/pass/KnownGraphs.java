package org.socompass.inference.pass;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.socompass.hardware.DataType;
import org.socompass.hardware.OperatorClass;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Scheduling;
import org.socompass.inference.plan.Parallelism;
import org.socompass.inference.rates.EngineRates;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.GraphOptions;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.OperatorNode;
import org.socompass.llm.Quantization;

/**
 * Operators and tensors of passes that were asked for before, by all that decides about them. Of a
 * device that is how many there are and whether its processors have fused attention, so that
 * designs of a sweep share them. Thread-safe.
 */
final class KnownGraphs {
  private static final int MOST_MODELS = 64;
  private static final int MOST_PASSES = 4096;
  private static final int MOST_NODES = 65_536;

  private final RecentlyAsked<Key, OfModel> models = new RecentlyAsked<>(MOST_MODELS);

  /** The same by the objects that asked. */
  private final RecentlyAsked<SameObjects, OfModel> bySame = new RecentlyAsked<>(MOST_MODELS);

  /** What decides about the graphs of a model. */
  record Key(
      LanguageModel model,
      Quantization quantization,
      Optional<DataType> cacheType,
      GraphOptions options,
      Parallelism parallelism,
      int devices,
      EngineProfile.Prompts prompts,
      EngineRates.Prompts ratedPrompts,
      Set<OperatorClass> hidden,
      boolean headOnAllTokens,
      Optional<Scheduling.Chunks> chunks) {
    private SameObjects objects() {
      return new SameObjects(
          List.of(
              cacheType,
              options,
              parallelism,
              devices,
              prompts,
              ratedPrompts,
              hidden,
              headOnAllTokens,
              chunks),
          List.of(model, quantization));
    }
  }

  /** What is known of a model. */
  static final class OfModel {
    private final RecentlyAsked<ForwardPass, List<List<OperatorNode>>> kinds =
        new RecentlyAsked<>(MOST_PASSES);
    private final RecentlyAsked<ForwardPass, Double> activationBytes =
        new RecentlyAsked<>(MOST_PASSES);

    /** Operators of all passes: those that say the same are one object, found by identity. */
    private final Map<OperatorNode, OperatorNode> nodes = new ConcurrentHashMap<>();

    List<List<OperatorNode>> kinds(
        ForwardPass forward, Function<ForwardPass, List<List<OperatorNode>>> build) {
      return kinds.get(forward, () -> build.apply(forward).stream().map(this::shared).toList());
    }

    private List<OperatorNode> shared(List<OperatorNode> kind) {
      if (nodes.size() > MOST_NODES) {
        nodes.clear();
      }
      return kind.stream().map(node -> nodes.computeIfAbsent(node, n -> n)).toList();
    }

    double activationBytes(ForwardPass forward, ToDoubleFunction<ForwardPass> compute) {
      return activationBytes.get(forward, () -> compute.applyAsDouble(forward));
    }
  }

  OfModel of(Key key) {
    return bySame.get(key.objects(), () -> models.get(key, OfModel::new));
  }
}
