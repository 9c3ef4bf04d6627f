package org.socompass.inference.training;

import org.socompass.hardware.DataType;
import org.socompass.inference.training.FineTuning.Sharding;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.WeightMatrix;

/**
 * What a step needs on each device.
 *
 * <pre>{@code
 * weights as stored, gradients 2 B a trained parameter, states of the optimizer, kept activations
 * each over the devices of a replica; what is sharded over the replicas as well, and of sharded
 * weights two layers gathered
 * }</pre>
 *
 * @param weightsBytes weights and adapters [B]
 * @param gradientBytes gradients of what is trained [B]
 * @param optimizerBytes states of the optimizer [B]
 * @param activationBytes what the forward pass leaves for the backward pass [B]
 */
public record TrainingMemory(
    double weightsBytes, double gradientBytes, double optimizerBytes, double activationBytes) {
  static TrainingMemory of(
      FineTuning tuning, double trained, int tensorParallel, double activationBytes) {
    double share = 1.0 / tensorParallel;
    double sharded = share / tuning.replicas();
    double sixteenBits = DataType.FP16.bytesPerElement();
    double weights =
        new ModelStorage(tuning.model(), tuning.quantization()).weightsBytes(tensorParallel)
            + (tuning.isFull() ? 0 : trained * sixteenBits);
    Sharding by = tuning.sharding();
    double gathered = 2 * weights * share / tuning.model().layers();
    return new TrainingMemory(
        by == Sharding.WEIGHTS
            ? Math.min(weights * share, weights * sharded + gathered)
            : weights * share,
        trained * sixteenBits * (by.compareTo(Sharding.GRADIENTS) >= 0 ? sharded : share),
        trained
            * tuning.rule().stateBytes()
            * (by.compareTo(Sharding.OPTIMIZER) >= 0 ? sharded : share),
        activationBytes);
  }

  /** Returns the parameters that are trained: all, or those of the adapters. */
  static long trainedParameters(FineTuning tuning) {
    LanguageModel model = tuning.model();
    if (tuning.isFull()) {
      return model.parameters().total();
    }
    long rank = tuning.rank().orElseThrow();
    long elements = 0;
    for (Layer layer : model.stack()) {
      for (WeightMatrix matrix : layer.matrices(model.hidden())) {
        if (matrix.use() == WeightMatrix.Use.EVERY_TOKEN
            && TrainingGraph.isAdapted(matrix.role())
            && !layer.isForImages()) {
          elements += layer.count() * matrix.copies() * rank * (matrix.in() + matrix.out());
        }
      }
    }
    return elements;
  }

  /** Returns all of it [B]. */
  public double bytes() {
    return weightsBytes + gradientBytes + optimizerBytes + activationBytes;
  }
}
