package org.socompass.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.llm.layer.Experts;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.WeightMatrix;
import org.socompass.llm.storage.MatrixRole;

/**
 * The weights of a model by how often a token reads them, which decides what may live below main
 * memory. They add up to {@link ModelStorage#weightsBytes()}.
 *
 * @param everyPassBytes matrices, norms and biases that every pass reads, the LM head included [B]
 * @param experts matrices of which a router chooses some, by kind of layer
 * @param tables tables of which a token takes a row
 * @param idleBytes what text never reads [B]
 */
public record StoredWeights(
    double everyPassBytes, List<ExpertGroup> experts, List<Table> tables, double idleBytes) {
  /**
   * The experts of one kind of layer.
   *
   * @param layers layers of the kind
   * @param count experts of a layer
   * @param perToken experts that a token goes through in a layer
   * @param expertBytes one expert, all its matrices [B]
   * @param matrixBytes its largest matrix [B]
   */
  public record ExpertGroup(
      int layers, int count, int perToken, double expertBytes, double matrixBytes) {
    /** Returns the bytes of all experts [B]. */
    public double bytes() {
      return layers * count * expertBytes;
    }

    /** Returns the bytes that a token goes through [B]. */
    public double tokenBytes() {
      return layers * perToken * expertBytes;
    }
  }

  /**
   * A table of which a token takes one row.
   *
   * @param role what it is
   * @param bytes the table [B]
   * @param rowBytes a row [B]
   */
  public record Table(String role, double bytes, double rowBytes) {}

  /** Copies the lists. */
  public StoredWeights {
    experts = List.copyOf(experts);
    tables = List.copyOf(tables);
  }

  /** Returns the weights of a model under a quantization. */
  public static StoredWeights of(ModelStorage storage) {
    LanguageModel model = storage.model();
    Quantization quantization = storage.quantization();
    int hidden = model.hidden();
    double vector = quantization.vectors().bytesPerElement();
    double every =
        (model.ends().vectorElements(hidden) + (double) model.learnedPositions() * hidden) * vector
            + quantization.weightBytes(model, MatrixRole.HEAD, hidden, model.vocabulary());
    double idle = 0;
    List<ExpertGroup> experts = new ArrayList<>();
    List<Table> tables = new ArrayList<>();
    if (quantization.storesEmbedding(model)) {
      double row = hidden * storage.tableBytesPerElement();
      tables.add(new Table("embedding", model.vocabulary() * row, row));
    }
    for (Layer layer : model.stack()) {
      every += layer.count() * layer.vectorElements(hidden) * vector;
      double expert = 0;
      double largest = 0;
      for (WeightMatrix matrix : layer.matrices(hidden)) {
        double bytes = storage.bytes(matrix);
        switch (matrix.use()) {
          case EVERY_TOKEN -> every += layer.isForImages() ? 0 : layer.count() * bytes;
          case ROUTED -> {
            expert += bytes / matrix.copies();
            largest = Math.max(largest, bytes / matrix.copies());
          }
          case LOOKUP -> tables.add(table(matrix, layer.count() * bytes));
          case NOT_BY_TEXT -> idle += layer.count() * bytes;
        }
        idle +=
            layer.isForImages() && matrix.use() == WeightMatrix.Use.EVERY_TOKEN
                ? layer.count() * bytes
                : 0;
      }
      Optional<Experts> routed = layer.feedForward().flatMap(FeedForward::experts);
      if (routed.isPresent()) {
        Experts e = routed.get();
        experts.add(new ExpertGroup(layer.count(), e.count(), e.perToken(), expert, largest));
      }
    }
    for (WeightMatrix matrix : model.ends().extras()) {
      double bytes = storage.bytes(matrix);
      switch (matrix.use()) {
        case EVERY_TOKEN, ROUTED -> every += bytes;
        case LOOKUP -> tables.add(table(matrix, bytes));
        case NOT_BY_TEXT -> idle += bytes;
      }
    }
    for (Tower tower : model.towers()) {
      idle += tower.counted() ? tower.parameters() * vector : 0;
    }
    return new StoredWeights(every, experts, tables, idle);
  }

  private static Table table(WeightMatrix matrix, double bytes) {
    return new Table(matrix.role(), bytes, bytes / matrix.in());
  }

  /** Returns the bytes of all experts [B]. */
  public double expertBytes() {
    return experts.stream().mapToDouble(ExpertGroup::bytes).sum();
  }

  /** Returns the bytes of all tables [B]. */
  public double tableBytes() {
    return tables.stream().mapToDouble(Table::bytes).sum();
  }

  /** Returns the bytes of all weights [B]. */
  public double bytes() {
    return everyPassBytes + expertBytes() + tableBytes() + idleBytes;
  }
}
