package org.socompass.llm.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.GraphBuilder;
import org.socompass.llm.GraphOptions;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.Quantization;
import org.socompass.llm.Tower;
import org.socompass.llm.gguf.GgufFile;
import org.socompass.llm.gguf.GgufModel;
import org.socompass.llm.gguf.GgufModelReader;
import org.socompass.llm.gguf.GgufType;
import org.socompass.llm.gguf.GgufWriter;

/**
 * Latent attention, state spaces, gated delta nets and short convolutions in GGUF files: headers in
 * the tensor names of llama.cpp and the shapes of models that ship are those models.
 */
final class GgufMixersTest {
  private static final GgufType Q = GgufType.Q4_K;
  private static final GgufType V = GgufType.F32;

  @TempDir private Path folder;

  private static GgufWriter head(String id, int layers, int hidden, int vocabulary, boolean tied) {
    GgufWriter w =
        new GgufWriter()
            .text("general.architecture", id)
            .u32(id + ".block_count", layers)
            .u32(id + ".context_length", 4096)
            .u32(id + ".embedding_length", hidden)
            .tensor("token_embd.weight", Q, hidden, vocabulary)
            .tensor("output_norm.weight", V, hidden);
    return tied ? w : w.tensor("output.weight", Q, hidden, vocabulary);
  }

  private static void network(GgufWriter w, String b, int hidden, int width) {
    w.tensor(b + "ffn_gate.weight", Q, hidden, width)
        .tensor(b + "ffn_up.weight", Q, hidden, width)
        .tensor(b + "ffn_down.weight", Q, width, hidden);
  }

  private void isLike(GgufWriter w, String shipped) throws IOException {
    Path file = folder.resolve(shipped + ".gguf");
    Files.write(file, w.header());
    LanguageModel read = ModelLibrary.load(file.toString());
    LanguageModel model = ModelLibrary.byId(shipped);

    assertThat((double) read.parameters().total())
        .isCloseTo((double) model.parameters().total(), Percentage.withPercentage(0.05));
    assertThat((double) read.activeParameters())
        .isCloseTo((double) model.activeParameters(), Percentage.withPercentage(0.05));
    assertThat(read.cachedElements(8192)).isEqualTo(model.cachedElements(8192));
    assertThat(read.stateBytes()).isEqualTo(model.stateBytes());
    assertThat(products(read)).isCloseTo(products(model), Percentage.withPercentage(0.05));
    GgufModel gguf = GgufModelReader.read("m.gguf", GgufFile.parse("m.gguf", w.header()));
    double bytes = gguf.header().tensors().stream().mapToLong(t -> t.bytes()).sum();
    Quantization stored = ModelLibrary.storage(file.toString()).orElseThrow();
    assertThat(new ModelStorage(read, stored).weightsBytes())
        .isCloseTo(bytes, Percentage.withPercentage(1));
  }

  private static double products(LanguageModel model) {
    return new GraphBuilder(model, Quantization.FP16, GraphOptions.fused())
        .wholeModel(ForwardPass.decode(1, 100)).nodes().stream()
            .mapToDouble(n -> n.operations())
            .sum();
  }

  @Test
  void latentAttentionWithExperts() throws IOException {
    String id = "deepseek2";
    GgufWriter w =
        head(id, 27, 2048, 102_400, false)
            .u32(id + ".attention.head_count", 16)
            .u32(id + ".attention.head_count_kv", 16)
            .u32(id + ".attention.kv_lora_rank", 512)
            .u32(id + ".attention.key_length", 192)
            .u32(id + ".attention.value_length", 128)
            .u32(id + ".expert_count", 64)
            .u32(id + ".expert_used_count", 6);
    for (int i = 0; i < 27; i++) {
      String b = "blk." + i + ".";
      w.tensor(b + "attn_norm.weight", V, 2048)
          .tensor(b + "attn_q.weight", Q, 2048, 16 * 192)
          .tensor(b + "attn_kv_a_mqa.weight", Q, 2048, 512 + 64)
          .tensor(b + "attn_kv_a_norm.weight", V, 512)
          .tensor(b + "attn_kv_b.weight", Q, 512, 16 * 256)
          .tensor(b + "attn_output.weight", Q, 16 * 128, 2048)
          .tensor(b + "ffn_norm.weight", V, 2048);
      if (i == 0) {
        // 10,944 is no multiple of a block of 256.
        w.tensor(b + "ffn_gate.weight", Q, 2048, 10_944)
            .tensor(b + "ffn_up.weight", Q, 2048, 10_944)
            .tensor(b + "ffn_down.weight", GgufType.Q5_0, 10_944, 2048);
      } else {
        w.tensor(b + "ffn_gate_inp.weight", V, 2048, 64)
            .tensor(b + "ffn_gate_exps.weight", Q, 2048, 1408, 64)
            .tensor(b + "ffn_up_exps.weight", Q, 2048, 1408, 64)
            .tensor(b + "ffn_down_exps.weight", GgufType.Q5_0, 1408, 2048, 64)
            .tensor(b + "ffn_gate_shexp.weight", Q, 2048, 2816)
            .tensor(b + "ffn_up_shexp.weight", Q, 2048, 2816)
            .tensor(b + "ffn_down_shexp.weight", Q, 2816, 2048);
      }
    }
    isLike(w, "deepseek-v2-lite");
  }

  @Test
  void shortConvolutionsBesideAttention() throws IOException {
    String id = "lfm2";
    int[] kv = new int[16];
    for (int i : new int[] {2, 5, 8, 10, 12, 14}) {
      kv[i] = 8;
    }
    GgufWriter w =
        head(id, 16, 2048, 65_536, true)
            .u32(id + ".attention.head_count", 32)
            .u32s(id + ".attention.head_count_kv", kv)
            .u32(id + ".shortconv.l_cache", 3);
    for (int i = 0; i < 16; i++) {
      String b = "blk." + i + ".";
      w.tensor(b + "attn_norm.weight", V, 2048).tensor(b + "ffn_norm.weight", V, 2048);
      network(w, b, 2048, 8192);
      if (kv[i] > 0) {
        w.tensor(b + "attn_q.weight", Q, 2048, 2048)
            .tensor(b + "attn_k.weight", Q, 2048, 512)
            .tensor(b + "attn_v.weight", Q, 2048, 512)
            .tensor(b + "attn_q_norm.weight", V, 64)
            .tensor(b + "attn_k_norm.weight", V, 64)
            .tensor(b + "attn_output.weight", Q, 2048, 2048);
      } else {
        w.tensor(b + "shortconv.conv.weight", V, 3, 2048)
            .tensor(b + "shortconv.in_proj.weight", Q, 2048, 6144)
            .tensor(b + "shortconv.out_proj.weight", Q, 2048, 2048);
      }
    }
    isLike(w, "lfm2-1.2b");
  }

  @Test
  void stateSpacesWithoutNetworks() throws IOException {
    String id = "mamba2";
    GgufWriter w =
        head(id, 64, 2560, 50_288, true)
            .u32(id + ".ssm.conv_kernel", 4)
            .u32(id + ".ssm.inner_size", 5120)
            .u32(id + ".ssm.state_size", 128)
            .u32(id + ".ssm.time_step_rank", 80)
            .u32(id + ".ssm.group_count", 1);
    for (int i = 0; i < 64; i++) {
      String b = "blk." + i + ".";
      w.tensor(b + "attn_norm.weight", V, 2560)
          .tensor(b + "ssm_in.weight", Q, 2560, 10_576)
          .tensor(b + "ssm_conv1d.weight", V, 4, 5376)
          .tensor(b + "ssm_conv1d.bias", V, 5376)
          .tensor(b + "ssm_dt.bias", V, 80)
          .tensor(b + "ssm_a", V, 1, 80)
          .tensor(b + "ssm_d", V, 1, 80)
          .tensor(b + "ssm_norm.weight", V, 5120)
          .tensor(b + "ssm_out.weight", Q, 5120, 2560);
    }
    isLike(w, "mamba2-2.7b");
  }

  @Test
  void gatedDeltaNetsBesideGatedAttention() throws IOException {
    String id = "qwen35";
    int[] kv = new int[24];
    GgufWriter w =
        head(id, 24, 1024, 248_320, true)
            .u32(id + ".attention.head_count", 8)
            .u32(id + ".attention.key_length", 256)
            .u32(id + ".attention.value_length", 256)
            .u32(id + ".ssm.conv_kernel", 4)
            .u32(id + ".ssm.inner_size", 2048)
            .u32(id + ".ssm.state_size", 128)
            .u32(id + ".ssm.time_step_rank", 16)
            .u32(id + ".ssm.group_count", 16);
    for (int i = 0; i < 24; i++) {
      String b = "blk." + i + ".";
      w.tensor(b + "attn_norm.weight", V, 1024).tensor(b + "post_attention_norm.weight", V, 1024);
      network(w, b, 1024, 3584);
      if (i % 4 == 3) {
        kv[i] = 2;
        w.tensor(b + "attn_q.weight", Q, 1024, 2 * 2048)
            .tensor(b + "attn_k.weight", Q, 1024, 512)
            .tensor(b + "attn_v.weight", Q, 1024, 512)
            .tensor(b + "attn_q_norm.weight", V, 256)
            .tensor(b + "attn_k_norm.weight", V, 256)
            .tensor(b + "attn_output.weight", Q, 2048, 1024);
      } else {
        w.tensor(b + "attn_qkv.weight", Q, 1024, 6144)
            .tensor(b + "attn_gate.weight", Q, 1024, 2048)
            .tensor(b + "ssm_beta.weight", Q, 1024, 16)
            .tensor(b + "ssm_alpha.weight", Q, 1024, 16)
            .tensor(b + "ssm_conv1d.weight", V, 4, 6144)
            .tensor(b + "ssm_dt.bias", V, 16)
            .tensor(b + "ssm_a", V, 16)
            .tensor(b + "ssm_norm.weight", V, 128)
            .tensor(b + "ssm_out.weight", Q, 2048, 1024);
      }
    }
    isLike(w.u32s(id + ".attention.head_count_kv", kv), "qwen3.5-0.8b");
  }

  @Test
  void layersThatPredictAheadAreToldAndCanDraft() throws IOException {
    String id = "glm4moe";
    GgufWriter w =
        head(id, 2, 256, 1024, false)
            .u32(id + ".attention.head_count", 4)
            .u32(id + ".attention.head_count_kv", 2)
            .u32(id + ".nextn_predict_layers", 1);
    for (int i = 0; i < 2; i++) {
      String b = "blk." + i + ".";
      w.tensor(b + "attn_norm.weight", V, 256)
          .tensor(b + "attn_q.weight", Q, 256, 256)
          .tensor(b + "attn_k.weight", Q, 256, 128)
          .tensor(b + "attn_v.weight", Q, 256, 128)
          .tensor(b + "attn_output.weight", Q, 256, 256)
          .tensor(b + "post_attention_norm.weight", V, 256);
      network(w, b, 256, 512);
    }
    Path file = folder.resolve("ahead.gguf");
    Files.write(file, w.header());

    LanguageModel read = ModelLibrary.load(file.toString());

    assertThat(read.layers()).isEqualTo(1);
    assertThat(read.towers()).containsExactly(Tower.ahead(1));
  }
}
