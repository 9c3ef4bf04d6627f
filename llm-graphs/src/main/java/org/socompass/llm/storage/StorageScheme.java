package org.socompass.llm.storage;

import org.socompass.hardware.DataType;

/**
 * How a scheme stores a model and computes with it.
 *
 * @param id name in files and on the command line
 * @param name name for people
 * @param source where types are from
 * @param activation type of the inputs of matrices
 * @param kvCache type of keys and values in the cache
 * @param vectors type of norms and biases
 * @param sharedTable whether a table that is also the LM head is stored once, in the LM head's type
 * @param weights types of matrices
 */
public record StorageScheme(
    String id,
    String name,
    String source,
    DataType activation,
    DataType kvCache,
    DataType vectors,
    boolean sharedTable,
    WeightTypes weights) {
  /**
   * Validates the scheme.
   *
   * @throws IllegalArgumentException if a text is blank
   */
  public StorageScheme {
    if (id.isBlank() || name.isBlank() || source.isBlank()) {
      throw new IllegalArgumentException("id, name and source must not be blank");
    }
  }
}
