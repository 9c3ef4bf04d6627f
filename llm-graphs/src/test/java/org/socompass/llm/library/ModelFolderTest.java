package org.socompass.llm.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.input.InputException;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.safetensors.SafetensorsWriter;

/** Folders with a config.json and safetensors that agree with it, or do not. */
final class ModelFolderTest {
  @TempDir private Path folder;

  @BeforeEach
  void config() throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"model_type": "llama", "hidden_size": 64, "num_hidden_layers": 1,
         "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 128,
         "vocab_size": 500, "tie_word_embeddings": false, "hidden_act": "silu",
         "max_position_embeddings": 1024, "rms_norm_eps": 1e-5}
        """);
  }

  private static SafetensorsWriter tensors() {
    String layer = "model.layers.0.";
    return new SafetensorsWriter()
        .tensor("model.embed_tokens.weight", "BF16", 2, 500, 64)
        .tensor("lm_head.weight", "BF16", 2, 500, 64)
        .tensor("model.norm.weight", "BF16", 2, 64)
        .tensor(layer + "input_layernorm.weight", "BF16", 2, 64)
        .tensor(layer + "post_attention_layernorm.weight", "BF16", 2, 64)
        .tensor(layer + "self_attn.q_proj.weight", "BF16", 2, 64, 64)
        .tensor(layer + "self_attn.k_proj.weight", "BF16", 2, 32, 64)
        .tensor(layer + "self_attn.v_proj.weight", "BF16", 2, 32, 64)
        .tensor(layer + "self_attn.o_proj.weight", "BF16", 2, 64, 64)
        .tensor(layer + "mlp.gate_proj.weight", "BF16", 2, 128, 64)
        .tensor(layer + "mlp.up_proj.weight", "BF16", 2, 128, 64);
  }

  private static SafetensorsWriter complete() {
    return tensors().tensor("model.layers.0.mlp.down_proj.weight", "BF16", 2, 64, 128);
  }

  @Test
  void tensorsThatAgreeAreAccepted() throws IOException {
    Files.write(folder.resolve("model.safetensors"), complete().header());

    LanguageModel model = ModelLibrary.load(folder.toString());

    // 2 x 500 x 64 tables, 3 x 64 norms, 64 x (64 + 32 + 32 + 64) attention, 3 x 128 x 64 network.
    assertThat(model.parameters().total()).isEqualTo(64_000 + 192 + 12_288 + 24_576);
    assertThat(model.id()).isEqualTo(folder.getFileName().toString());
  }

  @Test
  void aDifferenceIsNamed() throws IOException {
    Files.write(folder.resolve("model.safetensors"), tensors().header());

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ModelLibrary.load(folder.toString()))
        .withMessage(
            folder
                + ": its tensors have 92864 parameters, config.json describes 101056: embedding"
                + " 32000 and 32000, layers 28800 and 36992, LM head 32000 and 32000, others 64 and"
                + " 64");
  }

  @Test
  void shardsAreFoundByTheirIndex() throws IOException {
    Files.write(folder.resolve("model-00001-of-00002.safetensors"), tensors().header());
    Path index = folder.resolve("model.safetensors.index.json");
    String map =
        """
        {"weight_map": {"model.norm.weight": "model-00001-of-00002.safetensors",
         "model.layers.0.mlp.down_proj.weight": "model-00002-of-00002.safetensors"}}
        """;
    Files.writeString(index, map);
    Path second = folder.resolve("model-00002-of-00002.safetensors");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ModelLibrary.load(folder.toString()))
        .withMessage(second + ": no such file");

    Files.write(
        second,
        new SafetensorsWriter()
            .tensor("model.layers.0.mlp.down_proj.weight", "BF16", 2, 64, 128)
            .header());
    assertThat(ModelLibrary.load(folder.toString()).layers()).isEqualTo(1);

    Files.writeString(index, map.replace("down_proj", "downproj"));
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ModelLibrary.load(folder.toString()))
        .withMessage(index + ": no file has the tensor 'model.layers.0.mlp.downproj.weight'");

    Files.writeString(index, map.replace("model-00002", "../model-00002"));
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ModelLibrary.load(folder.toString()))
        .withMessage(
            index
                + ": weight_map: '../model-00002-of-00002.safetensors' is not a file of this"
                + " folder");
  }

  @Test
  void aFolderWithoutConfigIsRefused() throws IOException {
    Files.delete(folder.resolve("config.json"));
    Files.write(folder.resolve("m.gguf"), new byte[0]);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ModelLibrary.load(folder.toString()))
        .withMessage(folder + ": is a folder without config.json; give one of its .gguf files");
  }
}
