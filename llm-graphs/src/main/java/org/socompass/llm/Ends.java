package org.socompass.llm;

import java.util.List;
import java.util.Optional;
import org.socompass.llm.layer.Normalization;
import org.socompass.llm.layer.Sizes;
import org.socompass.llm.layer.WeightMatrix;

/**
 * What stands before the first and behind the last layer of a model.
 *
 * @param vocabulary rows of the embedding table and columns of the LM head
 * @param tied whether the LM head is the embedding table
 * @param headBias whether the LM head has a bias
 * @param learnedPositions rows of the table of learned positions; 0 if positions are rotary
 * @param finalNorm norm before the LM head
 * @param extras further matrices and tables of the whole model
 * @param extraVectorElements further parameters that are in no matrix
 */
public record Ends(
    int vocabulary,
    boolean tied,
    boolean headBias,
    int learnedPositions,
    Optional<Normalization.Kind> finalNorm,
    List<WeightMatrix> extras,
    long extraVectorElements) {
  /**
   * Copies the extras and validates the sizes.
   *
   * @throws IllegalArgumentException if a size is out of range
   */
  public Ends {
    Sizes.inRange("vocabulary", vocabulary, 1 << 24);
    if (learnedPositions < 0) {
      throw new IllegalArgumentException(
          "learned_positions must not be negative, but is " + learnedPositions);
    }
    if (extraVectorElements < 0) {
      throw new IllegalArgumentException(
          "extra vectors must not be negative, but are " + extraVectorElements);
    }
    extras = List.copyOf(extras);
  }

  /** Returns the parameters that are in no matrix and no table. */
  long vectorElements(int hidden) {
    return extraVectorElements
        + (headBias ? vocabulary : 0)
        + finalNorm.map(norm -> (long) norm.vectors() * hidden).orElse(0L);
  }
}
