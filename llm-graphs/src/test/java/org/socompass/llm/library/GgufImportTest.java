package org.socompass.llm.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.hardware.DataType;
import org.socompass.input.InputException;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.Quantization;
import org.socompass.llm.gguf.GgufFile;
import org.socompass.llm.gguf.GgufType;
import org.socompass.llm.gguf.GgufWriter;
import org.socompass.llm.storage.LayerSelection;

/** GGUF files in the shape of models that ship, and with what is not modelled. */
final class GgufImportTest {
  @TempDir private Path folder;

  /** Types that llama-quantize gives Llama 3.1 8B for Q4_K_M, written tensor by tensor. */
  private static GgufWriter llama(boolean mixture) {
    GgufWriter w =
        new GgufWriter()
            .text("general.architecture", "llama")
            .u32("general.file_type", mixture ? 15 : 1)
            .u32("llama.block_count", 32)
            .u32("llama.context_length", 131_072)
            .u32("llama.embedding_length", 4096)
            .u32("llama.feed_forward_length", 14_336)
            .u32("llama.attention.head_count", 32)
            .u32("llama.attention.head_count_kv", 8)
            .tensor("token_embd.weight", type(mixture, GgufType.Q4_K), 4096, 128_256)
            .tensor("output.weight", type(mixture, GgufType.Q6_K), 4096, 128_256)
            .tensor("output_norm.weight", GgufType.F32, 4096)
            .tensor("rope_freqs.weight", GgufType.F32, 64);
    for (int i = 0; i < 32; i++) {
      String b = "blk." + i + ".";
      GgufType usual = type(mixture, GgufType.Q4_K);
      boolean isMore = LayerSelection.EIGHTHS_AND_THIRDS.contains(i, 32);
      GgufType more = isMore ? type(mixture, GgufType.Q6_K) : usual;
      w.tensor(b + "attn_norm.weight", GgufType.F32, 4096)
          .tensor(b + "attn_q.weight", usual, 4096, 4096)
          .tensor(b + "attn_k.weight", usual, 4096, 1024)
          .tensor(b + "attn_v.weight", more, 4096, 1024)
          .tensor(b + "attn_output.weight", usual, 4096, 4096)
          .tensor(b + "ffn_norm.weight", GgufType.F32, 4096)
          .tensor(b + "ffn_gate.weight", usual, 4096, 14_336)
          .tensor(b + "ffn_up.weight", usual, 4096, 14_336)
          .tensor(b + "ffn_down.weight", more, 14_336, 4096);
    }
    return w;
  }

  private static GgufType type(boolean mixture, GgufType type) {
    return mixture ? type : GgufType.F16;
  }

  private String written(String name, GgufWriter writer) throws IOException {
    Path path = folder.resolve(name);
    Files.write(path, writer.header());
    return path.toString();
  }

  @Test
  void aFileHasTheShapesOfItsModel() throws IOException {
    LanguageModel model = ModelLibrary.load(written("tiny.gguf", llama(true)));
    LanguageModel shipped = ModelLibrary.byId("llama-3.1-8b");

    assertThat(model.id()).isEqualTo("tiny");
    assertThat(model.parameters()).isEqualTo(shipped.parameters());
    assertThat(model.attention()).isEqualTo(shipped.attention());
    assertThat(model.feedForward()).isEqualTo(shipped.feedForward());
    assertThat(model.maxPositions()).isEqualTo(131_072);
  }

  /**
   * Bytes of the tensors, of the model by its file, and of the scheme of that name are the same.
   */
  @Test
  void aFileIsPricedByItsTensors() throws IOException {
    String path = written("m.gguf", llama(true));
    Quantization stored = ModelLibrary.storage(path).orElseThrow();
    LanguageModel model = ModelLibrary.load(path);
    double bytes = new ModelStorage(model, stored).weightsBytes();

    assertThat(stored.id()).isEqualTo("q4_k_m");
    long tensors = GgufFile.read(Path.of(path)).tensorBytes();
    assertThat(bytes).isCloseTo((double) tensors - 64 * 4, within(1e-12 * tensors));
    assertThat(bytes)
        .isCloseTo(
            new ModelStorage(model, Quantization.of("q4_k_m")).weightsBytes(),
            within(1e-12 * bytes));
    // The matrices of all types in one product: values of 16 layers in each type, as in llama.cpp.
    // 1024 x 4096 elements x (16 x 0.5625 + 16 x 0.8203125) / 32 bytes.
    assertThat(stored.weightBytes(model, org.socompass.llm.storage.MatrixRole.VALUE, 4096, 1024))
        .isCloseTo(1024 * 4096 * 0.69140625, within(1e-3));
  }

  @Test
  void aFileOfF16IsPricedAsFp16() throws IOException {
    Quantization stored = ModelLibrary.storage(written("m.gguf", llama(false))).orElseThrow();

    assertThat(stored.weight()).isEqualTo(DataType.FP16);
    assertThat(stored.vectors()).isEqualTo(DataType.FP32);
  }

  @Test
  void modelsOfOtherFilesSayNothingOfStorage() {
    assertThat(ModelLibrary.storage("llama-3-8b")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"blk.3.attn_extra.weight", "blk.3.laurel_l.weight"})
  void aTensorThatIsNotModelledIsNamed(String name) throws IOException {
    String path = written("m.gguf", llama(true).tensor(name, GgufType.F16, 4096, 4096));

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ModelLibrary.load(path))
        .withMessage(
            path
                + ": its tensors have 8047038464 parameters, but the model that they describe"
                + " 8030261248; not modelled: "
                + name.substring("blk.3.".length()));
  }

  /** Mixtral 8x7B: experts of one layer in three tensors. */
  @Test
  void expertsOfAFileAreThoseOfItsModel() throws IOException {
    GgufWriter w =
        new GgufWriter()
            .text("general.architecture", "llama")
            .u32("llama.block_count", 32)
            .u32("llama.context_length", 32_768)
            .u32("llama.embedding_length", 4096)
            .u32("llama.feed_forward_length", 14_336)
            .u32("llama.attention.head_count", 32)
            .u32("llama.attention.head_count_kv", 8)
            .u32("llama.expert_count", 8)
            .u32("llama.expert_used_count", 2)
            .tensor("token_embd.weight", GgufType.Q4_K, 4096, 32_000)
            .tensor("output.weight", GgufType.Q6_K, 4096, 32_000)
            .tensor("output_norm.weight", GgufType.F32, 4096);
    for (int i = 0; i < 32; i++) {
      String b = "blk." + i + ".";
      w.tensor(b + "attn_norm.weight", GgufType.F32, 4096)
          .tensor(b + "attn_q.weight", GgufType.Q4_K, 4096, 4096)
          .tensor(b + "attn_k.weight", GgufType.Q8_0, 4096, 1024)
          .tensor(b + "attn_v.weight", GgufType.Q8_0, 4096, 1024)
          .tensor(b + "attn_output.weight", GgufType.Q5_K, 4096, 4096)
          .tensor(b + "ffn_norm.weight", GgufType.F32, 4096)
          .tensor(b + "ffn_gate_inp.weight", GgufType.F32, 4096, 8)
          .tensor(b + "ffn_gate_exps.weight", GgufType.Q4_K, 4096, 14_336, 8)
          .tensor(b + "ffn_up_exps.weight", GgufType.Q4_K, 4096, 14_336, 8)
          .tensor(b + "ffn_down_exps.weight", GgufType.Q6_K, 14_336, 4096, 8);
    }
    String path = written("mixtral.gguf", w);
    LanguageModel model = ModelLibrary.load(path);
    LanguageModel shipped = ModelLibrary.byId("mixtral-8x7b");

    assertThat(model.parameters()).isEqualTo(shipped.parameters());
    assertThat(model.activeParameters()).isEqualTo(shipped.activeParameters());
    Quantization stored = ModelLibrary.storage(path).orElseThrow();
    long tensors = GgufFile.read(Path.of(path)).tensorBytes();
    assertThat(new ModelStorage(model, stored).weightsBytes())
        .isCloseTo((double) tensors, within(1e-12 * tensors));
  }

  /** Gemma 2 2B: every second layer sees a window. */
  @Test
  void windowsOfAFileAreThoseOfItsModel() throws IOException {
    GgufWriter w =
        new GgufWriter()
            .text("general.architecture", "gemma2")
            .u32("gemma2.block_count", 26)
            .u32("gemma2.context_length", 8192)
            .u32("gemma2.embedding_length", 2304)
            .u32("gemma2.feed_forward_length", 9216)
            .u32("gemma2.attention.head_count", 8)
            .u32("gemma2.attention.head_count_kv", 4)
            .u32("gemma2.attention.key_length", 256)
            .u32("gemma2.attention.value_length", 256)
            .u32("gemma2.attention.sliding_window", 4096)
            .tensor("token_embd.weight", GgufType.F16, 2304, 256_000)
            .tensor("output_norm.weight", GgufType.F32, 2304);
    for (int i = 0; i < 26; i++) {
      String b = "blk." + i + ".";
      for (String norm :
          new String[] {"attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm"}) {
        w.tensor(b + norm + ".weight", GgufType.F32, 2304);
      }
      w.tensor(b + "attn_q.weight", GgufType.F16, 2304, 2048)
          .tensor(b + "attn_k.weight", GgufType.F16, 2304, 1024)
          .tensor(b + "attn_v.weight", GgufType.F16, 2304, 1024)
          .tensor(b + "attn_output.weight", GgufType.F16, 2048, 2304)
          .tensor(b + "ffn_gate.weight", GgufType.F16, 2304, 9216)
          .tensor(b + "ffn_up.weight", GgufType.F16, 2304, 9216)
          .tensor(b + "ffn_down.weight", GgufType.F16, 9216, 2304);
    }
    LanguageModel model = ModelLibrary.load(written("gemma2.gguf", w));

    assertThat(model.stack()).isEqualTo(ModelLibrary.byId("gemma-2-2b").stack());
  }
}
