package org.socompass.llm.gguf;

import java.util.List;
import java.util.Optional;
import org.socompass.llm.storage.MatrixRole;

/**
 * A language model as its GGUF file describes it: sizes of every layer, every matrix with its type.
 *
 * @param architecture what metadata and tensors do not say
 * @param name name for people
 * @param hidden elements of the hidden state
 * @param vocabulary rows of the embedding table
 * @param maxPositions longest context the model was made for; 0 if it does not say
 * @param experts routed experts; 0 if dense
 * @param expertsUsed experts of a token
 * @param layers the layers in order, those that only predict further tokens left out
 * @param tables matrices outside of layers
 * @param vectors names of vectors outside of layers
 * @param vectorElements their elements
 * @param leftOut tensors that are no part of a pass
 * @param header the header
 */
public record GgufModel(
    GgufArchitecture architecture,
    String name,
    int hidden,
    int vocabulary,
    int maxPositions,
    int experts,
    int expertsUsed,
    List<GgufLayer> layers,
    List<GgufMatrix> tables,
    List<String> vectors,
    long vectorElements,
    List<GgufTensor> leftOut,
    GgufHeader header) {
  /** Copies the lists. */
  public GgufModel {
    layers = List.copyOf(layers);
    tables = List.copyOf(tables);
    vectors = List.copyOf(vectors);
    leftOut = List.copyOf(leftOut);
  }

  /** Returns the matrix of a role outside of layers. */
  public Optional<GgufMatrix> table(MatrixRole role) {
    return tables.stream().filter(m -> m.role() == role).findFirst();
  }

  /** Returns whether the LM head is the embedding table: the file has no other. */
  public boolean tiedEmbeddings() {
    return table(MatrixRole.HEAD).isEmpty();
  }

  /** Returns the parameters: the elements of all tensors that are not left out. */
  public long parameters() {
    return header.tensors().stream().mapToLong(GgufTensor::elements).sum()
        - leftOut.stream().mapToLong(GgufTensor::elements).sum();
  }
}
