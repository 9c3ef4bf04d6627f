package org.socompass.llm.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.input.InputException;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.StoredAs;
import org.socompass.llm.library.ModelLibrary;

/** A config.json gives the model that ships under its name, whatever family it is of. */
public final class ConfigImporterTest {
  public static final String LLAMA_3_8B =
      """
      {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "hidden_act": "silu",
       "hidden_size": 4096, "intermediate_size": 14336, "max_position_embeddings": 8192,
       "model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 32,
       "num_key_value_heads": 8, "rms_norm_eps": 1e-05, "rope_scaling": null,
       "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 128256}
      """;

  /** Files reduced to the keys that shapes depend on. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          qwen2-0.5b      | {"model_type":"qwen2","hidden_act":"silu","hidden_size":896,"intermediate_size":4864,"num_attention_heads":14,"num_hidden_layers":24,"num_key_value_heads":2,"rms_norm_eps":1e-6,"tie_word_embeddings":true,"vocab_size":151936,"max_position_embeddings":131072}
          qwen3-0.6b      | {"model_type":"qwen3","hidden_act":"silu","head_dim":128,"hidden_size":1024,"intermediate_size":3072,"num_attention_heads":16,"num_hidden_layers":28,"num_key_value_heads":8,"rms_norm_eps":1e-6,"attention_bias":false,"tie_word_embeddings":true,"vocab_size":151936,"max_position_embeddings":40960}
          phi-2-2.7b      | {"model_type":"phi","hidden_act":"gelu_new","hidden_size":2560,"intermediate_size":10240,"num_attention_heads":32,"num_hidden_layers":32,"num_key_value_heads":null,"layer_norm_eps":1e-5,"vocab_size":51200,"max_position_embeddings":2048}
          phi-3-mini-3.8b | {"model_type":"phi3","hidden_act":"silu","hidden_size":3072,"intermediate_size":8192,"num_attention_heads":32,"num_hidden_layers":32,"num_key_value_heads":32,"rms_norm_eps":1e-5,"vocab_size":32064,"max_position_embeddings":4096}
          chatglm3-6b     | {"model_type":"chatglm","rmsnorm":true,"multi_query_attention":true,"multi_query_group_num":2,"kv_channels":128,"add_qkv_bias":true,"hidden_size":4096,"ffn_hidden_size":13696,"num_attention_heads":32,"num_layers":28,"layernorm_epsilon":1e-5,"padded_vocab_size":65024,"seq_length":8192}
          """)
  void equalsTheModelThatShips(String id, String json) {
    assertSameShape(ConfigImporter.read("config.json", id, json), ModelLibrary.byId(id));
  }

  @Test
  void equalsLlama3() {
    assertSameShape(
        ConfigImporter.read("config.json", "llama-3-8b", LLAMA_3_8B),
        ModelLibrary.byId("llama-3-8b"));
  }

  @Test
  void readsTheTextConfigOfAMultimodalModel() {
    String json = "{\"model_type\": \"llava\", \"text_config\": " + LLAMA_3_8B + "}";

    assertSameShape(
        ConfigImporter.read("config.json", "llama-3-8b", json), ModelLibrary.byId("llama-3-8b"));
  }

  @Test
  void readsGpt2ByItsOwnNames() {
    LanguageModel model =
        ConfigImporter.read(
            "config.json",
            "gpt2",
            """
            {"model_type": "gpt2", "activation_function": "gelu_new", "n_embd": 768, "n_head": 12,
             "n_layer": 12, "n_positions": 1024, "vocab_size": 50257, "layer_norm_epsilon": 1e-5}
            """);

    // GPT-2 small: 124,439,808 parameters (transformers, num_parameters()).
    assertThat(model.parameters().total()).isEqualTo(124_439_808);
  }

  @Test
  void whatAFileLacksIsWhatItsTypeSays() {
    // LlamaConfig() is Llama 7B: 6,738,415,616 parameters.
    assertThat(
            ConfigImporter.read("config.json", "x", "{\"model_type\": \"llama\"}")
                .parameters()
                .total())
        .isEqualTo(6_738_415_616L);
  }

  @Test
  void whatAFileLacksIsTold() {
    String json = LLAMA_3_8B.replace("\"hidden_size\": 4096,", "");

    assertThat(ConfigImporter.read("config.json", "x", json).source())
        .isEqualTo(
            "config.json of Hugging Face form: config.json; not stated there, so by default of"
                + " 'llama': hidden_size 4096");
    assertThat(ConfigImporter.read("config.json", "x", LLAMA_3_8B).source())
        .isEqualTo("config.json of Hugging Face form: config.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"n_kv_heads", "num_kv_groups", "d_ff", "mlp_ratio", "recurrent_steps"})
  void aKeyThatChangesShapesUnderAnotherNameIsRefused(String key) {
    String json = LLAMA_3_8B.replaceFirst("\\{", "{\"" + key + "\": 3,");

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ConfigImporter.read("config.json", "x", json))
        .withMessageContaining(
            key + ": model_type 'llama': what this key changes is not modelled for this type");
  }

  @Test
  void aFileWithoutATypeIsReadByItsClassOrRefused() {
    String deepSeek =
        """
        {"architectures": ["DeepseekV3ForCausalLM"], "num_hidden_layers": 1, "hidden_size": 64}
        """;
    assertThat(ConfigImporter.read("config.json", "x", deepSeek).stack().get(0).kind())
        .isEqualTo("mla");
    assertFails(
        "{\"hidden_size\": 64, \"num_attention_heads\": 4, \"intermediate_size\": 128}",
        "config.json:1:1: lacks 'model_type'; a config.json of a Hugging Face language model has"
            + " it");
  }

  @Test
  void namesAKeyWhoseValueIsWrong() {
    assertFails(
        LLAMA_3_8B.replace("\"hidden_size\": 4096", "\"hidden_size\": \"big\""),
        "config.json:2:17: hidden_size: must be a positive whole number, but is \"big\"");
    assertFails(
        LLAMA_3_8B.replace("\"num_hidden_layers\": 32", "\"num_hidden_layers\": -1"),
        "config.json:3:73: num_hidden_layers: must be a positive whole number, but is -1");
    assertFails(
        LLAMA_3_8B.replace("\"attention_bias\": false", "\"attention_bias\": 3"),
        "config.json:1:59: attention_bias: must be true or false, but is 3");
  }

  @Test
  void reportsShapesThatContradict() {
    assertFails(
        LLAMA_3_8B.replace("\"num_key_value_heads\": 8", "\"num_key_value_heads\": 5"),
        "config.json:1:1: model_type 'llama': heads must be a multiple of kv_heads, but are 32"
            + " and 5");
    assertFails(
        LLAMA_3_8B.replace("\"num_attention_heads\": 32", "\"num_attention_heads\": 30"),
        "config.json:3:48: num_attention_heads: must divide hidden_size 4096 where there is no"
            + " head_dim, but is 30");
  }

  @Test
  void refusesATypeThatIsNotKnown() {
    assertFails(
        LLAMA_3_8B.replace("\"llama\"", "\"lama\""),
        "config.json:3:16: model_type: 'lama' is not modelled; did you mean 'llama'?; a model file"
            + " of your own can describe its layers");
    assertFails(
        "{\"model_type\": \"vision\", \"text_config\": " + LLAMA_3_8B + "}",
        "config.json:1:16: model_type: 'vision' is not modelled; the object of its language model"
            + " alone can be given as a file; a model file of your own can describe its layers");
  }

  @Test
  void refusesAKeyThatChangesShapesOfATypeWithoutIt() {
    assertFails(
        LLAMA_3_8B.replace("{\"arch", "{\"num_local_experts\": 8, \"arch"),
        "config.json:1:2: num_local_experts: model_type 'llama': what this key changes is not"
            + " modelled for this type; describe its layers in a model file of your own, as"
            + " docs/models.md shows, or take another model");
    assertFails(
        LLAMA_3_8B.replace("{\"arch", "{\"kv_lora_rank\": 512, \"arch"),
        "config.json:1:2: kv_lora_rank: model_type 'llama': what this key changes is not modelled"
            + " for this type; describe its layers in a model file of your own, as docs/models.md"
            + " shows, or take another model");
  }

  @Test
  void refusesModelsThatDoNotWriteOneTokenAfterAnother() {
    assertFails(
        "{\"model_type\": \"bert\"}",
        "config.json:1:16: model_type: 'bert' is an encoder, which writes no tokens; take a"
            + " language model that writes tokens");
    assertFails(
        "{\"model_type\": \"whisper\"}",
        "config.json:1:16: model_type: 'whisper' is an encoder and a decoder, and only decoders"
            + " are modelled; take a language model that writes tokens");
    assertFails(
        "{\"_class_name\": \"UNet2DConditionModel\", \"_diffusers_version\": \"0.6.0\"}",
        "config.json:1:2: _class_name: describes a part of a diffusion model, not a language"
            + " model; a language model's config.json has a model_type");
  }

  @Test
  void saysHowTheCheckpointIsStored() {
    LanguageModel model =
        ConfigImporter.read(
            "config.json",
            "x",
            LLAMA_3_8B.replace(
                "{\"arch",
                "{\"quantization_config\": {\"quant_method\": \"awq\", \"bits\": 4, \"group_size\":"
                    + " 128}, \"arch"));

    assertThat(model.storedAs())
        .contains(new StoredAs("awq, 4 bits, groups of 128", Optional.of(Quantization.W4A16_G128)));
  }

  @Test
  void pythonsInfinityIsANumber() {
    String json = LLAMA_3_8B.replace("1e-05", "Infinity");

    assertThat(ConfigImporter.read("config.json", "x", json).layers()).isEqualTo(32);
  }

  @Test
  void reportsWhereTheJsonIsBroken() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ConfigImporter.read("config.json", "x", "{\n \"a\": }"))
        .withMessageStartingWith("config.json:2:7: not valid JSON: ");
    assertFails("[1]", "config.json:1:1: not a config.json: expected a JSON object");
    assertFails("", "config.json:1:1: not a config.json: expected a JSON object");
  }

  private static void assertSameShape(LanguageModel actual, LanguageModel expected) {
    assertThat(actual)
        .usingRecursiveComparison()
        .ignoringFields("name", "source", "publishedParameters")
        .isEqualTo(expected);
  }

  private static void assertFails(String json, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ConfigImporter.read("config.json", "x", json))
        .withMessage(message);
  }
}
