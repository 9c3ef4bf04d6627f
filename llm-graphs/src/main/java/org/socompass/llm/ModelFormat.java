package org.socompass.llm;

/**
 * A form of model files other than our own YAML, found by {@link java.util.ServiceLoader}: formats
 * know models, models do not know formats.
 */
public interface ModelFormat {
  /** Returns the end of the names of its files, as in {@code .json}. */
  String extension();

  /**
   * Reads a model.
   *
   * @param file path for messages
   * @param id name of the model
   * @param text the document
   * @throws org.socompass.input.InputException if it is not a valid model, with its place
   */
  LanguageModel read(String file, String id, String text);
}
