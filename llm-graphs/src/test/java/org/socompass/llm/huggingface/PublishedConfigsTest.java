package org.socompass.llm.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.socompass.input.InputException;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.ModelText;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;

/**
 * Every published config is imported with the figures of its modelling code, or refused by name.
 */
final class PublishedConfigsTest {
  /** What is refused, and the words that say why. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "bert-base", "'bert' is an encoder, which writes no tokens",
          "modernbert-base", "'modernbert' is an encoder, which writes no tokens",
          "t5-large",
              "model_type 't5' has an encoder and a decoder, and only decoders are modelled",
          "deepseek-v4-flash", "attention to compressed keys and several residual streams",
          "step-3.7-flash", "'step3p7' is not modelled");

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/huggingface/figures.csv", numLinesToSkip = 1)
  void hasThePublishedFigures(
      String config, Double totalBillion, Double activeBillion, Long kvBytes, Long context) {
    if (REFUSED.containsKey(config)) {
      assertThatExceptionOfType(InputException.class)
          .isThrownBy(() -> model(config))
          .withMessageContaining(REFUSED.get(config));
      return;
    }
    LanguageModel model = model(config);
    if (totalBillion != null) {
      assertThat(model.parameters().total() / 1e9).isCloseTo(totalBillion, tolerance(totalBillion));
    }
    if (activeBillion != null) {
      assertThat(model.activeParameters() / 1e9).isCloseTo(activeBillion, tolerance(activeBillion));
    }
    if (kvBytes != null) {
      long tokens = context == null ? model.maxPositions() : context;
      double bytes = new ModelStorage(model, Quantization.FP16).kvCacheBytes(1, tokens);
      assertThat(bytes / tokens).isEqualTo(kvBytes.doubleValue());
    }
  }

  /** 0.05 %, and half of the last digit that the figures have. */
  private static Offset<Double> tolerance(double billion) {
    return within(0.0005 * billion + 0.0005);
  }

  /** A model file can say all that a config says. */
  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/huggingface/figures.csv", numLinesToSkip = 1)
  void isTheSameAsAModelFile(String config) {
    if (REFUSED.containsKey(config)) {
      return;
    }
    LanguageModel model = model(config);

    LanguageModel again = ModelLibrary.read("model.yaml", ModelText.of(model));
    assertThat(again)
        .usingRecursiveComparison()
        .ignoringFields("storedAs", "towers")
        .isEqualTo(model);
  }

  private static LanguageModel model(String config) {
    return ConfigImporter.read(config + ".json", config, text(config));
  }

  private static String text(String config) {
    String name = "/huggingface/configs/" + config + ".json";
    try (InputStream stream = PublishedConfigsTest.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }
}
