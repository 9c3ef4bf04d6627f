package org.socompass.llm.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.input.InputException;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.huggingface.ConfigImporterTest;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.Normalization;

/** Models are found by name, and a bad name or file is reported so that it can be mended. */
final class ModelLibraryTest {
  private static final String MODEL =
      """
      id: tiny
      source: test
      layers: 2
      hidden: 64
      heads: 4
      kv_heads: 2
      intermediate: 128
      ffn: swiglu
      norm: rmsnorm
      vocabulary: 1000
      tied_embeddings: true
      max_positions: 128
      """;

  @TempDir private Path folder;

  @Test
  void idsAreSortedAndEachIsAFile() throws IOException {
    assertThat(ModelLibrary.ids()).isSorted().doesNotHaveDuplicates().hasSize(71);
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/models"))) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".yaml"))
                  .map(name -> name.substring(0, name.length() - ".yaml".length()))
                  .sorted())
          .isEqualTo(ModelLibrary.ids());
    }
  }

  @Test
  void everyModelHasTheIdOfItsFileAndASource() {
    for (String id : ModelLibrary.ids()) {
      LanguageModel model = ModelLibrary.load(id);
      assertThat(model.id()).isEqualTo(id);
      assertThat(model.source()).isNotBlank();
    }
  }

  @Test
  void anUnknownIdNamesTheNearest() {
    assertFails("lama-3-8b", "unknown model 'lama-3-8b'; did you mean 'llama-3-8b'?");
  }

  @Test
  void aDotInAnIdDoesNotMakeItAPath() {
    assertThat(ModelLibrary.load("qwen2.5-1.5b").layers()).isEqualTo(28);
  }

  @Test
  void readsAYamlFileAndFillsInDefaults() throws IOException {
    LanguageModel model = ModelLibrary.load(write("tiny.yaml", MODEL));

    assertThat(model.name()).isEqualTo("tiny");
    assertThat(model.attention().orElseThrow().headDim()).isEqualTo(16);
    Layer layer = model.mainLayer();
    assertThat(layer.normalization())
        .isEqualTo(new Normalization(Normalization.Kind.RMSNORM, 2, true));
    // Two RMSNorms and no biases.
    assertThat(layer.vectorElements(64)).isEqualTo(2 * 64);
    assertThat(model.publishedParameters()).isEmpty();
  }

  @Test
  void aMisspeltKeyIsReportedWithItsPlaceAndTheNearestKey() throws IOException {
    String file = write("tiny.yml", MODEL.replace("kv_heads", "kv_head"));

    assertFails(file, file + ":6:1: kv_head: unknown key 'kv_head'; did you mean 'kv_heads'?");
  }

  @Test
  void aBadValueIsReportedWithItsPlace() throws IOException {
    String file = write("tiny.yaml", MODEL.replace("swiglu", "swigloo"));

    assertFails(file, file + ":8:6: ffn: 'swigloo' is not valid; did you mean 'swiglu'?");
  }

  @Test
  void shapesThatContradictAreReported() throws IOException {
    String file = write("tiny.yaml", MODEL.replace("kv_heads: 2", "kv_heads: 3"));

    assertFails(file, file + ":1:1: heads must be a multiple of kv_heads, but are 4 and 3");
  }

  @Test
  void aMixerOfStateWithoutMatricesIsReported() throws IOException {
    String file = "../llm-graphs/src/main/resources/models/lfm2-1.2b.yaml";
    String text = Files.readString(Path.of(file)).replaceAll("(?m)^ *projections:.*\n", "");

    String without = write("without.yaml", text);

    assertFails(
        without,
        without
            + ":8:5: stack.short-convolution: short-convolution needs projections: the matrices"
            + " in, and the matrix out as the last");
  }

  @Test
  void aMissingFileIsNamed() {
    String file = folder.resolve("absent.yaml").toString();

    assertFails(file, file + ": no such file");
  }

  @Test
  void aFolderIsNamed() {
    assertFails(folder.toString(), folder + ": is a folder without config.json");
  }

  @Test
  void bytesThatAreNotTextAreReported() throws IOException {
    Path file = folder.resolve("binary.yaml");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});

    assertFails(file.toString(), file + ": is not UTF-8 text");
  }

  @Test
  void anotherExtensionIsReported() throws IOException {
    String file = write("model.txt", MODEL);

    assertFails(
        file, file + ": a model file ends in .yaml or .yml, a Hugging Face config in .json");
  }

  @Test
  void aPathThatIsNoneIsReported() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ModelLibrary.load("a/\0.yaml"))
        .withMessageContaining("is not a valid file name");
  }

  @Test
  void aConfigJsonIsNamedAfterItsFolder() throws IOException {
    Path model = Files.createDirectory(folder.resolve("my-model"));
    Path file = model.resolve("config.json");
    Files.writeString(file, ConfigImporterTest.LLAMA_3_8B);

    assertThat(ModelLibrary.load(file.toString()).id()).isEqualTo("my-model");
  }

  @Test
  void anotherJsonIsNamedAfterItself() throws IOException {
    assertThat(ModelLibrary.load(write("other.json", ConfigImporterTest.LLAMA_3_8B)).id())
        .isEqualTo("other");
  }

  private String write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    return file.toString();
  }

  private static void assertFails(String idOrPath, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ModelLibrary.load(idOrPath))
        .withMessage(message);
  }
}
