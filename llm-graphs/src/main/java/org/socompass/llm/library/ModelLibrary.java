package org.socompass.llm.library;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.TextFile;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelFormat;
import org.socompass.llm.Quantization;
import org.socompass.llm.gguf.GgufFile;
import org.socompass.llm.gguf.GgufModel;
import org.socompass.llm.gguf.GgufModelReader;

/** The models that ship, and those in files of the user. */
public final class ModelLibrary {
  private static final long GREATEST_FILE_BYTES = 1L << 20;
  private static final String FOLDER = "models/";
  private static final int EXTENSION_LENGTH = ".json".length(); // that of .gguf, too
  private static final Pattern HUB_NAME =
      Pattern.compile("[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*");
  private static final Pattern HUB_SOURCE = Pattern.compile("(?<= )[\\w.-]+/[\\w.-]*\\w");

  private ModelLibrary() {}

  /** Returns the ids of the models that ship, sorted. */
  public static List<String> ids() {
    return resource(FOLDER + "index.txt").lines().filter(line -> !line.isBlank()).toList();
  }

  /**
   * Returns a model that ships.
   *
   * @throws InputException if there is none of that id, naming the nearest
   */
  public static LanguageModel byId(String id) {
    List<String> ids = ids();
    if (isHubName(id)) {
      return ofHub(id);
    }
    if (!ids.contains(id)) {
      throw new InputException("unknown model '" + id + "'; " + NearestName.hint(id, ids));
    }
    String file = FOLDER + id + ".yaml";
    return ModelYaml.read(file, resource(file));
  }

  /** An owner and a name, as in {@code meta-llama/Llama-3.1-8B}, that is no file. */
  private static boolean isHubName(String text) {
    return HUB_NAME.matcher(text).matches()
        && !hasExtension(text, ".yaml")
        && !hasExtension(text, ".yml")
        && !hasExtension(text, ".json")
        && !isGguf(text)
        && !Files.exists(TextFile.path(text));
  }

  /** Returns the model that ships whose source is a repository of Hugging Face, tuned or not. */
  private static LanguageModel ofHub(String name) {
    for (String id : ids()) {
      LanguageModel model = byId(id);
      Matcher source = HUB_SOURCE.matcher(model.source());
      while (source.find()) {
        if (untuned(source.group()).equals(untuned(name))) {
          return model;
        }
      }
    }
    throw new InputException(
        "'%s' is no model that ships; download its config.json (https://huggingface.co/%s/raw/main/config.json) and give its path"
            .formatted(name, name));
  }

  /** Tuning changes no shape. */
  private static String untuned(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("-(instruct|chat|it|base|hf|pt)(?=-|$)", "");
  }

  /**
   * Returns a model that ships, or that of a file. A text with a {@code /}, or that ends in {@code
   * .yaml}, {@code .yml}, {@code .json} or {@code .gguf}, is a path: YAML is a model file, JSON a
   * Hugging Face {@code config.json}; a folder holds one and its tensors. An owner and a name is a
   * repository of Hugging Face, which a model that ships may be of.
   *
   * @param idOrPath id of a model that ships, or path of a file
   * @throws InputException if there is no such model or file, or the file is not a valid model
   */
  public static LanguageModel load(String idOrPath) {
    if (isGguf(idOrPath)) {
      return GgufImport.model(idOrPath, idOf(TextFile.path(idOrPath)), gguf(idOrPath));
    }
    if (isFolder(idOrPath)) {
      return ModelFolder.read(TextFile.path(idOrPath));
    }
    return isPath(idOrPath) ? read(idOrPath, text(idOrPath)) : byId(idOrPath);
  }

  /**
   * Returns how a file stores its model, if it is one that says so matrix by matrix.
   *
   * @param idOrPath id of a model that ships, or path of a file
   * @throws InputException if the file is not a valid model
   */
  public static Optional<Quantization> storage(String idOrPath) {
    return isGguf(idOrPath)
        ? Optional.of(GgufImport.quantization(gguf(idOrPath)))
        : Optional.empty();
  }

  /**
   * A model and how its file stores it.
   *
   * @param model the model
   * @param quantization how its matrices are stored
   */
  public record Stored(LanguageModel model, Quantization quantization) {}

  /**
   * Returns the model of a GGUF file in memory.
   *
   * @param name name of the file, for messages and as the id of the model
   * @param bytes the file, or as much of its begin as holds the header
   * @throws InputException if it is not a valid model
   */
  public static Stored gguf(String name, byte[] bytes) {
    GgufModel gguf = GgufModelReader.read(name, GgufFile.parse(name, bytes));
    String id = name.substring(0, Math.max(1, name.length() - EXTENSION_LENGTH));
    return new Stored(GgufImport.model(name, id, gguf), GgufImport.quantization(gguf));
  }

  private static boolean isGguf(String text) {
    return hasExtension(text, ".gguf");
  }

  private static boolean isFolder(String text) {
    return !ids().contains(text) && Files.isDirectory(TextFile.path(text));
  }

  private static GgufModel gguf(String path) {
    return GgufModelReader.read(path, GgufFile.read(TextFile.path(path)));
  }

  /**
   * Returns the text of a model file.
   *
   * @param name its path
   * @throws InputException if it can't be read
   */
  public static String text(String name) {
    return TextFile.read(TextFile.path(name), GREATEST_FILE_BYTES);
  }

  /**
   * Returns the model of a file that was read before.
   *
   * @param name the file's path, which says what kind of file it is
   * @param text its text
   * @throws InputException if it is not a valid model
   */
  public static LanguageModel read(String name, String text) {
    for (ModelFormat format :
        ServiceLoader.load(ModelFormat.class, ModelLibrary.class.getClassLoader())) {
      if (hasExtension(name, format.extension())) {
        return format.read(name, idOf(TextFile.path(name)), text);
      }
    }
    if (hasExtension(name, ".yaml") || hasExtension(name, ".yml")) {
      return ModelYaml.read(name, text);
    }
    throw new InputException(
        name + ": a model file ends in .yaml or .yml, a Hugging Face config in .json");
  }

  /** Returns whether a text names a file, and not a model that ships. */
  public static boolean isPath(String text) {
    return (text.contains("/") && !isHubName(text))
        || hasExtension(text, ".yaml")
        || hasExtension(text, ".yml")
        || hasExtension(text, ".json")
        || isGguf(text);
  }

  private static boolean hasExtension(String text, String extension) {
    return text.toLowerCase(Locale.ROOT).endsWith(extension);
  }

  /** Returns the folder of a {@code config.json}, which is named after the model, or the file. */
  private static String idOf(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    String file = String.valueOf(absolute.getFileName());
    if (file.equals("config.json") && parent != null && parent.getFileName() != null) {
      return parent.getFileName().toString();
    }
    return file.length() > EXTENSION_LENGTH
        ? file.substring(0, file.length() - EXTENSION_LENGTH)
        : file;
  }

  private static String resource(String name) {
    try (InputStream stream = ModelLibrary.class.getResourceAsStream("/" + name)) {
      if (stream == null) {
        throw new IllegalStateException("resource " + name + " is not on the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
