package org.socompass.llm.library;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.socompass.input.InputException;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ParameterCount;
import org.socompass.llm.safetensors.CheckpointParameters;
import org.socompass.llm.safetensors.CheckpointParameters.Part;
import org.socompass.llm.safetensors.SafetensorsFolder;
import org.socompass.llm.safetensors.SafetensorsTensor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder with a {@code config.json} and the safetensors of its model. The tensors' shapes must
 * have as many parameters as the model that the config describes.
 */
final class ModelFolder {
  private static final String CONFIG = "config.json";

  /** Share of the parameters that may be unexplained. */
  private static final double TOLERANCE = 0.0005;

  private static final int PACKED_BITS = 4;

  private ModelFolder() {}

  /**
   * Returns the model of a folder.
   *
   * @throws InputException if it has no config, or one that its tensors contradict
   */
  static LanguageModel read(Path folder) {
    Path config = folder.resolve(CONFIG);
    if (!Files.exists(config)) {
      throw new InputException(folder + ": is a folder without config.json" + hint(folder));
    }
    String text = ModelLibrary.text(config.toString());
    LanguageModel model = ModelLibrary.read(config.toString(), text);
    List<SafetensorsTensor> tensors = SafetensorsFolder.read(folder);
    if (!tensors.isEmpty()) {
      check(folder, model, CheckpointParameters.of(tensors, bits(text), model.layers()));
    }
    return model;
  }

  /** A folder of GGUF files does not say which of them is meant. */
  private static String hint(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.gguf")) {
      var iterator = files.iterator();
      return iterator.hasNext() ? "; give one of its .gguf files" : "";
    } catch (IOException e) {
      throw new InputException(folder + ": can't be read: " + e.getMessage(), e);
    }
  }

  private static int bits(String config) {
    try {
      JsonNode bits =
          JsonMapper.builder().build().readTree(config).path("quantization_config").path("bits");
      return bits.isInt() && List.of(2, 4, 8).contains(bits.intValue())
          ? bits.intValue()
          : PACKED_BITS;
    } catch (JacksonException e) {
      return PACKED_BITS;
    }
  }

  private static void check(Path folder, LanguageModel model, CheckpointParameters stored) {
    ParameterCount ours = model.parameters();
    // A head that is the table may be stored beside it, and is one all the same.
    long head = ours.lmHead() == 0 ? 0 : stored.of(Part.HEAD);
    long theirs = stored.total() - stored.of(Part.HEAD) + head;
    if (Math.abs(theirs - ours.total()) <= TOLERANCE * ours.total()) {
      return;
    }
    throw new InputException(
        ("%s: its tensors have %d parameters, config.json describes %d: embedding %d and %d, layers"
                + " %d and %d, LM head %d and %d, others %d and %d")
            .formatted(
                folder,
                theirs,
                ours.total(),
                stored.of(Part.EMBEDDING),
                ours.embedding(),
                stored.of(Part.LAYERS),
                ours.layers(),
                head,
                ours.lmHead(),
                stored.of(Part.REST),
                ours.finalNorm()));
  }
}
