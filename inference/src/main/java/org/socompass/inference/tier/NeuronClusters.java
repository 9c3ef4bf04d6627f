package org.socompass.inference.tier;

import java.util.ArrayList;
import java.util.List;
import org.socompass.hardware.tier.Storage;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.Quantization;
import org.socompass.llm.StoredWeights;
import org.socompass.llm.layer.Experts;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.Layer;

/**
 * Decode of a model whose feed-forward networks are sparse, on two processors, with neurons in
 * flash, after PowerInfer-2 (arXiv 2406.06282): hot neurons are dense clusters for the NPU, cold
 * ones that fire are for the CPU, and those that are not in memory are read while others are
 * computed, cluster by cluster.
 *
 * <pre>{@code
 * p_i   = min(1, c i^-s), sum = neurons that fire in a layer      hot: p_i >= 1/2
 * C     = max( (dense + hot + cold) / both, hot / npu, cold / cpu )
 * R     = missed / rate(a neuron's bundle)                        missed: a cache of least recently used
 * T     = max(C, R) + min(C, R) / layers
 * }</pre>
 *
 * @param denseBytes what every token reads beside the networks [B]
 * @param neurons neurons by kind of layer, a bundle of a row and columns each
 * @param layers layers of the model
 */
public record NeuronClusters(
    double denseBytes, List<StoredWeights.ExpertGroup> neurons, int layers) {
  private static final double HOT = 0.5;

  /** Copies the neurons. */
  public NeuronClusters {
    neurons = List.copyOf(neurons);
  }

  /**
   * What processors take from main memory [B/s].
   *
   * @param npu the NPU alone
   * @param cpu the CPU alone
   * @param both both together
   */
  public record Rates(double npu, double cpu, double both) {}

  /**
   * A token.
   *
   * @param hotBytes neurons of dense clusters [B]
   * @param coldBytes other neurons that fire [B]
   * @param missedShare share of what fires that is read from storage
   * @param missedBytes the same [B]
   * @param computeSeconds time of the work [s]
   * @param readSeconds time of the reads [s]
   * @param seconds time of the token [s]
   */
  public record Token(
      double hotBytes,
      double coldBytes,
      double missedShare,
      double missedBytes,
      double computeSeconds,
      double readSeconds,
      double seconds) {}

  /**
   * Returns the neurons of a model.
   *
   * @param fires share of the neurons of the networks that a token goes through which fire
   * @throws IllegalArgumentException if the share is not in (0, 1], or the model has no networks
   */
  public static NeuronClusters of(LanguageModel model, Quantization quantization, double fires) {
    if (!(fires > 0 && fires <= 1)) {
      throw new IllegalArgumentException(
          "the share of neurons that fire must be in (0, 1], but is " + fires);
    }
    StoredWeights weights = StoredWeights.of(new ModelStorage(model, quantization));
    double dense = weights.everyPassBytes();
    List<StoredWeights.ExpertGroup> neurons = new ArrayList<>();
    int group = 0;
    for (Layer layer : model.stack()) {
      if (layer.feedForward().isEmpty()) {
        continue;
      }
      FeedForward network = layer.feedForward().get();
      if (network.experts().isPresent()) {
        Experts e = network.experts().get();
        double bundle = weights.experts().get(group).expertBytes() / e.intermediate();
        group++;
        neurons.add(
            neurons(
                layer.count(),
                e.count() * e.intermediate(),
                e.perToken() * e.intermediate() * fires,
                bundle));
      }
      if (network.intermediate() > 0) {
        double elements = (double) network.kind().matrices() * model.hidden();
        double bundle = elements * quantization.weight().bytesPerElement();
        dense -= layer.count() * bundle * network.intermediate();
        neurons.add(
            neurons(layer.count(), network.intermediate(), network.intermediate() * fires, bundle));
      }
    }
    if (neurons.isEmpty()) {
      throw new IllegalArgumentException("'%s' has no feed-forward networks".formatted(model.id()));
    }
    return new NeuronClusters(dense, neurons, model.layers());
  }

  private static StoredWeights.ExpertGroup neurons(
      int layers, int count, double firing, double bundleBytes) {
    return new StoredWeights.ExpertGroup(
        layers, count, (int) Math.max(1, Math.round(firing)), bundleBytes, bundleBytes);
  }

  /** Returns the bytes of all weights [B]. */
  public double bytes() {
    return denseBytes + neurons.stream().mapToDouble(StoredWeights.ExpertGroup::bytes).sum();
  }

  /**
   * Returns a token.
   *
   * @param memoryBytes room for weights in main memory [B]
   * @param skew exponent s of the popularity of neurons
   * @throws IllegalArgumentException if what every token reads does not fit
   */
  public Token token(double memoryBytes, double skew, Storage storage, Rates rates) {
    if (!(memoryBytes > denseBytes)) {
      throw new IllegalArgumentException(
          "memory must hold what every token reads, %.3g B, but has %.3g B"
              .formatted(denseBytes, memoryBytes));
    }
    double hot = 0;
    double cold = 0;
    for (StoredWeights.ExpertGroup g : neurons) {
      for (double p : ExpertPopularity.of(g.count(), g.perToken(), skew)) {
        hot += p >= HOT ? g.layers() * g.expertBytes() : 0;
        cold += p >= HOT ? 0 : g.layers() * g.expertBytes() * p;
      }
    }
    var cache = new ExpertCache(neurons, skew, memoryBytes - denseBytes);
    double missed = cache.missedBytes(1);
    double compute =
        Math.max(
            (denseBytes + hot + cold) / rates.both(),
            Math.max(hot / rates.npu(), cold / rates.cpu()));
    double read = storage.queuedSeconds(missed, neurons.get(0).expertBytes());
    return new Token(
        hot,
        cold,
        1 - cache.hitShare(),
        missed,
        compute,
        read,
        Math.max(compute, read) + Math.min(compute, read) / layers);
  }
}
