package org.socompass.llm.safetensors;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.socompass.input.InputException;
import org.socompass.input.ParserMessage;
import org.socompass.input.Quoted;
import org.socompass.input.TextFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tensors of a folder with a model in Hugging Face's layout: those of the files that {@code
 * model.safetensors.index.json} names, or of {@code model.safetensors}, or of all files.
 */
public final class SafetensorsFolder {
  private static final String INDEX = "model.safetensors.index.json";
  private static final String SINGLE = "model.safetensors";
  private static final long GREATEST_INDEX_BYTES = 64L << 20;
  private static final int MOST_FILES = 1000;

  private SafetensorsFolder() {}

  /**
   * Returns the tensors of a folder; none if it has no such file.
   *
   * @throws InputException if a file is missing, can't be read, or lacks a tensor of the index
   */
  public static List<SafetensorsTensor> read(Path folder) {
    Path index = folder.resolve(INDEX);
    if (Files.exists(index)) {
      return indexed(folder, index);
    }
    Path single = folder.resolve(SINGLE);
    List<SafetensorsTensor> result = new ArrayList<>();
    for (Path file : Files.exists(single) ? List.of(single) : files(folder)) {
      result.addAll(SafetensorsFile.read(file));
    }
    rejectTwice(folder, result);
    return result;
  }

  private static List<SafetensorsTensor> indexed(Path folder, Path index) {
    Set<String> names = new HashSet<>();
    Set<String> files = new TreeSet<>();
    for (Map.Entry<String, JsonNode> entry : weightMap(index).properties()) {
      String file = entry.getValue().asString("");
      if (!file.endsWith(".safetensors") || file.contains("/") || file.contains("\\")) {
        throw new InputException(
            index + ": weight_map: " + Quoted.of(file) + " is not a file of this folder");
      }
      names.add(entry.getKey());
      files.add(file);
    }
    if (files.size() > MOST_FILES) {
      throw new InputException(index + ": names more than " + MOST_FILES + " files");
    }
    List<SafetensorsTensor> result = new ArrayList<>();
    for (String file : files) {
      result.addAll(SafetensorsFile.read(folder.resolve(file)));
    }
    rejectTwice(folder, result);
    result.forEach(tensor -> names.remove(tensor.name()));
    if (!names.isEmpty()) {
      throw new InputException(
          index + ": no file has the tensor " + Quoted.of(new TreeSet<>(names).first()));
    }
    return result;
  }

  private static JsonNode weightMap(Path index) {
    try {
      JsonNode map =
          JsonMapper.builder()
              .build()
              .readTree(TextFile.read(index, GREATEST_INDEX_BYTES))
              .path("weight_map");
      if (!map.isObject()) {
        throw new InputException(index + ": lacks 'weight_map'");
      }
      return map;
    } catch (JacksonException e) {
      throw new InputException(
          index + ": not valid JSON: " + ParserMessage.of(String.valueOf(e.getOriginalMessage())),
          e);
    }
  }

  private static List<Path> files(Path folder) {
    Set<Path> result = new TreeSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.safetensors")) {
      for (Path file : all) {
        result.add(file);
        if (result.size() > MOST_FILES) {
          throw new InputException(folder + ": has more than " + MOST_FILES + " files");
        }
      }
    } catch (IOException e) {
      throw new InputException(folder + ": can't be read: " + e.getMessage(), e);
    }
    return List.copyOf(result);
  }

  private static void rejectTwice(Path folder, List<SafetensorsTensor> tensors) {
    Set<String> names = new HashSet<>();
    for (SafetensorsTensor tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new InputException(
            folder + ": two files have the tensor " + Quoted.of(tensor.name()));
      }
    }
  }
}
