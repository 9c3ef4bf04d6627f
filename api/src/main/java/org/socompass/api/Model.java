package org.socompass.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.socompass.input.InputException;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.StoredAs;
import org.socompass.llm.library.ModelLibrary;

/** A language model: one that ships, of a file or in memory. Immutable. */
public final class Model {
  private final String name;
  private final LanguageModel language;
  private final Optional<Quantization> stored;

  private Model(String name, LanguageModel language, Optional<Quantization> stored) {
    this.name = name;
    this.language = language;
    this.stored = language.storedAs().flatMap(StoredAs::quantization).or(() -> stored);
  }

  /** Returns the ids of the models that ship, sorted. */
  public static List<String> ids() {
    return ModelLibrary.ids();
  }

  /**
   * Returns a model.
   *
   * @param idOrPath id of one that ships, or path of a model file, a {@code config.json} of Hugging
   *     Face, the folder that has it, or a GGUF file
   * @throws InputException if there is none, naming the nearest, or the file is not valid
   */
  public static Model of(String idOrPath) {
    LanguageModel language = ModelLibrary.load(idOrPath);
    return new Model(idOrPath, language, ModelLibrary.storage(idOrPath));
  }

  /**
   * Reads a model file, a {@code config.json}, the folder that has it, or a GGUF file.
   *
   * @throws InputException if it can't be read or is not valid, with its place
   */
  public static Model read(Path file) {
    return of(Device.path(file));
  }

  /**
   * Reads a model file or a {@code config.json} in memory.
   *
   * @param name name for messages and of the model, which ends in .yaml or .json
   * @param text what the file says
   * @throws InputException if it is not valid, with its place
   */
  public static Model ofText(String name, String text) {
    LanguageModel language = InputException.checked(() -> ModelLibrary.read(name, text));
    return new Model(name, language, Optional.empty());
  }

  /**
   * Reads a GGUF file in memory.
   *
   * @param name name for messages and of the model, which ends in .gguf
   * @param bytes the file, or as much of its begin as holds the header
   * @throws InputException if it is not valid
   */
  public static Model ofGguf(String name, byte[] bytes) {
    ModelLibrary.Stored gguf = InputException.checked(() -> ModelLibrary.gguf(name, bytes));
    return new Model(name, gguf.model(), Optional.of(gguf.quantization()));
  }

  /** Returns its id. */
  public String id() {
    return language.id();
  }

  /** Returns its name for people. */
  public String name() {
    return language.name();
  }

  /** Returns how many parameters it has, those of all experts included. */
  public long parameters() {
    return language.parameters().total();
  }

  /** Returns the name of the quantization that its file has; empty if it says none. */
  public Optional<String> quantization() {
    return stored.map(Quantization::id);
  }

  /** Returns what studies take. Not part of what stays as it is. */
  public LanguageModel language() {
    return language;
  }

  /** Returns how its file stores it, as studies take it. Not part of what stays as it is. */
  public Optional<Quantization> stored() {
    return stored;
  }

  /** Returns how the user named it: id, path or name of a text. */
  String named() {
    return name;
  }

  @Override
  public String toString() {
    return id();
  }
}
