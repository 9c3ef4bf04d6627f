package org.socompass.llm.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.socompass.input.InputException;
import org.socompass.llm.storage.MatrixRole;

/** Models in headers that the tests write. */
final class GgufModelTest {
  /** A dense model of two layers: 256 wide, 4 heads of 64, 2 of keys, network 512, 1000 tokens. */
  static GgufWriter dense() {
    GgufWriter w =
        new GgufWriter()
            .text("general.architecture", "llama")
            .text("general.name", "Tiny")
            .u32("llama.block_count", 2)
            .u32("llama.context_length", 2048)
            .u32("llama.embedding_length", 256)
            .u32("llama.feed_forward_length", 512)
            .u32("llama.attention.head_count", 4)
            .u32("llama.attention.head_count_kv", 2)
            .texts("tokenizer.ggml.tokens", List.of("a", "b"))
            .tensor("token_embd.weight", GgufType.Q4_K, 256, 1000)
            .tensor("output.weight", GgufType.Q6_K, 256, 1000)
            .tensor("output_norm.weight", GgufType.F32, 256)
            .tensor("rope_freqs.weight", GgufType.F32, 32);
    for (int i = 0; i < 2; i++) {
      GgufType more = i == 0 ? GgufType.Q4_K : GgufType.Q6_K;
      String b = "blk." + i + ".";
      w.tensor(b + "attn_norm.weight", GgufType.F32, 256)
          .tensor(b + "attn_q.weight", GgufType.Q4_K, 256, 256)
          .tensor(b + "attn_k.weight", GgufType.Q4_K, 256, 128)
          .tensor(b + "attn_v.weight", more, 256, 128)
          .tensor(b + "attn_output.weight", GgufType.Q4_K, 256, 256)
          .tensor(b + "ffn_norm.weight", GgufType.F32, 256)
          .tensor(b + "ffn_gate.weight", GgufType.Q4_K, 256, 512)
          .tensor(b + "ffn_up.weight", GgufType.Q4_K, 256, 512)
          .tensor(b + "ffn_down.weight", more, 512, 256);
    }
    return w;
  }

  /** A mixture of 8 experts of which 2 are used, with a window in the first of two layers. */
  static GgufWriter mixture() {
    GgufWriter w =
        new GgufWriter()
            .text("general.architecture", "gpt-oss")
            .u32("gpt-oss.block_count", 2)
            .u32("gpt-oss.embedding_length", 256)
            .u32("gpt-oss.expert_feed_forward_length", 64)
            .u32("gpt-oss.expert_count", 8)
            .u32("gpt-oss.expert_used_count", 2)
            .u32("gpt-oss.attention.head_count", 4)
            .u32s("gpt-oss.attention.head_count_kv", 2, 1)
            .u32("gpt-oss.attention.key_length", 32)
            .u32("gpt-oss.attention.value_length", 32)
            .u32("gpt-oss.attention.sliding_window", 128)
            .tensor("token_embd.weight", GgufType.Q8_0, 256, 500);
    for (int i = 0; i < 2; i++) {
      String b = "blk." + i + ".";
      long kv = i == 0 ? 64 : 32;
      w.tensor(b + "attn_norm.weight", GgufType.F32, 256)
          .tensor(b + "attn_q.weight", GgufType.Q8_0, 256, 128)
          .tensor(b + "attn_q.bias", GgufType.F32, 128)
          .tensor(b + "attn_k.weight", GgufType.Q8_0, 256, kv)
          .tensor(b + "attn_v.weight", GgufType.Q8_0, 256, kv)
          .tensor(b + "attn_output.weight", GgufType.Q8_0, 128, 256)
          .tensor(b + "attn_sinks.weight", GgufType.F32, 4)
          .tensor(b + "ffn_gate_inp.weight", GgufType.F32, 256, 8)
          .tensor(b + "ffn_gate_exps.weight", GgufType.MXFP4, 256, 64, 8)
          .tensor(b + "ffn_up_exps.weight", GgufType.MXFP4, 256, 64, 8)
          .tensor(b + "ffn_down_exps.weight", GgufType.MXFP4, 64, 256, 8);
    }
    return w;
  }

  private static GgufModel model(GgufWriter writer) {
    return GgufModelReader.read("m.gguf", GgufFile.parse("m.gguf", writer.header()));
  }

  @Test
  void everyMatrixHasItsBytes() {
    GgufModel model = model(dense());

    assertThat(model.name()).isEqualTo("Tiny");
    assertThat(model.hidden()).isEqualTo(256);
    assertThat(model.vocabulary()).isEqualTo(1000);
    assertThat(model.tiedEmbeddings()).isFalse();
    // Blocks of 256: Q4_K 144 bytes, Q6_K 210. The embedding has 1000 of them.
    assertThat(model.table(MatrixRole.EMBEDDING).orElseThrow().bytes()).isEqualTo(144_000);
    assertThat(model.table(MatrixRole.HEAD).orElseThrow().bytes()).isEqualTo(210_000);
    assertThat(bytes(model, 0, MatrixRole.QUERY)).isEqualTo(256 * 144);
    assertThat(bytes(model, 0, MatrixRole.VALUE)).isEqualTo(128 * 144);
    assertThat(bytes(model, 1, MatrixRole.VALUE)).isEqualTo(128 * 210);
    assertThat(bytes(model, 0, MatrixRole.DOWN)).isEqualTo(2 * 256 * 144);
    assertThat(bytes(model, 1, MatrixRole.DOWN)).isEqualTo(2 * 256 * 210);
    // Q, K, V, O: 768 rows; gate, up: 1024; down: 512 blocks; norms 2 x 256 x 4 bytes.
    assertThat(model.layers().get(0).bytes()).isEqualTo((768 + 1024 + 512) * 144 + 2048);
    assertThat(model.leftOut()).extracting(GgufTensor::name).containsExactly("rope_freqs.weight");
    // 2 x 256000 + 256 + 2 x (768 x 256 + 1024 x 256 + 512 x 256 + 512)
    assertThat(model.parameters()).isEqualTo(512_256 + 2 * (2304 * 256 + 512));
  }

  @Test
  void aMixtureHasLayersOfItsOwn() {
    GgufModel model = model(mixture());

    assertThat(model.tiedEmbeddings()).isTrue();
    assertThat(model.experts()).isEqualTo(8);
    assertThat(model.expertsUsed()).isEqualTo(2);
    assertThat(model.layers()).extracting(GgufLayer::kvHeads).containsExactly(2, 1);
    assertThat(model.layers()).extracting(GgufLayer::window).containsExactly(128, 0);
    GgufMatrix down = model.layers().get(0).matrix(MatrixRole.EXPERT_DOWN).orElseThrow();
    // 8 x 256 x 64 elements in blocks of 32 with 17 bytes.
    assertThat(down.count()).isEqualTo(8);
    assertThat(down.bytes()).isEqualTo(8 * 256 * 64 / 32 * 17);
    assertThat(model.layers().get(0).vectors())
        .containsExactlyInAnyOrder("attn_norm.weight", "attn_q.bias", "attn_sinks.weight");
  }

  @Test
  void architecturesThatAreNoneAreRefusedByName() {
    assertError(
        new GgufWriter().text("general.architecture", "qwen4"),
        "general.architecture: 'qwen4' is not known; did you mean 'qwen'?");
    assertError(
        new GgufWriter().text("general.architecture", "clip"),
        "general.architecture: 'clip' is a vision or audio tower; give the language model's file,"
            + " which is not modelled");
    assertError(new GgufWriter(), "lacks the key general.architecture");
    assertError(
        new GgufWriter().text("general.type", "adapter"),
        "general.type: is 'adapter', not a model");
    assertError(
        new GgufWriter().text("general.architecture", "llama"),
        "has no tensors: it is a vocabulary, not a model");
  }

  @Test
  void contradictionsAreNamed() {
    assertError(
        dense().u32("llama.embedding_length", 512),
        "token_embd.weight has rows of 256 elements, but embedding_length is 512");
    assertError(
        dense().u32("llama.attention.head_count_kv", 4),
        "blk.0.attn_k.weight has 128 columns, but head_count_kv times key_length is 256");
    assertError(dense().u32("llama.block_count", 3), "has no tensors of layer 2, but 3 layers");
    assertError(
        dense().u32("llama.block_count", 1),
        "has the tensor 'blk.1.attn_norm.weight', but block_count is 1");
    assertError(
        dense().u32s("llama.attention.head_count", 4),
        "llama.attention.head_count: must have an element for each of 2 layers, but has 1");
    assertError(
        dense().text("llama.embedding_length", "x"),
        "llama.embedding_length: must be a positive whole number, but is a text or a long list");
    assertError(
        mixture().u32("gpt-oss.expert_count", 4),
        "blk.0.ffn_gate_exps.weight has 8 experts, but expert_count is 4");
  }

  private static long bytes(GgufModel model, int layer, MatrixRole role) {
    return model.layers().get(layer).matrix(role).orElseThrow().bytes();
  }

  private static void assertError(GgufWriter writer, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> model(writer))
        .withMessage("m.gguf: " + message);
  }
}
