package org.socompass.llm;

import java.util.List;
import org.socompass.hardware.DataType;
import org.socompass.llm.layer.Experts;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.WeightMatrix;
import org.socompass.llm.storage.MatrixRole;

/**
 * The memory that a model takes under a quantization. Norms, biases, filters and towers have the
 * type of vectors.
 *
 * @param model the model
 * @param quantization how it is stored
 */
public record ModelStorage(LanguageModel model, Quantization quantization) {
  /** What a count may be off by, so that two experts are not three. */
  static final double ROUNDING = 1e-9;

  /** Returns the bytes of all parameters as stored [B]. */
  public double weightsBytes() {
    return weightsBytes(1);
  }

  /**
   * Returns the bytes of all parameters as stored on so many devices [B]. Matrices that tensor
   * parallelism does not split are counted once for each device that holds them; vectors and
   * tables, which are small or held by the host, once.
   */
  public double weightsBytes(int devices) {
    int hidden = model.hidden();
    double vector = quantization.vectors().bytesPerElement();
    double vectors =
        (model.ends().vectorElements(hidden) + (double) model.learnedPositions() * hidden) * vector;
    double matrices = quantization.weightBytes(model, MatrixRole.HEAD, hidden, model.vocabulary());
    for (Layer layer : model.stack()) {
      vectors += layer.count() * layer.vectorElements(hidden) * vector;
      for (WeightMatrix matrix : layer.matrices(hidden)) {
        matrices += layer.count() * bytes(matrix) * layer.mixer().copies(matrix.role(), devices);
      }
    }
    for (WeightMatrix matrix : model.ends().extras()) {
      matrices += bytes(matrix);
    }
    double table = tableBytes();
    double towers =
        model.towers().stream().mapToDouble(t -> t.counted() ? t.parameters() * vector : 0).sum();
    return matrices + table + vectors + towers;
  }

  /**
   * Returns the bytes of all parameters as stored on groups of devices that spread the experts and
   * each hold all else [B].
   *
   * @param tensorParallel devices of a group, which share each layer
   * @param groups groups
   */
  public double weightsBytes(int tensorParallel, int groups) {
    double all = weightsBytes(tensorParallel);
    double others = all - (groups == 1 ? 0 : expertBytes());
    return all + (groups - 1) * others;
  }

  private double expertBytes() {
    double bytes = 0;
    for (Layer layer : model.stack()) {
      for (WeightMatrix matrix : layer.matrices(model.hidden())) {
        bytes += matrix.use() == WeightMatrix.Use.ROUTED ? layer.count() * bytes(matrix) : 0;
      }
    }
    return bytes;
  }

  /** Returns the bytes of the matrices behind the last layer: those of the LM head [B]. */
  public double headBytes() {
    return quantization.weightBytes(model, MatrixRole.HEAD, model.hidden(), model.vocabulary());
  }

  /** Returns the bytes of all copies of a matrix. */
  double bytes(WeightMatrix matrix) {
    return matrix.use() == WeightMatrix.Use.LOOKUP
        ? matrix.elements() * quantization.tableType().bytesPerElement()
        : matrix.copies() * bytesOfOne(matrix);
  }

  private double bytesOfOne(WeightMatrix matrix) {
    return quantization.weightBytes(
        model, MatrixRole.ofProduct(matrix.role()), matrix.in(), matrix.out());
  }

  /** Returns the bytes of the embedding table; 0 if it is the LM head [B]. */
  public double tableBytes() {
    return !quantization.storesEmbedding(model)
        ? 0
        : (double) model.vocabulary() * model.hidden() * tableBytesPerElement();
  }

  double tableBytesPerElement() {
    return quantization.embedding(model).bytesPerElement();
  }

  /**
   * Returns the bytes of the matrices that a decode step of one sequence reads: those of all layers
   * and the LM head, of experts those that the token goes through [B]. Of the embedding table a
   * step reads one row per sequence, which is traffic of the embedding operator; norms and biases,
   * under 0.1 %, are left out.
   */
  public double decodeWeightBytes() {
    return weightBytesRead(1);
  }

  /**
   * Returns the bytes of the matrices that a pass reads [B]. Experts that none of the tokens goes
   * through are not read.
   *
   * @param tokens tokens of the pass
   */
  public double weightBytesRead(long tokens) {
    double bytes =
        quantization.weightBytes(model, MatrixRole.HEAD, model.hidden(), model.vocabulary());
    for (Layer layer : model.stack()) {
      double touched =
          layer.feedForward().flatMap(FeedForward::experts).map(e -> copies(e, tokens)).orElse(0.0);
      List<WeightMatrix> read = layer.isForImages() ? List.of() : layer.matrices(model.hidden());
      for (WeightMatrix matrix : read) {
        bytes += layer.count() * read(matrix, touched);
      }
    }
    for (WeightMatrix matrix : model.ends().extras()) {
      bytes += read(matrix, 0);
    }
    return bytes;
  }

  /** Returns the experts whose products a pass computes: whole ones. */
  static double copies(Experts experts, long tokens) {
    return Math.min(experts.count(), Math.ceil(experts.touched(tokens) - ROUNDING));
  }

  private double read(WeightMatrix matrix, double touched) {
    double one = bytesOfOne(matrix);
    return switch (matrix.use()) {
      case EVERY_TOKEN -> matrix.copies() * one;
      case ROUTED -> touched * one;
      case LOOKUP, NOT_BY_TEXT -> 0;
    };
  }

  /**
   * Returns the bytes of the keys and values of all layers [B].
   *
   * @param batch sequences
   * @param tokens tokens of a sequence
   * @throws IllegalArgumentException if one is negative
   */
  public double kvCacheBytes(long batch, long tokens) {
    return kvCacheBytes(batch, tokens, quantization.kvCache());
  }

  /**
   * Returns the bytes of the keys and values of all layers [B].
   *
   * @param cache type of the elements
   * @throws IllegalArgumentException if batch or tokens are negative
   */
  public double kvCacheBytes(long batch, long tokens, DataType cache) {
    return kvCacheBytes(batch, tokens, cache, 1);
  }

  /**
   * Returns the bytes of the keys and values of all layers on all of several devices [B]: devices
   * beyond the KV heads hold copies of them.
   *
   * @param cache type of the elements
   * @throws IllegalArgumentException if batch or tokens are negative
   */
  public double kvCacheBytes(long batch, long tokens, DataType cache, int devices) {
    if (batch < 0 || tokens < 0) {
      throw new IllegalArgumentException(
          "batch and tokens must not be negative, but are " + batch + " and " + tokens);
    }
    return batch * model.cachedElements(tokens, devices) * cache.bytesPerElement();
  }

  /**
   * Returns the bytes of the states of recurrences and convolutions [B].
   *
   * @param batch sequences
   */
  public double stateBytes(long batch) {
    return batch * model.stateBytes();
  }
}
