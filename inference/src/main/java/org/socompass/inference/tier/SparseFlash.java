package org.socompass.inference.tier;

import java.util.List;
import org.socompass.hardware.tier.Storage;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.Layer;

/**
 * A model of sparse feed-forward networks in flash, after LLM in a flash (arXiv 2312.11514): only
 * neurons that are predicted active are read, those of the last tokens stay in memory, and a
 * neuron's row of the one matrix stands beside its column of the other.
 *
 * <pre>{@code
 * bytes(token) = share of neurons that are read x bytes of the networks
 * t(token)     = bytes / rate(block) + management + compute
 * resident     = (all else + predictor + window share x networks) / all
 * predictor    = sum over layers of rank (hidden + intermediate)
 * }</pre>
 *
 * @param weightsBytes all weights without the predictor [B]
 * @param networkBytes feed-forward networks [B]
 * @param predictorBytes low-rank predictors of the active neurons [B]
 * @param rowBytes one row or column of a matrix [B]
 */
public record SparseFlash(
    double weightsBytes, double networkBytes, double predictorBytes, double rowBytes) {
  /** What is read of the weights of a token. */
  public enum Technique {
    /** All weights, in long reads. */
    ALL,
    /** All weights that are not in memory, in long reads. */
    NOT_RESIDENT,
    /** Neurons that the predictor names, row by row. */
    PREDICTED,
    /** Of these the ones that are not among those of the last tokens, row by row. */
    WINDOWED,
    /** The same, a row and a column in one read. */
    BUNDLED
  }

  /**
   * How sparse a model is: inputs, measured on text.
   *
   * @param residentShare share of the weights in memory for {@link Technique#NOT_RESIDENT}
   * @param activeShare share of the neurons that the predictor names for a token
   * @param newShare share of the neurons that a token adds to those of the last tokens
   * @param windowShare share of the neurons that the last tokens used
   */
  public record Sparsity(
      double residentShare, double activeShare, double newShare, double windowShare) {
    /**
     * Validates the shares.
     *
     * @throws IllegalArgumentException if one is not in [0, 1]
     */
    public Sparsity {
      for (double share : new double[] {residentShare, activeShare, newShare, windowShare}) {
        if (!(share >= 0 && share <= 1)) {
          throw new IllegalArgumentException("a share must be from 0 to 1, but is " + share);
        }
      }
    }
  }

  /**
   * Returns the model of a language model.
   *
   * @param bytesPerWeight of all weights [B]
   * @param predictorRanks rank of the predictor of each layer
   * @throws IllegalArgumentException if the model has no dense feed-forward network
   */
  public static SparseFlash of(
      LanguageModel model, double bytesPerWeight, List<Integer> predictorRanks) {
    double networks = 0;
    for (Layer layer : model.stack()) {
      FeedForward network =
          layer
              .feedForward()
              .filter(f -> f.intermediate() > 0)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "layer '" + layer.kind() + "' has no dense feed-forward network"));
      networks +=
          (double) layer.count()
              * network.kind().matrices()
              * network.intermediate()
              * model.hidden();
    }
    double width = model.feedForward().map(FeedForward::intermediate).orElseThrow();
    double predictor =
        predictorRanks.stream().mapToDouble(rank -> rank * (model.hidden() + width)).sum();
    return new SparseFlash(
        model.parameters().total() * bytesPerWeight,
        networks * bytesPerWeight,
        predictor * bytesPerWeight,
        model.hidden() * bytesPerWeight);
  }

  /** Returns the bytes that a token reads [B]. */
  public double bytes(Technique technique, Sparsity sparsity) {
    return switch (technique) {
      case ALL -> weightsBytes;
      case NOT_RESIDENT -> weightsBytes * (1 - sparsity.residentShare());
      case PREDICTED -> networkBytes * sparsity.activeShare();
      case WINDOWED, BUNDLED -> networkBytes * sparsity.newShare();
    };
  }

  /** Returns the time that a token's reads take [s]. */
  public double readSeconds(Technique technique, Sparsity sparsity, Storage storage) {
    double bytes = bytes(technique, sparsity);
    return switch (technique) {
      case ALL, NOT_RESIDENT -> bytes / storage.bytesPerSecond();
      case PREDICTED, WINDOWED -> storage.queuedSeconds(bytes, rowBytes);
      case BUNDLED -> storage.queuedSeconds(bytes, 2 * rowBytes);
    };
  }

  /** Returns the share of the weights that is in memory under {@link Technique#BUNDLED}. */
  public double residentShare(Sparsity sparsity) {
    return (weightsBytes - networkBytes + predictorBytes + sparsity.windowShare() * networkBytes)
        / weightsBytes;
  }

  /** Returns the share of the weights that a token is multiplied by, the predictor included. */
  public double computedShare(Sparsity sparsity) {
    return (weightsBytes - networkBytes + predictorBytes + sparsity.activeShare() * networkBytes)
        / weightsBytes;
  }
}
